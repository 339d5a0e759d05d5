namespace Workflow.EventSourcing.Tests;

/// <summary>Counts the SQL commands of this process by what they mention, from Npgsql's own tracing.</summary>
internal sealed class StatementCount : IDisposable
{
    private readonly System.Collections.Concurrent.ConcurrentBag<string> _texts = [];
    private readonly ActivityListener _listener;

    public StatementCount()
    {
        _listener = new()
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => _texts.Add(string.Join(' ', activity.TagObjects.Select(t => t.Value))),
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>How many mentioned the text.</summary>
    public int Of(string text) => _texts.Count(t => t.Contains(text, StringComparison.Ordinal));

    public void Dispose() => _listener.Dispose();
}
