namespace Workflow.ServiceDefaults.Tests;

public sealed class TokensTests(Sample sample) : IClassFixture<Sample>
{
    [Fact]
    public async Task A_good_token_says_who_calls()
    {
        using var http = sample.As("branch", "B1");
        Assert.Equal("""{"person":"p-1","unit":"B1","roles":["branch"]}""", await http.GetStringAsync("/who", Ct));
    }

    [Fact]
    public async Task A_role_that_may_not_is_refused_with_a_problem()
    {
        using var http = sample.As("auditor", "B1");
        await ExpectAsync(http, "/who", HttpStatusCode.Forbidden, "role");
    }

    [Theory]
    [InlineData("/who"), InlineData("/openapi/v1.json"), InlineData("/nowhere"), InlineData("/")]
    public async Task Nothing_but_health_answers_without_a_token(string path)
    {
        using var http = sample.Service.With(token: null);
        var problem = await ExpectAsync(http, path, HttpStatusCode.Unauthorized, "token-missing");
        Assert.Equal("urn:workflow:problem:token-missing", problem.GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("/health/live"), InlineData("/health/ready")]
    public async Task Health_answers_without_a_token_and_without_details(string path)
    {
        using var http = sample.Service.With(token: null);
        var answer = await http.GetFromJsonAsync<JsonElement>(path, Ct);
        Assert.Equal("status", Assert.Single(answer.EnumerateObject()).Name);
    }

    [Fact]
    public async Task OpenApi_is_served_to_a_token_and_says_what_conventions_add()
    {
        using var http = sample.As("branch", "B1");
        var paths = (await http.GetFromJsonAsync<JsonElement>("/openapi/v1.json", Ct)).GetProperty("paths");
        Assert.Equal(["after", "limit", "X-Delegation"], Parameters("/page", "get"));
        Assert.Equal(["If-Match", "X-Delegation"], Parameters("/matched", "put"));
        Assert.Equal(["Idempotency-Key", "X-Delegation"], Parameters("/once", "post"));
        Assert.Equal("Roles: branch, officer.", paths.GetProperty("/who").GetProperty("get").GetProperty("description").GetString());

        IEnumerable<string?> Parameters(string path, string method) =>
            paths.GetProperty(path).GetProperty(method).GetProperty("parameters").EnumerateArray()
                .Select(parameter => parameter.GetProperty("name").GetString());
    }

    public static TheoryData<string, string> Bad => new()
    {
        { "expired a second ago", "token-expired" },
        { "not valid yet", "token-invalid" },
        { "without expiry", "token-expired" },
        { "another key", "token-invalid" },
        { "another issuer", "token-invalid" },
        { "another audience", "token-invalid" },
        { "RS256", "token-invalid" },
        { "HS256 with the public key as secret", "token-invalid" },
        { "unsigned", "token-invalid" },
        { "without sub", "token-invalid" },
        { "without unit", "token-invalid" },
        { "a critical extension", "token-invalid" },
        { "a number as unit", "token-invalid" },
        { "an empty unit", "token-invalid" },
        { "null as unit", "token-invalid" },
        { "several units", "token-invalid" },
        { "a list of one unit", "token-invalid" },
        { "NUL in sub", "token-invalid" },
        { "NUL in unit", "token-invalid" },
        { "NUL in a role", "token-invalid" },
        { "garbage", "token-invalid" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task A_bad_token_is_refused(string how, string code)
    {
        using var http = sample.Service.With(Token(how));
        await ExpectAsync(http, "/who", HttpStatusCode.Unauthorized, code);
        await ExpectAsync(http, "/nowhere", HttpStatusCode.Unauthorized, code);
    }

    private string Token(string how)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var rsa = RSA.Create(2048);
        var secret = Encoding.UTF8.GetBytes(sample.Key.ExportSubjectPublicKeyInfoPem());
        return how == "garbage" ? "ey.ey.ey" : sample.Token("branch", "B1", token =>
        {
            switch (how)
            {
                case "expired a second ago": (token.NotBefore, token.IssuedAt, token.Expires) =
                    (now.AddHours(-1), now.AddHours(-1), now.AddSeconds(-1)); break;
                case "not valid yet": (token.NotBefore, token.Expires) = (now.AddMinutes(5), now.AddMinutes(10)); break;
                case "without expiry": token.Expires = null; break;
                case "another key": token.SigningCredentials = Signed(new ECDsaSecurityKey(stranger), SecurityAlgorithms.EcdsaSha256);
                    break;
                case "another issuer": token.Issuer = "somebody"; break;
                case "another audience": token.Audience = "something"; break;
                case "RS256": token.SigningCredentials = Signed(new RsaSecurityKey(rsa), SecurityAlgorithms.RsaSha256); break;
                case "HS256 with the public key as secret": token.SigningCredentials =
                    Signed(new SymmetricSecurityKey(secret), SecurityAlgorithms.HmacSha256); break;
                case "unsigned": token.SigningCredentials = null; break;
                case "without sub": token.Claims.Remove("sub"); break;
                case "without unit": token.Claims.Remove("unit"); break;
                case "a critical extension":
                    token.AdditionalHeaderClaims = new Dictionary<string, object> { ["crit"] = new[] { "b64" }, ["b64"] = false };
                    break;
                case "a number as unit": token.Claims["unit"] = 1; break;
                case "an empty unit": token.Claims["unit"] = ""; break;
                case "null as unit": token.Claims["unit"] = null!; break;
                case "several units": token.Claims["unit"] = new[] { "B1", "B2" }; break;
                case "a list of one unit": token.Claims["unit"] = new[] { "B1" }; break;
                case "NUL in sub": token.Claims["sub"] = "p-1\0"; break;
                case "NUL in unit": token.Claims["unit"] = "B1\0"; break;
                case "NUL in a role": token.Claims["roles"] = new[] { "branch", "bran\0ch" }; break;
                default: throw new ArgumentOutOfRangeException(nameof(how));
            }
        });

        static SigningCredentials Signed(SecurityKey key, string algorithm) =>
            new(key, algorithm) { CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false } };
    }

    private static async Task<JsonElement> ExpectAsync(HttpClient http, string path, HttpStatusCode status, string code)
    {
        using var answer = await http.GetAsync(path, Ct);
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.Equal(code, problem.GetProperty("code").GetString());
        return problem;
    }
}
