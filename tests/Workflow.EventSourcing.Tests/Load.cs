namespace Workflow.EventSourcing.Tests;

/// <summary>How long a test's load goes on: until it is cancelled, or the test ends in any way.</summary>
internal sealed class Load(CancellationToken test) : IDisposable
{
    private readonly CancellationTokenSource _source = CancellationTokenSource.CreateLinkedTokenSource(test);

    public CancellationToken Token => _source.Token;

    public bool IsCancellationRequested => _source.IsCancellationRequested;

    public Task CancelAsync() => _source.CancelAsync();

    public void Dispose()
    {
        _source.Cancel();
        _source.Dispose();
    }
}
