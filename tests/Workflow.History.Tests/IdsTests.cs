namespace Workflow.History.Tests;

/// <summary>
/// The values were computed apart from this code, from the rule as architecture states it: another value would break every id ever stored.
/// </summary>
public sealed class IdsTests
{
    private static readonly Guid Notice = Guid.Parse("0192f0c1-2345-7abc-8def-0123456789ab");
    private static readonly Guid Assignment = Guid.Parse("0192f0c1-2345-8abc-bafd-6e39d1b64a11");

    [Fact]
    public void Are_what_they_always_were()
    {
        Assert.Equal(Assignment, Ids.Assignment(Notice, 3, "DL-ZS-001", null));
        Assert.Equal(Guid.Parse("0192f0c1-2345-8abc-b481-836e1e861ecc"), Ids.Assignment(Notice, 3, "DL-ZS-001", "2016-05"));
        Assert.Equal(Guid.Parse("0192f0c1-2345-8abc-8f08-5c60a30995c9"), Ids.Plan(Notice, "DL-ZS-001"));
        Assert.Equal(Guid.Parse("0192f0c1-2345-8abc-a2ae-68238be22fd2"), Ids.Reminder(Notice, Assignment, 1, "-7d", "DL-ZS"));
        Assert.Equal(Guid.Parse("0192f0c1-2345-8abc-ad0d-5ae9d680882c"), Ids.DispatchMessage(Notice, Assignment));
        Assert.Equal(Guid.Parse("0192f0c1-2345-8abc-9335-433ade71dba9"), Ids.DeadlineMessage(Notice, Assignment, deadlineVersion: 2));
        Assert.Equal(Guid.Parse("0192f0c1-2345-8abc-871f-a9ad8b637f21"), Ids.Derived(Notice, "chunk/2"));
        Assert.Equal(Guid.Parse("a00b4dfc-65de-8d54-b4d0-5d016758a2ab"), Ids.Unit("DL-ZS-001"));
        Assert.Equal(Guid.Parse("f5d6cc6b-e699-8c5f-a6a9-c297235f06b2"), Ids.Channel("DL-ZS-001"));
        Assert.Equal(Guid.Parse("9d33fce9-f432-8f3a-9189-2974f6e7804e"), Ids.Calendar("cn", 2016));
        Assert.Equal(Guid.Parse("369063eb-8dd2-8c2f-b13f-b93747be9304"),
            Ids.Refusals("p-7c1f", "DL/ZS", new DateTimeOffset(2016, 4, 23, 9, 59, 59, TimeSpan.FromHours(8))));
    }

    [Fact]
    public void Refusals_of_two_callers_are_two_streams() =>
        Assert.NotEqual(Ids.Refusals("a/b", "c", DateTimeOffset.UnixEpoch), Ids.Refusals("a", "b/c", DateTimeOffset.UnixEpoch));

    [Fact]
    public void A_notice_is_ordered_by_when_it_came()
    {
        var first = Ids.Notice(new DateTimeOffset(2016, 4, 20, 0, 0, 0, 0, TimeSpan.Zero));
        var second = Ids.Notice(new DateTimeOffset(2016, 4, 20, 0, 0, 0, 1, TimeSpan.Zero));
        Assert.Equal((7, 7), (first.Version, second.Version));
        Assert.True(string.CompareOrdinal(first.ToString(), second.ToString()) < 0);
    }

    [Fact]
    public void Fifty_thousand_assignments_of_a_notice_have_as_many_ids()
    {
        var ids = from requirement in Enumerable.Range(1, 5)
                  from unit in Enumerable.Range(1, 10_000)
                  select Ids.Assignment(Notice, requirement, $"U{unit}", null);
        Assert.Equal(50_000, ids.ToHashSet().Count);
    }
}
