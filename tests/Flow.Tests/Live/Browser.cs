using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Flow.Tests.Live;

/// <summary>Debian's Chromium over the console's pages. What a page must not do is collected while it is open.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _chromium;
    private readonly Uri _console;

    private Browser(IPlaywright playwright, IBrowser chromium, Uri console) =>
        (_playwright, _chromium, _console) = (playwright, chromium, console);

    public static async Task<Browser> OpenAsync(Uri console)
    {
        var playwright = await Playwright.CreateAsync();
        return new(playwright, await playwright.Chromium.LaunchAsync(
            new() { ExecutablePath = "/usr/bin/chromium", Args = ["--no-sandbox", "--disable-dev-shm-usage"] }), console);
    }

    public async ValueTask DisposeAsync()
    {
        await _chromium.DisposeAsync();
        _playwright.Dispose();
    }

    /// <summary>A visitor with cookies of its own, on a desk or a phone, with scripts or without.</summary>
    public async Task<Visitor> VisitorAsync(bool phone = false, bool scripts = true)
    {
        var context = await _chromium.NewContextAsync(new()
        {
            BaseURL = _console.ToString(),
            ViewportSize = phone ? new() { Width = 390, Height = 844 } : new() { Width = 1280, Height = 900 },
            JavaScriptEnabled = scripts,
            Locale = "zh-CN",
        });
        return new(context, await context.NewPageAsync(), _console);
    }
}

/// <summary>Somebody at a browser.</summary>
internal sealed partial class Visitor : IAsyncDisposable
{
    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    /// <summary>What the library's own call writes down of every element of a page takes three times as long.</summary>
    private const string Violations =
        """
        axe.run({ resultTypes: ['violations'], selectors: false }).then(found => found.violations.map(violation =>
            `axe ${violation.id}: ${violation.nodes.slice(0, 3).map(node => node.html).join(', ')}`))
        """;

    private readonly List<string> _faults = [];

    public Visitor(IBrowserContext context, IPage page, Uri console)
    {
        (Context, Page) = (context, page);
        page.SetDefaultTimeout(30_000);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                _faults.Add($"console: {message.Text}");
        };
        page.PageError += (_, error) => _faults.Add($"script: {error}");
        page.Request += (_, request) =>
        {
            if (new Uri(request.Url) is { Scheme: "http" or "https" } address && address.Authority != console.Authority)
                _faults.Add($"asked elsewhere: {request.Url}");
        };
        page.Dialog += async (_, dialog) =>
        {
            _faults.Add($"a script ran: {dialog.Message}");
            await dialog.DismissAsync();
        };
    }

    public IPage Page { get; }

    public IBrowserContext Context { get; }

    public ValueTask DisposeAsync() => Context.DisposeAsync();

    /// <summary>Signs in from the page of made-up persons and goes on to <paramref name="back"/>.</summary>
    public async Task SignInAsync(string role, string unit, string back = "/")
    {
        await Page.GotoAsync($"/signin?back={Uri.EscapeDataString(back)}");
        await EnterAsync(role, unit);
    }

    /// <summary>The form of the page to sign in, which is open.</summary>
    public async Task EnterAsync(string role, string unit)
    {
        await Page.Locator("details.other summary").ClickAsync();
        await Page.Locator("details.other select").SelectOptionAsync(role);
        await Page.Locator("details.other input[name=unit]").FillAsync(unit);
        await Page.Locator("details.other button").ClickAsync();
        await Page.WaitForURLAsync(url => !url.Contains("/signin", StringComparison.Ordinal));
    }

    /// <summary>Opens a page and answers all that is wrong with it.</summary>
    public async Task<IReadOnlyList<string>> LookAsync(string path, string picture)
    {
        _faults.Clear();
        var answer = await Page.GotoAsync(path);
        if (answer!.Status != 200)
            _faults.Add($"{answer.Status}");
        return await SeeAsync(path, picture);
    }

    /// <summary>Answers all that is wrong with the page that is open, such as one that a form came back with.</summary>
    public async Task<IReadOnlyList<string>> SeeAsync(string path, string picture)
    {
        const string Over = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
        if (await Page.EvaluateAsync<int>(Over) is > 0 and var over)
            _faults.Add($"{over} px wider than the window");
        var text = await Page.Locator("body").InnerTextAsync();
        if (text.Contains("+00:00", StringComparison.Ordinal) || RawId().IsMatch(text))
            _faults.Add("a raw id or instant is shown");
        await Page.EvaluateAsync($"() => {{ {Axe} }}");
        _faults.AddRange(await Page.EvaluateAsync<string[]>(Violations));
        await Page.ScreenshotAsync(new() { Path = picture, FullPage = true });
        return [.. _faults.Select(fault => $"{path}: {fault}")];
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-")]
    private static partial Regex RawId();
}
