using System.Net.Http.Headers;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Authentication;

namespace WorkflowConsole.Services;

/// <summary>Calls the services with the token of the person whose request this is.</summary>
internal sealed class Api(IHttpClientFactory clients, IHttpContextAccessor accessor)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private HttpContext Context => accessor.HttpContext ?? throw new InvalidOperationException("Pages are made within requests.");

    /// <summary>Reads.</summary>
    public Task<Answer<T>> GetAsync<T>(Part part, FormattableString path) => SendAsync<T>(part, HttpMethod.Get, At(path), null, null);

    /// <summary>Reads; the path is complete, its values escaped.</summary>
    public Task<Answer<T>> GetPathAsync<T>(Part part, string path) => SendAsync<T>(part, HttpMethod.Get, path, null, null);

    /// <summary>Acts. The key makes a repeated form the same act; a version is the one that is acted on, else any.</summary>
    public Task<Answer<T>> PostAsync<T>(Part part, FormattableString path, object? body, string? key = null, long? version = null) =>
        SendAsync<T>(part, HttpMethod.Post, At(path), body is null ? null : JsonContent.Create(body, options: Json), key, version);

    /// <summary>Acts, without a body; the path is complete.</summary>
    public Task<Answer<T>> PostPathAsync<T>(Part part, string path, string? key, long? version = null) =>
        SendAsync<T>(part, HttpMethod.Post, path, null, key, version);

    /// <summary>Acts, with a body that is no JSON.</summary>
    public Task<Answer<T>> PostContentAsync<T>(Part part, FormattableString path, HttpContent body, string? key = null) =>
        SendAsync<T>(part, HttpMethod.Post, At(path), body, key);

    /// <summary>Sets.</summary>
    public Task<Answer<T>> PutAsync<T>(Part part, FormattableString path, object body) =>
        SendAsync<T>(part, HttpMethod.Put, At(path), JsonContent.Create(body, options: Json), null);

    /// <summary>The answer as it comes, to be handed on: a file, a table. The caller disposes of it.</summary>
    public async Task<HttpResponseMessage> RawAsync(Part part, FormattableString path, string? accept = null)
    {
        using var request = await RequestAsync(HttpMethod.Get, At(path));
        if (accept is not null)
            request.Headers.Accept.ParseAdd(accept);
        return await Client(part).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Context.RequestAborted);
    }

    private async Task<Answer<T>> SendAsync<T>(Part part, HttpMethod method, string path, HttpContent? body, string? key,
        long? version = null)
    {
        if (key is not null && !IdempotencyKey.IsFit(key))
            return new(default, new(400, "", "", []));
        try
        {
            using var request = await RequestAsync(method, path);
            request.Content = body;
            if (method == HttpMethod.Post)
                request.Headers.Add("Idempotency-Key", key ?? Guid.NewGuid().ToString("N"));
            if (version is not null)
                request.Headers.IfMatch.Add(new($"\"{version}\""));
            using var answer = await Client(part).SendAsync(request, Context.RequestAborted);
            if (!answer.IsSuccessStatusCode)
                return new(default, await TroubleAsync(answer));
            if (answer.StatusCode == HttpStatusCode.NoContent || typeof(T) == typeof(Nothing))
                return new(default, null);
            return typeof(T) == typeof(string) ? new((T)(object)await answer.Content.ReadAsStringAsync(Context.RequestAborted), null)
                : new(await answer.Content.ReadFromJsonAsync<T>(Json, Context.RequestAborted), null);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException
            || e is TaskCanceledException && !Context.RequestAborted.IsCancellationRequested)
        {
            return new(default, Trouble.Away(e.Message));
        }
    }

    private async Task<HttpRequestMessage> RequestAsync(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (await Context.GetTokenAsync(Access.SignIn.Cookie, "access_token") is { } token)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (Access.Session.Of(Context.User)?.For is { } other)
            request.Headers.Add("X-Delegation", other.Delegation);
        return request;
    }

    private HttpClient Client(Part part) => clients.CreateClient(part.ToString());

    private async Task<Trouble> TroubleAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync(Context.RequestAborted);
        try
        {
            var problem = JsonNode.Parse(text);
            return new((int)answer.StatusCode, (string?)problem?["code"] ?? "", (string?)problem?["detail"] ?? "",
                [.. (problem?["errors"] as JsonArray ?? []).Select(error => Refusals.Field(Lang.Of(Context.Request), error)).Distinct()])
            {
                Paths = [.. (problem?["errors"] as JsonArray ?? []).OfType<JsonObject>().Select(error => error["field"]?.ToString())
                    .OfType<string>()],
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return new((int)answer.StatusCode, "", "", []);
        }
    }

    /// <summary>Values in a path are escaped; an empty one at the end of a query is left out.</summary>
    private static string At(FormattableString path) => string.Format(CultureInfo.InvariantCulture, path.Format,
        [.. path.GetArguments().Select(value => Uri.EscapeDataString(value switch
        {
            DateTimeOffset at => at.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture),
            IFormattable plain => plain.ToString(null, CultureInfo.InvariantCulture),
            _ => value?.ToString() ?? "",
        }))]);
}

/// <summary>An answer without a body, or one that is not looked at.</summary>
internal sealed record Nothing;
