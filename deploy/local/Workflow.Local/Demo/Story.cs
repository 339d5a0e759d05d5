namespace Workflow.Local.Demo;

/// <summary>Tells the demo as it happens, and remembers whether everything that was expected was seen.</summary>
internal sealed class Story(TextWriter output)
{
    private readonly List<string> _missed = [];
    private int _chapter;

    public bool AllSeen => _missed.Count == 0;

    public void Chapter(string title)
    {
        output.WriteLine();
        output.WriteLine($"{++_chapter}. {title}");
    }

    public void Say(string line) => output.WriteLine($"   {line}");

    public void Expect(bool seen, string what)
    {
        output.WriteLine($"   {(seen ? "✓" : "✗")} {what}");
        if (!seen)
            _missed.Add(what);
    }

    public void End(TimeSpan took)
    {
        output.WriteLine();
        foreach (var missed in _missed)
            output.WriteLine($"Expected, and not seen: {missed}");
        output.WriteLine(AllSeen ? $"Everything expected was seen, in {took.TotalSeconds:0} s."
            : $"{_missed.Count} expectations were not met.");
    }
}

/// <summary>Something the demo cannot go on without; the message says what, and what to do.</summary>
internal sealed class DemoStoppedException(string message) : Exception(message);
