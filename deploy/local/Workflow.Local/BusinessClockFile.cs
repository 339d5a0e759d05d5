namespace Workflow.Local;

/// <summary>
/// The file that every service of a development system reads its business time from, within a second: business time was
/// <c>business</c> when wall time was <c>wall</c>, and runs on at wall speed. Without the file it is wall time.
/// </summary>
public sealed class BusinessClockFile(string path, TimeProvider wall)
{
    /// <summary>Business time now, UTC.</summary>
    public DateTimeOffset Now => wall.GetUtcNow() + Offset;

    private TimeSpan Offset
    {
        get
        {
            if (!File.Exists(path))
                return TimeSpan.Zero;
            var setting = JsonSerializer.Deserialize<Setting>(File.ReadAllText(path), JsonSerializerOptions.Web)!;
            return setting.Business - setting.Wall;
        }
    }

    /// <summary>Makes business time <paramref name="instant"/> as of now, replacing the file in one step.</summary>
    public void Write(DateTimeOffset instant) =>
        OwnFile.Write(path, JsonSerializer.Serialize(new Setting(instant.ToUniversalTime(), wall.GetUtcNow()), JsonSerializerOptions.Web));

    private sealed record Setting(DateTimeOffset Business, DateTimeOffset Wall);
}
