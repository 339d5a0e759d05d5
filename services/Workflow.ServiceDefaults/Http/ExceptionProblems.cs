using Microsoft.AspNetCore.Diagnostics;

namespace Workflow.ServiceDefaults;

/// <summary>
/// What escaped an endpoint, as problem details. Nothing of an exception's own text goes out, except where it was written for the caller.
/// </summary>
internal sealed partial class ExceptionProblems(ILogger<ExceptionProblems> logger) : IExceptionHandler
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    internal static IResult NotNow() =>
        Problems.NotNow("not-now", "A part this service needs is away; nothing was lost, try again.", RetryAfter);

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested && exception is OperationCanceledException or IOException)
        {
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        await Translate(exception).ExecuteAsync(httpContext);
        return true;
    }

    private IResult Translate(Exception exception)
    {
        switch (exception)
        {
            case RefusedRequestException refused:
                return refused.Problem;
            case BadHttpRequestException bad:
                return Translate(bad);
            case EventTooLargeException:
                return Problems.Unusable("too-much-at-once", "What this request says does not fit into one event (60 kB).");
            case UnreadableEventException unreadable:
                logger.LogError(unreadable, "A stream cannot be read");
                return Problems.Unreadable(unreadable);
            case RegexMatchTimeoutException:
                logger.LogError(exception, "A text is not read to its end");
                return Problems.Unusable("text-unreadable", "This text is not read to its end in the time there is. Nothing was done.");
            case ClockBehindException:
                return Problems.NotNow("clock-behind", "The clock is behind what was already recorded.", RetryAfter);
            case var transient when Transience.IsTransient(transient):
                logger.LogWarning("Not able now: {Reason}", transient.GetType().Name);
                return NotNow();
            default:
                logger.LogError(exception, "Unhandled");
                return Problems.Of(500, "internal", "Something went wrong here; it has been logged.");
        }
    }

    private static IResult Translate(BadHttpRequestException bad) => bad switch
    {
        { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
            Problems.Of(413, "too-large", "The body is larger than this endpoint accepts."),
        { StatusCode: StatusCodes.Status415UnsupportedMediaType } =>
            Problems.UnsupportedMediaType("This endpoint reads 'application/json'."),
        { InnerException: JsonException json } => Translate(json),
        _ when Parameter().Match(bad.Message) is { Success: true } match =>
            InvalidParameter(match.Groups["type"].Value, JsonNamingPolicy.CamelCase.ConvertName(match.Groups["name"].Value)),
        _ when bad.Message.Contains("no body", StringComparison.OrdinalIgnoreCase)
            || bad.Message.Contains("body", StringComparison.OrdinalIgnoreCase) =>
            Problems.Malformed("empty-body", "A body is needed."),
        _ => Problems.Of(bad.StatusCode, "malformed", "The request cannot be read."),
    };

    private static ProblemHttpResult InvalidParameter(string type, string name) => Problems.Malformed(
        $"invalid-{name}", $"The value of '{name}' cannot be read.",
        [new FieldError(name, type == nameof(At) ? "An ISO-8601 instant with offset is allowed, such as 2016-04-30T17:00:00+08:00."
            : "Not of the form this parameter has.")]);

    private static IResult Translate(JsonException json)
    {
        for (Exception? inner = json; inner is not null; inner = inner.InnerException)
            if (inner is DecoderFallbackException || inner.Message.Contains("UTF-8", StringComparison.Ordinal))
                return Problems.Unusable("charset", "The body is not valid UTF-8.");
        var path = json.Path is null or "" ? "$" : json.Path;
        var line = json.LineNumber is { } number ? $" (line {number + 1})" : "";
        return json switch
        {
            _ when json.Message.Contains("could not be mapped", StringComparison.Ordinal) =>
                Error("unknown-field", $"Unknown field {path}.", "There is no such field here."),
            _ when json.Message.Contains("missing required", StringComparison.Ordinal) =>
                Error("missing-field", $"A required field is missing at {path}.",
                $"Missing: {Quoted().Match(json.Message) switch { { Success: true } m => m.Value, _ => "a required field" }}."),
            _ when json.Message.Contains("Duplicate property", StringComparison.Ordinal) =>
                Error("repeated-field", $"A field is given twice: {path}.", "Give it once."),
            _ when json.Message.Contains("does not contain any JSON tokens", StringComparison.Ordinal) =>
                Problems.Malformed("empty-body", "A body is needed."),
            _ => Error("malformed-json", $"The JSON cannot be read at {path}{line}.", "Not JSON, or not of the type this field has."),
        };

        IResult Error(string code, string detail, string message) => Problems.Malformed(code, detail, [new FieldError(path, message)]);
    }

    [GeneratedRegex("""(?:parameter|property) "(?:(?<type>[^" ]+) )?(?<name>\w+)" (?:from|was)""")]
    private static partial Regex Parameter();

    [GeneratedRegex("'[A-Za-z0-9]+'(?:, '[A-Za-z0-9]+')*(?=\\.?$)")]
    private static partial Regex Quoted();
}
