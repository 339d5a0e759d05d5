using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Xunit;

namespace OrganisationDirectory.Tests.Units;

public sealed class ImportUnitsTests(DirectoryFixture directory) : IClassFixture<DirectoryFixture>
{
    private const string Header = "code,name,short_name,kind,level,parent,aliases\n";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_is_imported_and_read_back()
    {
        using var city = directory.Service.As("operator", "C1");
        var answer = await ImportAsync(city, Header + "C1,Port City,,committee,city,,\nC1-D1,North District,North,committee,county,C1,北区|各区\nC1-D1-B1,First Branch,,branch,branch,C1-D1,\n");
        Assert.Equal("""{"imported":3,"unchanged":0}""", await answer.Content.ReadAsStringAsync(Ct));

        using var read = await city.GetAsync("/v1/units/C1-D1", Ct);
        Assert.Equal("\"1\"", read.Headers.ETag!.Tag);
        Assert.Equal("""{"code":"C1-D1","version":1,"name":"North District","shortName":"North","kind":"committee","level":"county","parent":"C1","aliases":["北区","各区"]}""",
            await read.Content.ReadAsStringAsync(Ct));
        Assert.Equal("""["C1-D1","C1-D1-B1"]""", await ListAsync(city, "/v1/units/C1/descendants"));
    }

    private static async Task<string> ListAsync(HttpClient http, string path)
    {
        var list = await http.GetFromJsonAsync<JsonElement>(path, Ct);
        return JsonSerializer.Serialize(list.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("code").GetString()));
    }

    private static Task<HttpResponseMessage> ImportAsync(HttpClient http, string csv) => ImportAsync(http, Encoding.UTF8.GetBytes(csv));

    private static Task<HttpResponseMessage> ImportAsync(HttpClient http, byte[] csv, string type = "text/csv") =>
        http.PostAsync("/v1/units/import", new ByteArrayContent(csv) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } }, Ct);
}
