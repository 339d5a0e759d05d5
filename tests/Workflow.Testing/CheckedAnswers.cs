using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Workflow.Testing;

/// <summary>
/// Sees every answer of a service and compares it with the service's OpenAPI document: the status and the media type are declared, JSON is
/// as its schema says. One that is not fails the test that asked.
/// </summary>
/// <param name="contract">Of the service.</param>
/// <param name="inner">Asks.</param>
/// <param name="most">So many bodies of an operation and status are looked at, the first ones.</param>
public sealed partial class CheckedAnswers(OpenApiContract contract, HttpMessageHandler inner, int most = int.MaxValue)
    : DelegatingHandler(inner)
{
    private const int MostTold = 2000;
    private readonly ConcurrentDictionary<(string, HttpStatusCode), int> _looked = new();

    /// <inheritdoc />
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        if (contract.Find(request.Method.Method, request.RequestUri!.AbsolutePath) is not { } operation || IsOfServer(answer))
            return answer;
        var type = answer.Content.Headers.ContentType?.MediaType;
        var fault = operation.Look((int)answer.StatusCode, type, out var schema);
        if (fault is null && answer.IsSuccessStatusCode)
            contract.HasSeen(operation);
        if (fault is null && schema is not null && _looked.AddOrUpdate((operation.Id, answer.StatusCode), 1, (_, n) => n + 1) <= most)
        {
            await answer.Content.LoadIntoBufferAsync(cancellationToken);
            var body = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
            fault = schema.Fault(body) ?? UnknownCode(answer.StatusCode, type, body) ?? OtherOffset(request.RequestUri.AbsolutePath, body);
            if (fault is not null)
                fault += $"\n{Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(MostTold, body.Length)))}";
        }
        return fault is null ? answer : throw new InvalidOperationException(
            $"{request.Method} {request.RequestUri} answers {(int)answer.StatusCode} {type}, which its OpenAPI document does "
            + $"not say: {fault}");
    }

    private static string? UnknownCode(HttpStatusCode status, string? type, byte[] body) => type == "application/problem+json"
        && (string?)JsonNode.Parse(body)!["code"] is { } code && !OpenApiContract.Knows(code, status)
            ? $"contracts/refusals.md lacks {code} under {(int)status}." : null;

    /// <summary>Instants carry the offset of the notice's zone; what is stored is shown as it is stored.</summary>
    private static string? OtherOffset(string path, byte[] body) => !Stored().IsMatch(path)
        && OfUtc().Match(Encoding.UTF8.GetString(body)) is { Success: true } instant ? $"{instant.Value} is not in official time." : null;

    [GeneratedRegex("^/v1/(events|tiles|proofs|checkpoint)|/state$")]
    private static partial Regex Stored();

    [GeneratedRegex("""
        "\w+":"\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)"
        """)]
    private static partial Regex OfUtc();

    /// <summary>What the server itself refuses, before any of this is asked, has no words; nor has what the client gave up.</summary>
    private static bool IsOfServer(HttpResponseMessage answer) =>
        answer.StatusCode is HttpStatusCode.RequestUriTooLong or HttpStatusCode.RequestHeaderFieldsTooLarge
        || (answer.StatusCode == HttpStatusCode.BadRequest && answer.Content.Headers.ContentLength == 0);
}
