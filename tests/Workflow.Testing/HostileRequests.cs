using System.Collections.Immutable;
using System.Net;
using System.Text.Json.Nodes;

namespace Workflow.Testing;

/// <summary>
/// Everything a running service's OpenAPI document names, asked in every way a caller can get it wrong: each parameter, each JSON field,
/// each content type, each kind of body. What is asked by whom follows from the document, so that a new endpoint is tried when it is there.
/// </summary>
/// <param name="service">Running.</param>
/// <param name="callers">Roles, each with the unit it calls for; the first that is not refused is taken for an operation.</param>
/// <param name="known">Values for path parameters that name something that exists, by <c>path template</c> or by name.</param>
public sealed class HostileRequests(RunningService service, IReadOnlyList<KeyValuePair<string, string>> callers,
    IReadOnlyDictionary<string, string> known)
{
    /// <summary>The longest address a server reads; past it it may cut the connection while the client still sends.</summary>
    private const int LongestAddress = 8_192;

    private const int MostTold = 25;

    /// <summary>Codes that say of an example that it is of another city.</summary>
    private static readonly string[] OfAnotherCity = ["answers-unusable", "amendment-unusable", "copies-unusable", "unit-unusable",
        "unit-unknown", "invalid-grants", "delegation-unusable"];

    private readonly List<string> _faults = [];
    private JsonNode _document = null!;

    /// <summary>How many requests were sent.</summary>
    public int Sent { get; private set; }

    /// <summary>Asks all of it.</summary>
    /// <exception cref="InvalidOperationException">
    /// What was answered wrongly: a 5xx, a refusal that is no problem document, a connection that broke.
    /// </exception>
    public async Task NoneIsAFaultAsync(CancellationToken ct)
    {
        using (var http = As(callers[0].Key, callers[0].Value))
            _document = JsonNode.Parse(await http.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), ct))!;
        foreach (var (path, operations) in _document["paths"]!.AsObject())
            foreach (var (method, operation) in operations!.AsObject().Where(entry => entry.Key != "parameters"))
                if (!path.EndsWith("/stream", StringComparison.Ordinal))
                    await TryAsync(new(path, method.ToUpperInvariant(), operation!), ct);
        if (_faults.Count > 0)
            throw new InvalidOperationException($"{_faults.Count} of {Sent}:\n{string.Join('\n', _faults.Take(MostTold))}");
    }

    private async Task TryAsync(Operation operation, CancellationToken ct)
    {
        var plain = Plain(operation);
        using var http = await AsAsync(operation, plain, ct);
        foreach (var parameter in operation.Parameters)
            foreach (var value in HostileValues.Of(parameter.In))
                await SendAsync(http, operation, plain with { Values = plain.Values.SetItem(parameter.Name, value) }, ct);
        if (plain.Body is null)
            return;
        foreach (var type in HostileValues.ContentTypes)
            await SendAsync(http, operation, plain with { ContentType = type }, ct);
        foreach (var own in operation.ContentTypes)
            foreach (var body in HostileValues.Bodies)
                await SendAsync(http, operation, plain with { ContentType = own, Body = body }, ct);
        foreach (var body in HostileValues.Mutations(operation.Sample(_document)))
        {
            await SendAsync(http, operation, plain with { Body = Encoding.UTF8.GetBytes(body) }, ct);
            // A byte order mark changes what some readers look at.
            if (body.Contains("\\u", StringComparison.Ordinal))
                await SendAsync(http, operation,
                    plain with { Body = [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(body)] }, ct);
        }
        // Last, for it may do what it says.
        foreach (var (type, example) in operation.Examples)
            await SendAsync(http, operation, plain with { ContentType = type, Body = Encoding.UTF8.GetBytes(example) }, ct,
                isExample: true);
    }

    private Request Plain(Operation operation) => new(
        operation.Parameters.Where(parameter => parameter.In == "path").ToImmutableDictionary(parameter => parameter.Name,
            parameter => known.GetValueOrDefault($"{operation.Path} {parameter.Name}") ?? known.GetValueOrDefault(parameter.Name)
                ?? Guid.NewGuid().ToString(), StringComparer.Ordinal),
        operation.ContentTypes is [var first, ..] ? first : null, operation.ContentTypes.Count == 0 ? null
            : Encoding.UTF8.GetBytes(operation.Sample(_document)?.ToJsonString() ?? ""));

    /// <summary>A client of the first role that is let in.</summary>
    private async Task<HttpClient> AsAsync(Operation operation, Request plain, CancellationToken ct)
    {
        HttpClient? http = null;
        foreach (var (role, unit) in callers)
        {
            http?.Dispose();
            http = As(role, unit);
            if (!await SendAsync(http, operation, plain, ct))
                return http;
        }
        _faults.Add($"None of the callers may {operation.Method} {operation.Path}: it was not tried.");
        return http!;
    }

    /// <summary>One that sends headers of any bytes.</summary>
    private HttpClient As(string role, string unit) =>
        new(service.Checked(new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 }), disposeHandler: true)
        {
            BaseAddress = service.Address,
            DefaultRequestHeaders = { Authorization = new("Bearer", TestTokens.Create(role, unit)) },
        };

    /// <returns>Whether it was refused for who calls, before anything of it was looked at.</returns>
    private async Task<bool> SendAsync(HttpClient http, Operation operation, Request request, CancellationToken ct,
        bool isExample = false)
    {
        Sent++;
        using var message = request.Message(operation);
        var what = $"{message.Method} {message.RequestUri} {request.ContentType} {Shown(request.Body)}";
        try
        {
            using var answer = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, ct);
            var isProblem = answer.Content.Headers.ContentType?.MediaType == "application/problem+json";
            // What the server itself refuses, before any of this is asked, has no words.
            var refusedByServer = answer.StatusCode is HttpStatusCode.RequestUriTooLong or HttpStatusCode.RequestHeaderFieldsTooLarge
                || answer.StatusCode == HttpStatusCode.BadRequest && answer.Content.Headers.ContentLength == 0;
            // An example is one of what is taken; whether its units and numbers are there is another matter.
            if (isExample && (int)answer.StatusCode is 400 or 415 or 422 && await CodeAsync(answer, ct) is var code
                && !OfAnotherCity.Contains(code))
                _faults.Add($"Its own example is refused: {what}: {await answer.Content.ReadAsStringAsync(ct)}");
            if ((int)answer.StatusCode >= 500 || (int)answer.StatusCode >= 400 && !isProblem && !refusedByServer)
                _faults.Add($"{(int)answer.StatusCode} {what}: {await answer.Content.ReadAsStringAsync(ct)}");
            return answer.StatusCode == HttpStatusCode.Forbidden
                && await CodeAsync(answer, ct) is "role" or "root-only" or "unit-unknown";
        }
        catch (HttpRequestException e)
        {
            if (what.Length < LongestAddress)
                _faults.Add($"{e.Message} {e.InnerException?.Message} {what}");
            return false;
        }
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage answer, CancellationToken ct) =>
        (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(ct))!["code"];

    private static string Shown(byte[]? body) => body is null ? "" : Encoding.UTF8.GetString(body)[..Math.Min(200, body.Length / 4)];

    /// <summary>An operation of the document.</summary>
    private sealed record Operation(string Path, string Method, JsonNode Node)
    {
        public IReadOnlyList<(string Name, string In)> Parameters { get; } =
            [.. Node["parameters"]?.AsArray().Select(p => ((string)p!["name"]!, (string)p["in"]!)) ?? []];

        public IReadOnlyList<string> ContentTypes { get; } =
            [.. Node["requestBody"]?["content"]?.AsObject().Select(content => content.Key) ?? []];

        public IEnumerable<(string Type, string Text)> Examples =>
            from content in Node["requestBody"]?["content"]?.AsObject().ToList() ?? []
            where content.Value!["example"] is not null
            let example = content.Value["example"]!
            select (content.Key, example.GetValueKind() == JsonValueKind.String ? (string)example! : example.ToJsonString());

        public JsonNode? Sample(JsonNode document) =>
            Node["requestBody"]?["content"]?["application/json"]?["schema"] is { } schema ? SampleOf.Schema(schema, document) : null;
    }

    /// <summary>What is sent: parameters by name (path, query and header ones), and a body.</summary>
    private sealed record Request(ImmutableDictionary<string, string> Values, string? ContentType, byte[]? Body)
    {
        public HttpRequestMessage Message(Operation operation)
        {
            var (path, query) = (operation.Path, new List<string>());
            foreach (var (name, where) in operation.Parameters)
                if (Values.TryGetValue(name, out var value) && where == "path")
                    path = path.Replace($"{{{name}}}", value, StringComparison.Ordinal);
                else if (value is not null && where == "query")
                    query.Add($"{name}={value}");
            var message = new HttpRequestMessage(new(operation.Method), new Uri($"{path}?{string.Join('&', query)}", UriKind.Relative));
            if (Body is not null)
                message.Content = new ByteArrayContent(Body);
            if (ContentType is not null && Body is not null)
                message.Content!.Headers.TryAddWithoutValidation("Content-Type", ContentType);
            foreach (var (name, _) in operation.Parameters.Where(parameter => parameter.In == "header"))
                if (Values.TryGetValue(name, out var value))
                    message.Headers.TryAddWithoutValidation(name, value);
                else if (name == "Idempotency-Key")
                    message.Headers.TryAddWithoutValidation(name, Guid.NewGuid().ToString());
            return message;
        }
    }
}
