namespace Workflow.EventSourcing.Tests;

/// <summary>Waits for a condition and tells how long it took.</summary>
internal static class Within
{
    public static Task<TimeSpan> TrueAsync(Func<Task<bool>> condition, TimeSpan within) =>
        TrueAsync(condition, within, () => "The condition did not become true");

    public static Task<TimeSpan> TrueAsync(Func<bool> condition, TimeSpan within) => TrueAsync(() => Task.FromResult(condition()), within);

    public static async Task<TimeSpan> TrueAsync(Func<Task<bool>> condition, TimeSpan within, Func<string> otherwise)
    {
        var began = Stopwatch.StartNew();
        while (!await condition())
        {
            if (began.Elapsed > within)
                Assert.Fail($"{otherwise()} within {within.TotalSeconds} s.");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        }
        return began.Elapsed;
    }
}
