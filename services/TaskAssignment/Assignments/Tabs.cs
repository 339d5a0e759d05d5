namespace TaskAssignment.Assignments;

/// <summary>
/// Parts of the board as people look for them; conditions on its columns. To do, to judge, declined (to decide) and done leave nothing
/// out but what another unit does instead, and what the notice does not order any more.
/// </summary>
internal static class Tabs
{
    public const string Todo = "todo";
    public const string Overdue = "overdue";
    public const string ToJudge = "to-judge";
    public const string ToDecide = "to-decide";
    public const string Done = "done";

    /// <summary>A principle is done when it is acknowledged.</summary>
    public const string KnownPrinciple =
        """
        (state = 'acknowledged' and due_at is null and exists (select from requirement r
          where r.notice = board.notice and r.number = board.requirement and r.body ->> 'disposition' = 'principle'))
        """;

    private static readonly string Owing = $"state in ({string.Join(", ", States.Owing.Select(state => $"'{state}'"))})";

    public static IReadOnlyList<string> All { get; } = [Todo, Overdue, ToJudge, ToDecide, Done];

    /// <summary>Something may still follow; served by an index of its own.</summary>
    public static readonly string IsNotOver = $"state not in ({string.Join(", ", States.Over.Select(state => $"'{state}'"))})";

    /// <summary>The unit still owes something.</summary>
    public static readonly string IsOpen = $"({Owing} and not {KnownPrinciple})";

    /// <summary>The deadline in force is missed and a report still owed; among those that are open.</summary>
    public static readonly string IsOverdue = $"(verdict = 'missed' and {Owing})";

    /// <summary>Nothing is owed and nothing awaits a judgement.</summary>
    public static readonly string IsDone =
        $"(state in ('{States.Accepted}', '{States.Closed}') or {KnownPrinciple})";

    /// <summary>A report awaits a judgement, whoever's that is.</summary>
    public const string IsReported = $"state = '{States.Reported}'";

    /// <summary>A request for more time or a decline awaits a decision, whoever's that is.</summary>
    private const string IsAsking = $"(extension is not null or state = '{States.Declined}')";

    /// <summary>The condition of a view.</summary>
    /// <param name="view">One of <see cref="All"/>.</param>
    /// <param name="judged">
    /// The parameter that holds the units the caller judges, used by to-judge and to-decide alone; with <c>$2</c>, what the
    /// caller has issued.
    /// </param>
    public static string Of(string view, string judged) => view switch
    {
        Todo => IsOpen,
        Overdue => IsOverdue,
        ToJudge => $"({IsReported} and (unit = any({judged}) or issuing_unit = $2))",
        ToDecide => $"({IsAsking} and (unit = any({judged}) or issuing_unit = $2))",
        Done => IsDone,
        _ => throw new UnreachableException(),
    };
}
