namespace WorkflowConsole.Services;

/// <summary>What a service answered: a value, or why there is none.</summary>
/// <param name="Value">As read; default where there was trouble.</param>
/// <param name="Trouble">Null when all is well.</param>
public sealed record Answer<T>(T? Value, Trouble? Trouble)
{
    /// <summary>Whether there is a value.</summary>
    [System.Diagnostics.CodeAnalysis.MemberNotNullWhen(true, nameof(Value))]
    public bool Is => Trouble is null;
}

/// <summary>Why a service did not do it.</summary>
/// <param name="Status">HTTP; 503 where it could not be reached.</param>
/// <param name="Code">Of the problem details.</param>
/// <param name="Detail">The service's own sentence, English.</param>
/// <param name="Errors">What exactly, where it says so: field or line, and message.</param>
public sealed record Trouble(int Status, string Code, string Detail, IReadOnlyList<string> Errors)
{
    /// <summary>The same as the service says it: paths into what was sent.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>The service cannot be reached, or not now.</summary>
    public static Trouble Away(string detail) => new(503, "unreachable", detail, []);
}

/// <summary>A part of a list.</summary>
/// <param name="Next">What to ask the following part with; null at the end.</param>
public sealed record Listed<T>(IReadOnlyList<T> Items, string? Next);
