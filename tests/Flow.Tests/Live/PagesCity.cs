namespace Flow.Tests.Live;

/// <summary>A notice issued, one handed in, a report that waits, somebody late; and the console.</summary>
public sealed class PagesCity : IAsyncLifetime
{
    private const string Hostile = "<script>alert('text')</script><img src=x onerror=alert('img')>\"'";

    public RunningSystem System { get; } = new();

    internal Browser Browser { get; private set; } = null!;

    internal Live.ServiceProcess Console { get; private set; } = null!;

    public string Issued { get; private set; } = "";

    public string Received { get; private set; } = "";

    public string Assignment { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        await System.InitializeAsync();
        await System.SetClockAsync(Notices.Posted);
        await System.ImportAsync(districts: 2, branches: 8);
        (Issued, var assignments) = await System.IssueAsync(Notices.Campaign);
        await System.CoveredAsync(Issued, assignments);
        Received = (string)(await System.As("officer", "C").PostTextAsync("notices", "/v1/notices",
            Notices.Campaign.Replace("7号", "8号", StringComparison.Ordinal), expected: HttpStatusCode.Accepted))["id"]!;
        Assignment = await AssignmentOfAsync("C-1-1");
        await System.As("branch", "C-1-1").PostAsync("assignments", $"/v1/assignments/{Assignment}/reports",
            new JsonObject { ["text"] = $"已完成。{Hostile}", ["figures"] = new JsonObject { ["人数"] = 23 } }, HttpStatusCode.NoContent);
        Console = await System.StartConsoleAsync();
        Browser = await Browser.OpenAsync(Console.Address);
        await Eventually.ValueAsync(() => System.As("auditor", "C").TryGetAsync("audit", $"/v1/notices/{Issued}/timeline/days"),
            "the ledger knows the notice");
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        await Console.KillAsync();
        await System.DisposeAsync();
    }

    public async Task<string> AssignmentOfAsync(string unit, int which = 0) =>
        (string)(await System.As("branch", unit).ListAsync("assignments", $"/v1/assignments?unit={unit}&notice={Issued}"))
            .Where(one => one["dueAt"] is not null).ElementAt(which)["id"]!;
}

/// <summary>One city for all that is done in a browser.</summary>
[CollectionDefinition(nameof(PagesCity))]
public sealed class PagesCollection : ICollectionFixture<PagesCity>;
