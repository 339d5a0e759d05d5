namespace WorkflowConsole.Layout;

/// <summary>The pages a person finds at the top, by role.</summary>
internal static class Menu
{
    private static readonly (string Address, string Zh, string En, string[] Roles)[] Pages =
    [
        ("/tasks", "我的待办", "My tasks", [Roles.Branch]),
        ("/notices", "通知", "Notices", [Roles.Officer, Roles.Upstream, Roles.Branch, Roles.Inspector, Roles.Auditor]),
        ("/review", "审核", "Judging", [Roles.Officer]),
        ("/overview", "督办", "Overview", [Roles.Officer, Roles.Inspector, Roles.Auditor]),
        ("/reminders", "提醒", "Reminders", [Roles.Branch, Roles.Officer, Roles.Inspector]),
        ("/replay", "历史", "History", [Roles.Inspector, Roles.Auditor]),
        ("/operations", "运行", "Running", [Roles.Operator]),
        ("/calendar", "日历", "Calendar", [Roles.Operator, Roles.Officer]),
        ("/units", "单位", "Units", [.. Roles.All]),
    ];

    /// <summary>Whether a page is for the person; what stands in no menu is for everybody, as far as the services answer.</summary>
    public static bool IsFor(Session who, PathString path) => path.Value switch
    {
        "/delegations" => MayDelegate(who),
        "/desk" => who.Is(Roles.Officer),     // the officer's first page, behind no entry of its own
        { } below when below.EndsWith("/replay", StringComparison.Ordinal) => who.Is(Roles.Inspector, Roles.Auditor),
        _ => Pages.Where(page => IsAt(path, page.Address)).All(page => who.Is(page.Roles)),
    };

    /// <summary>Whether the person may let another act, or may be let.</summary>
    public static bool MayDelegate(Session who) =>
        who.Own().Is(Roles.Branch, Roles.Officer, Roles.Inspector, Roles.Operator, Roles.Auditor);

    /// <summary>What is of use to the person, the first of them the person's first page.</summary>
    public static IEnumerable<(string Address, string Title)> Of(Session who, Lang l) =>
        Pages.Where(page => who.Is(page.Roles)).Select(page => (page.Address, l[page.Zh, page.En]));

    /// <summary>Where the person begins.</summary>
    public static string First(Session who) => who switch
    {
        _ when who.Is(Roles.Branch) => "/tasks",
        _ when who.Is(Roles.Officer) => "/desk",
        _ when who.Is(Roles.Inspector) => "/overview",
        _ when who.Is(Roles.Auditor) => "/replay",
        _ when who.Is(Roles.Operator) => "/operations",
        _ => "/notices",
    };

    /// <summary>Whether the path lies at or below a page.</summary>
    public static bool IsAt(PathString path, string page) => path.StartsWithSegments(page);
}
