namespace Workflow.ServiceDefaults;

/// <summary>
/// The time that decides what is due and stamps events, in UTC. It runs at the speed of the wall clock; in Development a file may set it
/// apart from it.
/// Without the file it is the wall clock. Timers made from it run by wall time: who waits for a business instant listens to
/// <see cref="Changed"/> too.
/// </summary>
public sealed class BusinessClock : TimeProvider, IDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);

    private readonly TimeProvider _wall;
    private readonly string? _file;
    private readonly ILogger<BusinessClock> _logger;
    private readonly ITimer? _poll;
    private string? _read;
    private long _offset;

    /// <summary>
    /// Reads the file once, so that the first event of the process is already stamped by it, and then every 200 ms. In Production no file
    /// is read, and <see cref="MachinesTimeInProduction"/> refuses the start.
    /// </summary>
    public BusinessClock(TimeProvider wall, BusinessClockOptions options, IHostEnvironment environment, ILogger<BusinessClock> logger)
    {
        (_wall, _file, _logger) = (wall, options.File, logger);
        if (string.IsNullOrEmpty(_file) || environment.IsProduction())
            return;
        Read();
        _poll = wall.CreateTimer(_ => Read(), null, PollInterval, PollInterval);
    }

    /// <summary>Raised, on a timer's thread, when business time was set or stepped. Handlers must return quickly.</summary>
    public event Action? Changed;

    /// <inheritdoc />
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc />
    public override long TimestampFrequency => _wall.TimestampFrequency;

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => _wall.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _offset));

    /// <inheritdoc />
    public override long GetTimestamp() => _wall.GetTimestamp();

    /// <inheritdoc />
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        _wall.CreateTimer(callback, state, dueTime, period);

    /// <inheritdoc />
    public void Dispose() => _poll?.Dispose();

    private void Read()
    {
        try
        {
            var text = File.Exists(_file) ? File.ReadAllText(_file) : null;
            if (text == _read)
                return;
            var offset = text is null ? TimeSpan.Zero : JsonSerializer.Deserialize<Setting>(text, JsonSerializerOptions.Web)!.Offset;
            _read = text;
            if (Interlocked.Exchange(ref _offset, offset.Ticks) == offset.Ticks)
                return;
            _logger.LogInformation("Business time is now {Business:O}", GetUtcNow());
            Changed?.Invoke();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            // Half-written: the next poll reads it again.
            _logger.LogDebug(e, "The business clock's file cannot be read yet");
        }
    }

    private sealed record Setting(DateTimeOffset Business, DateTimeOffset Wall)
    {
        public TimeSpan Offset => Business - Wall;
    }
}
