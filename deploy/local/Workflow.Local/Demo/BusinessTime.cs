namespace Workflow.Local.Demo;

/// <summary>The system's business clock, as <c>deploy/local/clock</c> moves it.</summary>
/// <param name="Now">What the services take for now.</param>
/// <param name="TrySet">Sets the clock back or forward; false when a unit or a notice is stored already.</param>
/// <param name="Advance">Moves it forward, and returns when every service has it.</param>
internal sealed record BusinessTime(Func<DateTimeOffset> Now, Func<DateTimeOffset, CancellationToken, Task<bool>> TrySet,
    Func<DateTimeOffset, CancellationToken, Task> Advance)
{
    /// <summary>China has no daylight saving; the demo's notices are all of its zone.</summary>
    private static readonly TimeSpan Zone = TimeSpan.FromHours(8);

    public static DateTimeOffset Local(int year, int month, int day, int hour = 9) => new(year, month, day, hour, 0, 0, Zone);

    /// <summary>Month and day, as MM-dd.</summary>
    public static string Day(DateTimeOffset instant) => instant.ToOffset(Zone).ToString("MM-dd", CultureInfo.InvariantCulture);

    public static string Show(DateTimeOffset instant) => instant.ToOffset(Zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
