using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using WorkflowConsole.Layout;

namespace WorkflowConsole;

/// <summary>The pages for people: static pages made on the server from what the services answer to the person's token.</summary>
internal static class ConsoleModule
{
    private const string Name = "console";

    /// <summary>Only what comes from here is run, shown or asked.</summary>
    private const string ContentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        + "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'self'";

    private const long LargestForm = 110_000_000;       // five files of 20 MB, and words

    private const int MostFields = 4_096;       // of an amendment of a thousand requirements, three fields each

    public static void AddConsole(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        builder.AddWorkflowHost(Name);
        services.AddSingleton(SqlScripts.In(typeof(ConsoleModule).Assembly)).AddTables(Name);
        services.AddHostedService<Expiry>();
        services.AddSettings<ServiceAddresses>("Services");
        foreach (var part in Enum.GetValues<Part>())
            services.AddHttpClient(part.ToString(), (provider, client) =>
            {
                client.BaseAddress = provider.GetRequiredService<IOptions<ServiceAddresses>>().Value.Of(part);
                client.Timeout = TimeSpan.FromSeconds(30);
            });
        services.AddHttpContextAccessor().AddScoped<Api>().AddSingleton<KeptForms>();
        builder.AddSignIn();
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.AddAntiforgery(antiforgery =>
        {
            antiforgery.Cookie.Name = "workflow-form";
            antiforgery.SuppressXFrameOptionsHeader = true;     // the policy of contents says it
        });
        services.AddRazorComponents();
        services.Configure<Microsoft.AspNetCore.Http.Features.FormOptions>(form =>
            (form.MultipartBodyLengthLimit, form.ValueCountLimit) = (LargestForm, MostFields));
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = LargestForm);
    }

    /// <summary>HEAD is GET without its body; the page that says why a form was not taken is read, not posted to.</summary>
    private static Task AsReads(HttpContext context, RequestDelegate next)
    {
        if (HttpMethods.IsHead(context.Request.Method) || context.Features.Get<IStatusCodeReExecuteFeature>() is not null)
            context.Request.Method = HttpMethods.Get;
        return next(context);
    }

    /// <summary>A form that was not ours is refused on a page that says so.</summary>
    private static Task OnlyOwnForms(HttpContext context, RequestDelegate next)
    {
        if (!HttpMethods.IsPost(context.Request.Method) || context.Features.Get<IAntiforgeryValidationFeature>() is not { IsValid: false })
            return next(context);
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return Task.CompletedTask;
    }

    public static void UseConsole(this WebApplication app)
    {
        app.UseMetrics();
        app.Use(ResponseHeaders.Add(app.Environment.IsProduction(), ContentPolicy));
        app.UseExceptionHandler("/trouble", createScopeForErrors: true);
        app.UseStatusCodePagesWithReExecute("/status/{0}", createScopeForStatusCodePages: true);
        app.Use(AsReads);
        app.UseRouting();
        app.UseAuthentication();
        app.UseMiddleware<KeptFormsGate>();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.Use(OnlyOwnForms);
        app.MapHealth();
        app.MapStaticAssets().AllowAnonymous();
        app.MapSignIn();
        app.MapSwitching();
        Acts.Map(app);
        Files.Map(app);
        app.MapGet("/language/{tag:regex(^(zh|en)$)}", (string tag, string? back, HttpContext context) =>
        {
            context.Response.Cookies.Append(Lang.Cookie, tag, new() { MaxAge = TimeSpan.FromDays(400), SameSite = SameSiteMode.Lax,
                HttpOnly = true, Secure = context.Request.IsHttps, IsEssential = true });
            return Results.LocalRedirect(SignIn.Back(back));
        }).AllowAnonymous();
        app.MapRazorComponents<App>();
    }
}
