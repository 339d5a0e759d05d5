namespace Workflow.EventSourcing.Tests;

/// <summary>Waits for a condition and tells how long it took.</summary>
internal static class Within
{
    public static Task<TimeSpan> TrueAsync(Func<Task<bool>> condition) =>
        TrueAsync(condition, TimeSpan.FromMinutes(1), () => "The condition did not become true");

    public static Task<TimeSpan> TrueAsync(Func<bool> condition) => TrueAsync(() => Task.FromResult(condition()));

    public static async Task<TimeSpan> TrueAsync(Func<Task<bool>> condition, TimeSpan within, Func<string> otherwise)
    {
        var began = Stopwatch.StartNew();
        while (!await condition())
        {
            if (began.Elapsed > within)
                Assert.Fail($"{otherwise()} within {within.TotalSeconds} s.");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Ct);
        }
        return began.Elapsed;
    }
}
