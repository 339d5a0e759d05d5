namespace Workflow.Testing;

/// <summary>A service's OpenAPI document against the committed one, <c>contracts/openapi/{source}.json</c>.</summary>
public static class OpenApiDocument
{
    /// <summary>
    /// Throws when they differ: a difference is a change of contract. What the code says now is left in <c>.local/openapi</c>, to be
    /// compared and, if meant, committed.
    /// </summary>
    /// <param name="service">Running.</param>
    /// <param name="source">Its source name.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="InvalidOperationException">They differ.</exception>
    public static async Task IsAsCommittedAsync(RunningService service, string source, CancellationToken ct)
    {
        using var http = service.As(Roles.Auditor, "C1");
        var actual = (await http.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), ct)).ReplaceLineEndings("\n") + "\n";
        var committed = Path.Combine(Checkout.Root, "contracts/openapi", $"{source}.json");
        if (File.Exists(committed) && await File.ReadAllTextAsync(committed, ct) == actual)
            return;

        var left = Path.Combine(Directory.CreateDirectory(Path.Combine(Checkout.Root, ".local/openapi")).FullName, $"{source}.json");
        await File.WriteAllTextAsync(left, actual, ct);
        throw new InvalidOperationException(
            $"{committed} is not what the code says. Compare it with {left}; if the change is meant, copy that over it.");
    }
}
