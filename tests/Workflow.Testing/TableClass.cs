namespace Workflow.Testing;

/// <summary>
/// A table and its class, which its script says in the line directly above the definition: <c>-- class: </c> and one of <c>read model, made
/// again from …</c>, <c>replica, made again from …</c>, <c>content by hash</c>, <c>bookkeeping</c>, <c>person store</c>, <c>ledger</c>. The
/// last four are never made again: what they hold stands nowhere else.
/// </summary>
/// <param name="Script">Where the table is made.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Class">Null where its script does not say it.</param>
public sealed partial record TableClass(string Script, string Name, string? Class)
{
    /// <summary>The tables that the scripts at and below a folder of the checkout make, by script.</summary>
    public static IReadOnlyList<TableClass> In(string folder) =>
    [
        .. from script in Directory.EnumerateFiles(Path.Combine(Checkout.Root, folder), "*.sql", SearchOption.AllDirectories)
           where script.Contains("/Tables/", StringComparison.Ordinal) && !script.Contains("/bin/", StringComparison.Ordinal)
           orderby script
           from table in Of(Path.GetRelativePath(Checkout.Root, script), File.ReadAllText(script))
           select table,
    ];

    /// <summary>The tables of one script.</summary>
    public static IEnumerable<TableClass> Of(string name, string script) =>
        from table in Definition().Matches(script.ReplaceLineEndings("\n"))
        select new TableClass(name, table.Groups["name"].Value, table.Groups["class"] is { Success: true } said ? said.Value : null);

    [GeneratedRegex(
        @"^(-- class: ((?<class>read model|replica), made again from \S.*"
        + @"|(?<class>content by hash|bookkeeping|person store|ledger)(, .*)?)\n)?"
        + @"[ \t]*create\s+(unlogged\s+)?table\s+(if\s+not\s+exists\s+)?(?<name>[\w.]+)", RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex Definition();
}
