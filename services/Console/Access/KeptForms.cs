using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Routing;

namespace WorkflowConsole.Access;

/// <summary>
/// A form that comes when nobody is signed in any more is kept, sealed, for an hour; after signing in the page shows it filled in again.
/// Files are not kept, and nothing is done by it: the person sends it again.
/// </summary>
internal sealed class KeptForms(NpgsqlDataSource dataSource, IDataProtectionProvider protection,
    [FromKeyedServices(WallClock.Key)] TimeProvider wall)
{
    public const string Cookie = "workflow-kept";
    private const int Longest = 200_000;
    public static readonly TimeSpan Life = TimeSpan.FromHours(1);
    private readonly IDataProtector _seal = protection.CreateProtector("kept-form");

    private sealed record Kept(string Path, Dictionary<string, string> Fields);

    /// <summary>Keeps a form's words; null where they are too long to be kept.</summary>
    public async Task<string?> KeepAsync(HttpRequest request, CancellationToken ct)
    {
        var form = await request.ReadFormAsync(ct);
        var fields = form.Where(field => !field.Key.StartsWith('_')).ToDictionary(field => field.Key, field => field.Value.ToString());
        if (fields.Sum(field => field.Key.Length + field.Value.Length) > Longest)
            return null;
        var id = RandomNumberGenerator.GetHexString(64, lowercase: true);
        await dataSource.Sql("insert into kept_form (id, sealed, expires_at) values ($1, $2, $3)", id,
            _seal.Protect(JsonSerializer.SerializeToUtf8Bytes(new Kept(request.Path, fields))), wall.GetUtcNow() + Life).ExecuteAsync(ct);
        return id;
    }

    /// <summary>What was kept for this page, once; empty when nothing was.</summary>
    public async Task<IReadOnlyDictionary<string, string>> TakeAsync(HttpContext context, CancellationToken ct)
    {
        if (context.Request.Cookies[Cookie] is not { Length: > 0 } id || !HttpMethods.IsGet(context.Request.Method))
            return new Dictionary<string, string>();
        try
        {
            var bytes = await dataSource.Sql("select sealed from kept_form where id = $1 and expires_at > $2", id, wall.GetUtcNow())
                .ScalarAsync<byte[]>(ct);
            if (bytes is null || JsonSerializer.Deserialize<Kept>(_seal.Unprotect(bytes)) is not { } kept
                || kept.Path != context.Request.Path)
                return new Dictionary<string, string>();
            await dataSource.Sql("delete from kept_form where id = $1", id).ExecuteAsync(ct);
            context.Response.Cookies.Delete(Cookie);
            return kept.Fields;
        }
        catch (CryptographicException)
        {
            return new Dictionary<string, string>();
        }
    }
}

/// <summary>In the pipeline behind authentication: keeps the form, and sends to sign in.</summary>
internal sealed class KeptFormsGate(RequestDelegate next, KeptForms kept)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method) || context.User.Identity?.IsAuthenticated is true || !request.HasFormContentType
            || request.Path.StartsWithSegments("/signin") || request.Path.StartsWithSegments("/signout")
            || context.GetEndpoint() is not RouteEndpoint
            // Else another site could put words into the form of somebody who signs in next.
            || request.Headers.Origin != $"{request.Scheme}://{request.Host}")
        {
            await next(context);
            return;
        }
        var back = request.Path + request.QueryString;
        try
        {
            if (request.Path == Switching.Path)
                back = "/delegations";
            else if (request.Path.StartsWithSegments(Acts.Path))
                back = SignIn.Back((await request.ReadFormAsync(context.RequestAborted))["back"]);
            else if (await kept.KeepAsync(request, context.RequestAborted) is { } id)
                context.Response.Cookies.Append(KeptForms.Cookie, id, new() { HttpOnly = true, SameSite = SameSiteMode.Lax,
                    Secure = request.IsHttps, MaxAge = KeptForms.Life, IsEssential = true });
        }
        catch (Exception e) when (e is InvalidDataException or BadHttpRequestException)
        {
            context.Response.StatusCode = (e as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status400BadRequest;
            return;
        }
        context.Response.Redirect($"/signin?kept=yes&back={Uri.EscapeDataString(back)}");
    }
}
