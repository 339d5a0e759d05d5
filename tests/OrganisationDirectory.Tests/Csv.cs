using System.Net.Http.Headers;

namespace OrganisationDirectory.Tests;

/// <summary>Posting files and reading what came of it.</summary>
internal static class Csv
{
    public const string Header = "code,name,short_name,kind,level,parent,aliases\n";

    public static Task<HttpResponseMessage> ImportAsync(this HttpClient http, string rows) =>
        http.PostCsvAsync(Encoding.UTF8.GetBytes(Header + rows));

    public static Task<HttpResponseMessage> PostCsvAsync(this HttpClient http, byte[] csv, string type = "text/csv") =>
        http.PostAsync("/v1/units/import", new ByteArrayContent(csv) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } }, Ct);

    public static async Task ExpectImportedAsync(this HttpClient http, string rows, int imported, int unchanged)
    {
        using var answer = await http.ImportAsync(rows);
        var said = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, said);
        Assert.StartsWith($$"""{"imported":{{imported}},"unchanged":{{unchanged}},"version":""", said, StringComparison.Ordinal);
    }

    public static Task<HttpResponseMessage> GrantAsync(this HttpClient http, string rows) => http.PutAsync("/v1/grants",
        new StringContent("issuer,kind,below,from,until,source\n" + rows, Encoding.UTF8, "text/csv"), Ct);

    /// <summary>The errors as <c>line field</c>.</summary>
    public static async Task<IReadOnlyList<string>> ErrorsAsync(this HttpResponseMessage answer)
    {
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
        return [.. problem.GetProperty("errors").EnumerateArray()
            .Select(error => $"{error.GetProperty("line")} {error.GetProperty("field")}")];
    }

    public static async Task<string> CodeAsync(this HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("code").GetString()!;

    /// <summary>Lets another person act; today alone, in all roles, where nothing else is said.</summary>
    public static async Task<HttpResponseMessage> DelegateAsync(this HttpClient http, string to, DateOnly? from = null,
        DateOnly? until = null, IReadOnlyList<string>? roles = null, string? key = null)
    {
        var today = OfficialTime.DayOf(TimeProvider.System.GetUtcNow());
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/delegations")
        {
            Content = JsonContent.Create(new { to, from = from ?? today, until = until ?? from ?? today, roles }),
        };
        request.Headers.Add("Idempotency-Key", key ?? Guid.NewGuid().ToString());
        return await http.SendAsync(request, Ct);
    }
}
