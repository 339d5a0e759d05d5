using Microsoft.AspNetCore.WebUtilities;

namespace Workflow.ServiceDefaults;

/// <summary>
/// RFC 9457 problem details: <c>type</c> <c>urn:workflow:problem:{code}</c> (<c>urn:workflow:refusal:{code}</c> for a business refusal),
/// <c>title</c>, <c>status</c>, <c>detail</c>, <c>code</c> and, where it applies, <c>errors</c>.
/// </summary>
public static class Problems
{
    internal const string TooManyCode = "too-many-requests";

    /// <summary>400: the request cannot be read.</summary>
    public static ProblemHttpResult Malformed(string code, string detail, IEnumerable<object>? errors = null) =>
        Of(400, code, detail, errors);

    /// <summary>401: no token, or none that counts.</summary>
    public static ProblemHttpResult Unauthenticated(string code, string detail) => Of(401, code, detail);

    /// <summary>403: known to exist, but not the caller's.</summary>
    public static ProblemHttpResult NotYours(string detail, string code = "not-yours") => Of(403, code, detail);

    /// <summary>404: unknown, or its existence is not the caller's to know.</summary>
    public static ProblemHttpResult Unknown(string detail, string code = "unknown") => Of(404, code, detail);

    /// <summary>412: the version in <c>If-Match</c> is not the present one.</summary>
    public static ProblemHttpResult Stale(long actualVersion) =>
        Of(412, "stale", $"The present version is {actualVersion}; read again and decide again.");

    /// <summary>413: more than <paramref name="limit"/> bytes.</summary>
    public static ProblemHttpResult TooLarge(long limit) => Of(413, "too-large", $"At most {limit} bytes are accepted here.");

    /// <summary>415: a media type or charset that is not understood.</summary>
    public static ProblemHttpResult UnsupportedMediaType(string detail, string code = "unsupported-media-type") => Of(415, code, detail);

    /// <summary>422: readable, but not usable.</summary>
    public static ProblemHttpResult Unusable(string code, string detail, IEnumerable<object>? errors = null) =>
        Of(422, code, detail, errors);

    /// <summary>429: come back later.</summary>
    public static IResult TooMany(string detail, TimeSpan retryAfter) => new RetryLater(Of(429, TooManyCode, detail), retryAfter);

    /// <summary>503: not able now.</summary>
    public static IResult NotNow(string code, string detail, TimeSpan retryAfter) => new RetryLater(Of(503, code, detail), retryAfter);

    /// <summary>503 <see cref="StreamUnreadable"/>: this one cannot be read here; whatever else there is goes on.</summary>
    public static IResult Unreadable(UnreadableEventException unreadable) => NotNow(StreamUnreadable,
        $"Stream {unreadable.Stream} cannot be read from its version {unreadable.Version} on ({unreadable.Type}). Nothing of it is lost, "
        + "everything else goes on; it is read again as soon as this service knows the event. Tell an operator.",
        TimeSpan.FromMinutes(1));

    /// <summary>The code of what cannot be read by this version of the product, or is damaged.</summary>
    public const string StreamUnreadable = "stream-unreadable";

    /// <summary>409: the rules of the business say no.</summary>
    public static ProblemHttpResult ToProblem(this Refused refused, IEnumerable<object>? errors = null) =>
        Of(409, refused.Code, refused.Detail, errors, family: "refusal");

    /// <summary>Why an outcome is not <see cref="Outcome{TState}.Done"/>: 409, 422 or 412.</summary>
    public static ProblemHttpResult ToProblem<TState>(this Outcome<TState> outcome) => outcome switch
    {
        Outcome<TState>.Rejected rejected => rejected.Refusal.ToProblem(),
        Outcome<TState>.Unfit { Input: var input } => Unusable(input.Code, input.Detail, input.Errors is [] ? null : input.Errors),
        Outcome<TState>.Stale stale => Stale(stale.ActualVersion),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Any status; prefer the named ones.</summary>
    public static ProblemHttpResult Of(int status, string code, string detail, IEnumerable<object>? errors = null,
        string family = "problem")
    {
        var extensions = new Dictionary<string, object?> { ["code"] = code };
        if (errors is not null)
            extensions["errors"] = errors.ToArray();
        return TypedResults.Problem(detail, statusCode: status, title: ReasonPhrases.GetReasonPhrase(status),
            type: $"urn:workflow:{family}:{code}", extensions: extensions);
    }

    internal sealed class RetryLater(ProblemHttpResult problem, TimeSpan after) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.RetryAfter = ((int)Math.Ceiling(after.TotalSeconds))
                .ToString(System.Globalization.CultureInfo.InvariantCulture);
            return problem.ExecuteAsync(httpContext);
        }
    }
}

/// <summary>Thrown by what binds a request, or works beside a decision, to answer with a problem; a decider refuses.</summary>
public sealed class RefusedRequestException(int status, string code, string detail, IReadOnlyList<FieldError>? errors = null,
    TimeSpan? retryAfter = null) : Exception(detail)
{
    /// <summary>The answer's status.</summary>
    public int Status => status;

    /// <summary>The answer's code.</summary>
    public string Code => code;

    /// <summary>The answer.</summary>
    public IResult Problem { get; } = Later(
        Problems.Of(status, code, detail, errors, status == StatusCodes.Status409Conflict ? "refusal" : "problem"), retryAfter);

    private static IResult Later(ProblemHttpResult problem, TimeSpan? after) =>
        after is { } later ? new Problems.RetryLater(problem, later) : problem;
}
