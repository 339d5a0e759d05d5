namespace Workflow.Local;

/// <summary><c>clock [show] | set INSTANT | advance INSTANT</c>: business time of the running system.</summary>
internal sealed class ClockCommand(LocalSystem system)
{
    private const string Usage = "clock [show] | clock set INSTANT | clock advance INSTANT, as 2024-03-04T09:00:00+08:00";
    private readonly BusinessClockFile _clock = new(system.ClockFile, TimeProvider.System);

    public static async Task<int> RunAsync(string[] arguments, CancellationToken ct)
    {
        var clock = new ClockCommand(LocalSystem.Open());
        switch (arguments)
        {
            case [] or ["show"]:
                break;
            case ["set", var instant]:
                if (!await clock.TrySetAsync(Instant(instant), ct))
                    throw new UsageException(
                        "A unit or a notice is stored already: business time can only be advanced. To start over: deploy/local/reset");
                break;
            case ["advance", var instant]:
                await clock.AdvanceAsync(Instant(instant), ct);
                break;
            default:
                throw new UsageException(Usage);
        }
        Console.WriteLine($"Business time is {clock.Now.ToOffset(TimeSpan.FromHours(8)):yyyy-MM-ddTHH:mm:sszzz}");
        return 0;
    }

    /// <summary>Business time, UTC.</summary>
    public DateTimeOffset Now => _clock.Now;

    /// <summary>
    /// Sets business time forward or back; returns when every running service has it. False when a unit or a notice is stored.
    /// </summary>
    public async Task<bool> TrySetAsync(DateTimeOffset instant, CancellationToken ct)
    {
        if (await StoredThings.AnyAsync(system, ct))
            return false;
        await MoveAsync(instant, ct);
        return true;
    }

    /// <summary>Moves business time forward; returns when every running service has it.</summary>
    /// <exception cref="UsageException">The instant has passed.</exception>
    public async Task AdvanceAsync(DateTimeOffset instant, CancellationToken ct)
    {
        if (Now is var now && instant < now)
            throw new UsageException($"Business time is {now:O} already and does not go back.");
        await MoveAsync(instant, ct);
    }

    private async Task MoveAsync(DateTimeOffset instant, CancellationToken ct)
    {
        _clock.Write(instant);
        await new ServiceClocks(system).AwaitAsync(_clock, ct);
    }

    // An instant without an offset would mean another hour to every reader.
    private static DateTimeOffset Instant(string text) =>
        DateTimeOffset.TryParseExact(text, ["yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"],
            CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant)
            && (text.EndsWith('Z') || text[^6] is '+' or '-')
            ? instant
            : throw new UsageException($"'{text}' is no instant with an offset. {Usage}");
}
