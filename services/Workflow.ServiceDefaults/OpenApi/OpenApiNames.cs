namespace Workflow.ServiceDefaults;

/// <summary>What operations and their groups are called; both follow from method and address.</summary>
internal static class OpenApiNames
{
    /// <summary>The groups there are, by the first part of an address or as endpoints name them.</summary>
    internal static IReadOnlyDictionary<string, string> Tags { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["assignments"] = "What a unit owes by a notice: reading it, reporting on it, judging the report.",
        ["calendars"] = "Working calendars, a year each, and what would move if one were published.",
        ["callers"] = "Who calls.",
        ["deliveries"] = "Messages on their way to the queues of units.",
        ["events"] = "Entries of the ledger of all services.",
        ["evidence"] = "Files that reports name.",
        ["grants"] = "Who may order whom beyond the unit tree.",
        ["health"] = "Whether this process lives and serves; asks for no token.",
        ["notices"] = "Notices: handing in, what was read of them, questions, issue; how far the issued ones have come.",
        ["operation"] = "What waits for an operator, and what an operator can do about it.",
        ["overview"] = "How all notices stand at and below a unit.",
        ["policies"] = "At which distance from a deadline whom is told what.",
        ["reminders"] = "What was sent and will be, and why something was not.",
        ["sources"] = "How far the ledger is with each service.",
        ["units"] = "Units: what they are, were and are reached by.",
    };

    /// <summary><c>GET /v1/notices/{id:guid}/source</c> is <c>getNoticeSource</c>.</summary>
    internal static string Id(string method, string path)
    {
        var segments = Segments(path);
        var words = segments.Index().Where(segment => !IsParameter(segment.Item)).Select(segment =>
            segments.ElementAtOrDefault(segment.Index + 1) is { } next && IsParameter(next) ? OneOf(segment.Item) : segment.Item);
        return string.Concat([method.ToLowerInvariant(), .. words.SelectMany(word => word.Split('-'))
            .Select(word => char.ToUpperInvariant(word[0]) + word[1..])]);
    }

    /// <summary>The group of an address whose endpoint names none.</summary>
    internal static string Tag(string path) => Segments(path)[0] switch
    {
        "me" => "callers",
        "returns" or "acceptances" or "closures" or "insistences" or "urgings" or "handovers"
            or "extension-decisions" or "reassignments" => "assignments",
        var first => first,
    };

    private static string[] Segments(string path) => [.. path.Trim('/').Split('/').SkipWhile(segment => segment == "v1")];

    private static bool IsParameter(string segment) => segment.StartsWith('{');

    private static string OneOf(string many) => many.EndsWith("ies", StringComparison.Ordinal) ? many[..^3] + "y" : many.TrimEnd('s');
}
