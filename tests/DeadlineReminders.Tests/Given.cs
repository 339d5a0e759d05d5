namespace DeadlineReminders.Tests;

internal static class Given
{
    public const string City = "C1";
    public const string District = "D1";
    public const string Branch = "D1-B1";

    /// <summary>09:30 in Shanghai.</summary>
    public static DateTimeOffset Start { get; } = Instant("2016-04-01T09:30:00+08:00");

    public static IReadOnlyList<UnitState> Units { get; } = [
        new(City, 1, "滨海市委", "市委", "committee", "city", null, []),
        new(District, 1, "北区区委", "北区", "committee", "county", City, []),
        new("D2", 1, "南区区委", "南区", "committee", "county", City, []),
        new(Branch, 1, "北区第一支部", null, "branch", "branch", District, []),
        new("D1-B2", 1, "北区第二支部", null, "branch", "branch", District, []),
        new("D2-B1", 1, "南区第一支部", null, "branch", "branch", "D2", []),
    ];

    public static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>The last second of a day in Shanghai, in UTC.</summary>
    public static DateTimeOffset EndOf(string day) => Instant($"{day}T23:59:59+08:00").ToUniversalTime();

    public static NoticeHead Notice(DateTimeOffset issuedAt, string issuer = City) =>
        new(Ids.Notice(issuedAt), issuer, "关于开展专题学习的通知", "滨委组〔2016〕7号", "中共滨海市委组织部", new DateOnly(2016, 4, 1), issuedAt,
            new string('0', 64));

    public static DispatchedAssignment Assignment(NoticeHead notice, int requirement, string unit, DateTimeOffset? dueAt) =>
        new(Ids.Assignment(notice.Notice, requirement, unit, null), 1, requirement, unit, null, dueAt, 1);

    public static AssignmentsDispatched Chunk(NoticeHead notice, params IReadOnlyList<DispatchedAssignment> assignments) => new(notice,
        [.. assignments.Select(a => a.Requirement).Distinct().Order().Select(number => new DistributedRequirement(
            number, null, $"专题学习之{number}", "各支部要组织一次专题学习。", "study", "dated", assignments.First(a => a.Requirement == number).DueAt, []))],
        assignments);

    public static AssignmentChanged Change(NoticeHead notice, DispatchedAssignment assignment, long version, string state) => new(
        assignment.Assignment, version, notice.Notice, assignment.Requirement, assignment.Unit, null, state, assignment.DueAt,
            assignment.DeadlineVersion, MovedAt: null, state is "dispatched" or "acknowledged" or "returned" ? "pending" : "met");
}
