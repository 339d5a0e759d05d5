namespace Workflow.History;

/// <summary>
/// Ids derived from what they identify, so that a repetition meets what it repeats (ADR 0004).
/// UUID version 8: the first 8 bytes are those of the notice's id (version 7, for locality), the rest is SHA-256, big-endian.
/// </summary>
public static class Ids
{
    /// <summary>A new notice's id, ordered by <paramref name="now"/>.</summary>
    public static Guid Notice(DateTimeOffset now) => Guid.CreateVersion7(now);

    /// <summary>The assignment of one requirement to one unit; <paramref name="occurrence"/> is the period of a recurring duty.</summary>
    public static Guid Assignment(Guid notice, int requirement, string unit, string? occurrence) =>
        Of(notice, "assignment", requirement.ToString(CultureInfo.InvariantCulture), unit, occurrence ?? "");

    /// <summary>The reminder plan of one unit for one notice.</summary>
    public static Guid Plan(Guid notice, string unit) => Of(notice, "plan", "", unit, "");

    /// <summary>The message of one step of one assignment's deadline to one audience.</summary>
    public static Guid Reminder(Guid notice, Guid assignment, int deadlineVersion, string step, string audience) =>
        Of(notice, "reminder", $"{assignment:N}.{deadlineVersion}", audience, step);

    /// <summary>The message that tells a unit of its new assignment.</summary>
    public static Guid DispatchMessage(Guid notice, Guid assignment) => Of(notice, "dispatch", assignment.ToString("N"), "", "");

    /// <summary>The message that tells a unit of an assignment's other deadline.</summary>
    public static Guid DeadlineMessage(Guid notice, Guid assignment, int deadlineVersion) =>
        Of(notice, "deadline", $"{assignment:N}.{deadlineVersion}", "", "");

    /// <summary>The message that tells a unit what became of a notice, by the version of the notice's stream that says so.</summary>
    public static Guid NoticeMessage(Guid notice, string unit, long version) =>
        Of(notice, "notice-message", version.ToString(CultureInfo.InvariantCulture), unit, "");

    /// <summary>The message of a copy of a notice, or of what became of that, by the version of the notice's stream that says so.</summary>
    public static Guid CopyMessage(Guid notice, string unit, long version) =>
        Of(notice, "copy-message", version.ToString(CultureInfo.InvariantCulture), unit, "");

    /// <summary>A unit's stream.</summary>
    public static Guid Unit(string code) => Of("unit", code);

    /// <summary>The stream of a standing grant.</summary>
    public static Guid Grant(string issuer, string kind, string below) => Of("grant", issuer, below, kind);

    /// <summary>The stream of a unit's channel.</summary>
    public static Guid Channel(string unit) => Of("channel", unit);

    /// <summary>The stream of one year of a working calendar.</summary>
    public static Guid Calendar(string name, int year) => Of("calendar", name, year.ToString(CultureInfo.InvariantCulture));

    /// <summary>The stream of what a caller was refused in an hour.</summary>
    /// <param name="person">Opaque id; any text.</param>
    /// <param name="unit">As the token names it; any text.</param>
    /// <param name="hour">An instant within the hour, of UTC.</param>
    public static Guid Refusals(string person, string unit, DateTimeOffset hour) => Of(
        "refusals", Uri.EscapeDataString(person), Uri.EscapeDataString(unit),
        hour.UtcDateTime.ToString("yyyy-MM-dd'T'HH", CultureInfo.InvariantCulture));

    /// <summary>The stream of what operators did with a source of the ledger.</summary>
    public static Guid LedgerSource(string source) => Of("ledger-source", source);

    /// <summary>An id that belongs to another: a message made from a stored event, a chunk of it.</summary>
    public static Guid Derived(Guid root, string path) => Of(root, "derived", root.ToString("N"), path, "");

    private static Guid Of(Guid notice, string kind, string requirement, string unit, string occurrence)
    {
        Span<byte> bytes = stackalloc byte[16];
        notice.TryWriteBytes(bytes, bigEndian: true, out _);
        Hash($"{kind}/{notice:D}/{requirement}/{unit}/{occurrence}").AsSpan(0, 8).CopyTo(bytes[8..]);
        return Version8(bytes);
    }

    private static Guid Of(params ReadOnlySpan<string> path) => Version8(Hash(string.Join('/', path!)).AsSpan(0, 16));

    private static byte[] Hash(string name) => SHA256.HashData(Encoding.UTF8.GetBytes(name));

    private static Guid Version8(Span<byte> bytes)
    {
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
