namespace Workflow.Testing;

/// <summary>
/// Awaits what another process or task brings about. Looks every 25 ms; gives up after <c>within</c> (default 90 s of
/// wall time) with a message that says what was awaited.
/// </summary>
public static class Eventually
{
    private static readonly TimeSpan Default = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    /// <summary>Awaits that the condition holds.</summary>
    /// <param name="condition">May be asked many times; an exception ends the waiting.</param>
    /// <param name="what">Ends the sentence "Waited in vain until …".</param>
    /// <param name="within">Default 90 s.</param>
    /// <exception cref="TimeoutException">It did not hold in time.</exception>
    public static async Task HoldsAsync(Func<Task<bool>> condition, string what, TimeSpan? within = null) =>
        await ValueAsync(async () => await condition() ? "" : null, what, within);

    /// <inheritdoc cref="HoldsAsync(Func{Task{bool}}, string, TimeSpan?)"/>
    public static Task HoldsAsync(Func<bool> condition, string what, TimeSpan? within = null) =>
        HoldsAsync(() => Task.FromResult(condition()), what, within);

    /// <summary>Awaits a value.</summary>
    /// <param name="find">Null as long as it is not there.</param>
    /// <param name="what">Ends the sentence "Waited in vain until …".</param>
    /// <param name="within">Default 90 s.</param>
    /// <exception cref="TimeoutException">It was not there in time.</exception>
    public static async Task<T> ValueAsync<T>(Func<Task<T?>> find, string what, TimeSpan? within = null) where T : class
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            if (await find() is { } found)
                return found;
            if (Stopwatch.GetElapsedTime(started) > (within ?? Default))
                throw new TimeoutException(
                    string.Create(CultureInfo.InvariantCulture, $"Waited in vain for {(within ?? Default).TotalSeconds} s until {what}."));
            await Task.Delay(Pause, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Awaits that the assertions pass; when they do not in time, the last failure is the test's.</summary>
    /// <param name="assertions">May be run many times.</param>
    /// <param name="within">Default 90 s.</param>
    public static async Task PassesAsync(Func<Task> assertions, TimeSpan? within = null)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await assertions();
                return;
            }
            catch (Exception)
                when (Stopwatch.GetElapsedTime(started) <= (within ?? Default)
                && !TestContext.Current.CancellationToken.IsCancellationRequested)
            {
                await Task.Delay(Pause, TimeProvider.System, TestContext.Current.CancellationToken);
            }
        }
    }
}
