using System.Reflection;
using System.Text.RegularExpressions;
using Workflow.EventSourcing;

namespace Workflow.Testing;

/// <summary>
/// What each table of a service's scripts is, said in a comment before it: <c>-- class: read model, made again from …</c>,
/// <c>-- class: replica, made again from …</c>, <c>-- class: content</c> or <c>-- class: bookkeeping</c>.
/// </summary>
public static partial class TableClasses
{
    /// <summary>The tables made by the assembly's embedded scripts that do not say so, as <c>script: table</c>.</summary>
    public static IReadOnlyList<string> Unsaid(Assembly assembly) =>
    [
        .. from script in SqlScripts.In(assembly).Scripts
           from Match table in Table().Matches(script.Sql)
           where !Class().IsMatch(table.Groups["before"].Value)
           select $"{script.Name}: {table.Groups["name"].Value}",
    ];

    /// <summary>A table with the comments that stand directly before it.</summary>
    [GeneratedRegex(@"^(?<before>(?:--.*\n)*)create table (?:if not exists )?(?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex Table();

    [GeneratedRegex(@"^-- class: (?:(?:read model|replica), made again from \S.*|content|bookkeeping)$", RegexOptions.Multiline)]
    private static partial Regex Class();
}
