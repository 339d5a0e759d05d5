namespace TaskAssignment.Tests;

/// <summary>A notice as NoticeIssuance would issue and distribute it.</summary>
internal sealed record Fanout(NoticeIssued Issued, IReadOnlyList<NoticeDistributed> Chunks)
{
    public Guid Notice => Issued.Head.Notice;

    public Guid Id(int requirement, string unit) => Ids.Assignment(Notice, requirement, unit, null);

    /// <summary>Every requirement owed by every unit.</summary>
    /// <param name="units">Codes.</param>
    /// <param name="requirements">Numbered from 1.</param>
    /// <param name="chunkSize">Assignments in a chunk.</param>
    /// <param name="lead">The unit that leads; the others then owe joint parts.</param>
    /// <param name="issuingUnit">Code.</param>
    public static Fanout Of(IReadOnlyList<string> units, IReadOnlyList<DistributedRequirement> requirements, int chunkSize = 500,
        string? lead = null, string issuingUnit = "CITY")
    {
        var head = new NoticeHead(
            Guid.CreateVersion7(), issuingUnit, "关于报送工作情况的通知", "测发〔2016〕1号", "市委", new DateOnly(2016, 4, 1), At("2016-04-01T02:00:00Z"),
                new string('d', 64));
        var assignments = (from unit in units
                           from requirement in requirements
                           let part = lead is null ? "sole" : unit == lead ? "lead" : "joint"
                           select new DistributedAssignment(Ids.Assignment(head.Notice, requirement.Number, unit, null), requirement.Number,
                               unit, null, part)).ToList();
        var chunks = assignments.Chunk(chunkSize).ToList();
        return new(new(head, 3, requirements, [new([.. requirements.Select(r => r.Number)], units)], assignments.Count, chunks.Count),
            [.. chunks.Select((chunk, i) => new NoticeDistributed(head, i + 1, chunks.Count, requirements, chunk))]);
    }

    /// <summary>A duty to report by an instant; null = undated.</summary>
    public static DistributedRequirement Duty(int number, string? dueAt) => new(
        number, $"（{number}）", $"报送第{number}项", $"请于月底前报送第{number}项工作情况。", "report", dueAt is null ? "once" : "dated",
            dueAt is null ? null : At(dueAt), ["sessions", "people"]);

    /// <summary>Something to take note of.</summary>
    public static DistributedRequirement Principle(int number) => new(number, null, "提高认识", "充分认识重要意义。", "other", "principle", null, []);

    public static DateTimeOffset At(string instant) => DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture);
}
