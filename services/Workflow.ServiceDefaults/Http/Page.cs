namespace Workflow.ServiceDefaults;

/// <summary>A part of a list.</summary>
/// <param name="Items">In the list's order; empty at the end.</param>
/// <param name="Next">What to give as <c>after</c> for the part that follows; absent when there is none.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Makes pages.</summary>
public static class Page
{
    /// <summary>A page of <paramref name="rows"/>, of which one more than the limit was read to learn whether a part follows.</summary>
    public static Page<T> Of<T>(IReadOnlyList<T> rows, Paging paging, Func<T, string> key) =>
        rows.Count <= paging.Limit ? new(rows, null) : new([.. rows.Take(paging.Limit)], key(rows[paging.Limit - 1]));
}

/// <summary>Which part of a list is asked for: query parameters <c>after</c> and <c>limit</c>.</summary>
/// <param name="After">The key behind which the part begins (exclusive); null = from the beginning.</param>
/// <param name="Limit">At most so many items, 1–500, default 50.</param>
public sealed record Paging(string? After, int Limit)
{
    /// <summary>The refusal of an <c>after</c> that no page gave as <c>next</c>: a 400.</summary>
    public static RefusedRequestException NoPlace(string after) => new(StatusCodes.Status400BadRequest, "invalid-after",
        $"'after' is '{after}'; give 'next' of the page before.");

    /// <summary>Binds from the query; a limit outside 1–500 is a 400.</summary>
    public static ValueTask<Paging> BindAsync(HttpContext context)
    {
        var (after, limit) = (context.Request.Query["after"].ToString(), context.Request.Query["limit"].ToString());
        var count = 50;
        if (limit.Length > 0 && (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out count) || count is < 1 or > 500))
            throw new RefusedRequestException(StatusCodes.Status400BadRequest, "invalid-limit",
                $"'limit' is '{limit}'; a whole number from 1 to 500 is allowed.");
        return ValueTask.FromResult(new Paging(after.Length > 0 ? after : null, count));
    }
}

/// <summary>
/// An instant in a query (<c>?at=</c>): ISO-8601 with offset. A <c>+</c> that arrived as a blank, because it was not escaped, is
/// understood.
/// </summary>
/// <param name="Instant">The instant, as given.</param>
public sealed record At(DateTimeOffset Instant)
{
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>Reads an instant; a date alone or a time without offset is none.</summary>
    public static bool TryParse(string? text, IFormatProvider? provider, out At? at)
    {
        at = null;
        var candidate = text?.Trim().Replace(' ', '+') ?? "";
        var hasOffset = candidate.EndsWith('Z') || candidate.LastIndexOfAny(['+', '-']) > "yyyy-MM-ddT".Length;
        if (!hasOffset
            || !DateTimeOffset.TryParseExact(candidate, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None,
            out var instant)) return false;
        at = new At(instant);
        return true;
    }
}

/// <summary>The version a caller believes to be changing: header <c>If-Match: "3"</c>. Checked only when events would result.</summary>
/// <param name="Version">The version, or null when the caller does not care (no header, or <c>*</c>).</param>
public sealed record IfMatch(long? Version)
{
    /// <summary>Binds from the header; one that is no version is a 400.</summary>
    public static ValueTask<IfMatch> BindAsync(HttpContext context)
    {
        var text = context.Request.Headers.IfMatch.ToString().Trim();
        if (text is "" or "*")
            return ValueTask.FromResult(new IfMatch(Version: null));
        if (text is ['"', .. var digits, '"'] && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
            return ValueTask.FromResult(new IfMatch(version));
        throw new RefusedRequestException(StatusCodes.Status400BadRequest, "invalid-if-match",
            $"'If-Match' is '{text}'; one quoted version such as \"3\", or *, is allowed.");
    }
}

/// <summary>Versions as entity tags.</summary>
public static class EntityTags
{
    /// <summary>Sets <c>ETag: "version"</c>.</summary>
    public static void SetETag(this HttpResponse response, long version) =>
        response.Headers.ETag = $"\"{version.ToString(CultureInfo.InvariantCulture)}\"";
}
