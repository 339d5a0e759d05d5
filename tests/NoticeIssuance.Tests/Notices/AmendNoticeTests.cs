using Workflow.Planning;

namespace NoticeIssuance.Tests.Notices;

/// <summary>变更, decided: what an issued notice orders afterwards, what is new of it and what is no longer.</summary>
public sealed class AmendNoticeTests
{
    private const string Reason = "与上级部署衔接";
    private static readonly DateTimeOffset EndOfMay = new(2016, 5, 31, 15, 59, 59, TimeSpan.Zero);

    private static NoticeFile Issued(params Requirement[] requirements) => Issued([], requirements);

    private static NoticeFile Issued(IReadOnlyList<NoticeEvent> corrections, params Requirement[] requirements)
    {
        var received = Given.Received(requirements).Then(corrections);
        return received.Then(IssueNotice.Decide(received, Given.City(), WorkingCalendars.Shipped, Given.Now));
    }

    private static NoticeEvent.RequirementCorrected Led(int requirement) =>
        new(requirement, null, null, null, "C-2", null, CorrectionOrigin.Person);

    private static AmendmentRuling Amend(NoticeFile file, AmendmentBody body, DirectoryView? directory = null) =>
        AmendNotice.Decide(file, body, directory ?? Given.City(), WorkingCalendars.Shipped, Given.Now);

    private static string Pairs(IEnumerable<OwedPart> parts) => string.Join(' ', parts.Select(part => $"{part.Unit}:{part.Requirement}"));

    private static string Problems(NoticeFile file, AmendmentBody body) =>
        string.Join(" | ", Given.Errors(Amend(file, body).Ruling).Select(error => error.Field));

    [Fact]
    public void What_is_dropped_moved_and_added_is_a_new_version()
    {
        var file = Issued(Given.Requirement(1), Given.Requirement(2), Given.Requirement(3, level: null));
        var (ruling, amended) = Amend(file, new(Reason, Drop: [1], Change: [new(2, "2016-05-31"), new(3, Text: "第3项工作，每季度小结")],
            Add: [new("各支部要组织一次专题党课。", DueAt: "2016-05-31", Owes: new(UnitLevel.Branch))]));
        var after = file.Then(ruling);
        Assert.Equal("C-1-1:1 C-1-2:1 C-2-1:1 C-2-2:1", Pairs(amended!.Gone));
        Assert.Equal("C-1-1:4 C-1-2:4 C-2-1:4 C-2-2:4", Pairs(amended.New));
        Assert.Equal("C-1:3 C-1-1:2 C-1-1:4 C-1-2:2 C-1-2:4 C-2:3 C-2-1:2 C-2-1:4 C-2-2:2 C-2-2:4", Pairs(after.Distribution!.Parts()));
        Assert.Equal([(2, EndOfMay, 1, 0), (3, null, 0, 1), (4, EndOfMay, 1, 1)], after.Distribution.Requirements.Select(it =>
            (it.Number, it.Number == 3 ? null : it.DueAt, it.DueAmendment, it.TextAmendment)));
        Assert.Equal([(2, EndOfMay), (3, Given.EndOfApril), (4, (DateTimeOffset?)EndOfMay)],
            after.Requirements().Select(it => (it.Number, it.DueAt?.ToUniversalTime())));
        Assert.Equal("第3项工作，每季度小结", after.Requirement(3)!.Read.Text);
        Assert.Null(after.Requirement(1));
        var stored = Assert.Single(after.Facts.Amendments);
        Assert.Equal((1, Reason, 10, 4, 4, 1), (stored.Number, stored.Reason, stored.Assignments, stored.Made,
            stored.NoLonger, stored.Chunks));
        Assert.Equal("4 2,3 1", $"{string.Join(',', stored.Added)} {string.Join(',', stored.Changed)} {string.Join(',', stored.Dropped)}");
        Assert.Equal(10, ((Workflow.History.Notice.GivenOut)after.State).Assignments);
    }

    /// <summary>Words that stay name no other day, whatever year they would read as by now.</summary>
    [Fact]
    public void What_is_reworded_after_its_day_keeps_it()
    {
        var file = Issued(Given.Requirement(1) with { Text = "4月底前报送小结，每周一次更新台账。" }, Given.Requirement(2));
        var body = new AmendmentBody(Reason, Change: [new(1, Text: "4月底前报送小结，每月一次更新台账。")]);
        var ruling = AmendNotice.Decide(file, body, Given.City(), WorkingCalendars.Shipped, Given.EndOfApril.AddDays(20)).Ruling;
        Assert.Equal(Given.EndOfApril, file.Then(ruling).Requirement(1)!.DueAt);
        Assert.Equal("$.change[0].text", Problems(file, new(Reason, Change: [new(1, Text: "5月底前报送小结。")])));
    }

    [Fact]
    public void Repeated_it_changes_nothing()
    {
        var file = Issued(Given.Requirement(1), Given.Requirement(2));
        var body = new AmendmentBody(Reason, Drop: [1], Change: [new(2, "2016-05-31", "第2项工作，分两批完成")], RemoveUnits: ["C-2"]);
        var after = file.Then(Amend(file, body).Ruling);
        Assert.Empty(Given.Events(Amend(after, body with { Drop = [1], RemoveUnits = ["C-2"] }).Ruling));
    }

    [Fact]
    public void Units_are_added_and_taken_out_with_those_below_them()
    {
        var file = Issued([Led(3)], Given.Requirement(1), Given.Requirement(2, level: null), Given.Requirement(3));
        var out1 = file.Then(Amend(file, new(Reason, RemoveUnits: ["C-1-2"])).Ruling);
        Assert.Equal("C-1:2 C-1-1:1 C-2:2 C-2-1:1 C-2-2:1", Pairs(out1.Distribution!.Parts().Where(part => part.Requirement < 3)));
        // What is added later does not reach who was taken out.
        var added = out1.Then(Amend(out1, new(Reason, Add: [new("各支部要上好专题党课。", DueAt: "2016-05-31", Owes: new(UnitLevel.Branch))])).Ruling);
        Assert.Equal("C-1-1:4 C-2-1:4 C-2-2:4", Pairs(added.Distribution!.Parts().Where(part => part.Requirement == 4)));
        Assert.Equal("$.addUnits[0]", Problems(added, new(Reason, AddUnits: ["C-1-2"])));
        Assert.Equal("$.removeUnits[0]", Problems(added, new(Reason, RemoveUnits: ["C"])).Split(' ')[0]);

        // A unit that came to the directory after the issue.
        var grown = DirectoryView.Of(new UnitSnapshot(2, [.. Given.City().Units.All,
            Given.Unit("C-3", "南区委组织部", "组织部", UnitLevel.County, "C"), Given.Unit("C-3-1", "南区一支部", "党支部", UnitLevel.Branch, "C-3")]), 8);
        var (ruling, more) = Amend(added, new(Reason, AddUnits: ["C-3"]), grown);
        Assert.Equal("C-3:2 C-3-1:1 C-3-1:4", Pairs(more!.New));
        Assert.Equal(["C-1", "C-2", "C-3"], added.Then(ruling).Addressed());
    }

    [Fact]
    public void What_a_unit_does_instead_of_another_is_dropped_with_the_requirement()
    {
        var file = Issued(Given.Requirement(1), Given.Requirement(2));
        file = file.Then([new NoticeEvent.UnitJoined("C-2", 1, Guid.NewGuid())]);
        Assert.Equal("C-1-1:1 C-1-2:1 C-2-1:1 C-2-2:1 C-2:1", Pairs(Amend(file, new(Reason, Drop: [1])).Amended!.Gone));
    }

    [Fact]
    public void A_limit_that_was_counted_and_is_set_now_is_not_counted_again()
    {
        var counted = Given.Requirement(1, deadline: Given.Deadline(null, new Anchor("issue", "印发之日起", 10, "working-days")));
        var file = Issued(counted);
        Assert.NotNull(file.Distribution!.Requirements[0].Counted);
        var after = file.Then(Amend(file, new(Reason, Change: [new(1, "2016-05-31")])).Ruling);
        Assert.Equal((null, EndOfMay, DueOrigins.Amendment), (after.Distribution!.Requirements[0].Counted,
            after.Distribution.Requirements[0].DueAt, after.Distribution.Requirements[0].DueOrigin));
        Assert.Empty(CountedRequirement.Of(after));
    }

    [Fact]
    public void What_cannot_be_is_said_at_its_place()
    {
        var file = Issued([Led(3)], Given.Requirement(1), Given.Requirement(2, Disposition.Standing), Given.Requirement(3));
        Assert.Equal("$", Problems(file, new(Reason)));
        Assert.Equal("$.drop[1]", Problems(file, new(Reason, Drop: [1, 9])));
        foreach (var (change, field) in new (ChangedRequirement, string)[] { (new(9, "2016-05-31"), ".number"), (new(1), ""),
            (new(1, "31 May"), ".dueAt"), (new(1, "2016-03-31"), ".dueAt"), (new(2, "2016-05-31"), ".dueAt"),
            (new(1, Text: " "), ".text") })
            Assert.Equal($"$.change[0]{field}", Problems(file, new(Reason, Change: [change])));
        Assert.Equal("$.change[0].number", Problems(file, new(Reason, Drop: [1], Change: [new(1, "2016-05-31")])));
        Assert.Equal("$.add[0].text | $.add[1].kind | $.add[2].lead | $.add[2].joint[0] | $.add[3].dueAt | $.add[4].text",
            Problems(file, new(Reason, Add: [new(""), new("x", Kind: "dance"), new("汇总上报。", Lead: "X", Joint: ["Y"], DueAt: "2016-05-31"),
                new("汇总。", DueAt: "2016-03-31"), new("第1项工作", DueAt: "2016-05-31")])));
        // What one would be asked about on receipt has to be said; once it is, it is not asked.
        Assert.Equal("$.add[0]", Problems(file, new(Reason, Add: [new("报送一份活动小结。", DueAt: "2016-05-31")])));
        Assert.Equal("C-1:4 C-2:4", Pairs(Amend(file, new(Reason, Add: [new("报送一份活动小结。", DueAt: "2016-05-31",
            Owes: new(Level: null))])).Amended!.New));
        Assert.Equal("$.add[0]", Problems(file, new(Reason, Add: [new("各支部6月中旬前报送总结。", Owes: new(UnitLevel.Branch))])));
        Assert.Equal("$.change[0].text", Problems(file, new(Reason, Change: [new(1, Text: "5月20日前完成第1项工作")])));
        Assert.Equal("$.add[0]", Problems(file, new(Reason, Add: [new("汇总上报。", DueAt: "2016-05-31", Owes: new(UnitLevel.Township))])));
        Assert.Equal("$.addUnits[0] | $.removeUnits[0]", Problems(file, new(Reason, AddUnits: ["X"], RemoveUnits: ["X"])));
        // The same twice, a unit that would owe nothing, and one that does something instead of another.
        Assert.Equal("$.change[1].number | $.add[1].text", Problems(file, new(Reason, Change: [new(1, "2016-05-31"), new(1, "2016-05-30")],
            Add: [new("汇总。", DueAt: "2016-05-31"), new("汇总。", DueAt: "2016-05-31")])));
        Assert.Equal("$.addUnits", Problems(Issued([Led(1)], Given.Requirement(1)), new(Reason, AddUnits: ["C-1-1"])));
        var joined = file.Then([new NoticeEvent.UnitJoined("C-1-1", 3, Guid.NewGuid())]);
        Assert.Equal("$.removeUnits[0]", Problems(joined, new(Reason, RemoveUnits: ["C-1"])));
        Assert.Equal("nothing-left", Given.Refusal(Amend(file, new(Reason, Drop: [1, 2, 3])).Ruling));
        Assert.Equal("reason-missing", Assert.IsType<Decision<NoticeEvent>.Unfit>(
            Amend(file, new(" ", Drop: [1])).Ruling.Decision).Input.Code);
        var elsewhere = DirectoryView.Of(new UnitSnapshot(2, [.. Given.City().Units.All,
            Given.Unit("Z", "邻市委组织部", "组织部", UnitLevel.City, null), Given.Unit("Z-1", "邻市一支部", "党支部", UnitLevel.Branch, "Z")]), 8);
        Assert.Equal("beyond-authority", Given.Refusal(Amend(file, new(Reason, AddUnits: ["Z"]), elsewhere).Ruling));
    }

    /// <summary>Nobody is late by being added.</summary>
    [Fact]
    public void What_is_past_is_not_given_to_a_unit_that_is_added()
    {
        var file = Issued(Given.Requirement(1), Given.Requirement(2, dueAt: EndOfMay));
        var grown = DirectoryView.Of(new UnitSnapshot(2, [.. Given.City().Units.All,
            Given.Unit("C-3", "南区委组织部", "组织部", UnitLevel.County, "C"), Given.Unit("C-3-1", "南区一支部", "党支部", UnitLevel.Branch, "C-3")]), 8);
        AmendmentRuling On(AmendmentBody body) =>
            AmendNotice.Decide(file, body, grown, WorkingCalendars.Shipped, Given.EndOfApril.AddDays(3));
        Assert.Contains("requirement 1", Assert.Single(Given.Errors(On(new(Reason, AddUnits: ["C-3"])).Ruling)).Message,
            StringComparison.Ordinal);
        Assert.Equal("C-3-1:2", Pairs(On(new(Reason, Drop: [1], AddUnits: ["C-3"])).Amended!.New));
        Assert.Equal("C-3-1:1 C-3-1:2", Pairs(On(new(Reason, Change: [new(1, "2016-05-20")], AddUnits: ["C-3"])).Amended!.New));
    }

    /// <summary>A department at its committee's own level is addressed, and those in the committee's area owe.</summary>
    [Fact]
    public void A_department_is_added_with_its_committees_area()
    {
        var grown = DirectoryView.Of(new UnitSnapshot(2, [.. Given.City().Units.All,
            Given.Unit("C-3", "南区区委", "党委", UnitLevel.County, "C"), Given.Unit("C-3-Z", "南区委组织部", "组织部", UnitLevel.County, "C-3"),
            Given.Unit("C-3-1", "南区一支部", "党支部", UnitLevel.Branch, "C-3")]), 8);
        Assert.Equal("C-3-1:1", Pairs(Amend(Issued(Given.Requirement(1)), new(Reason, AddUnits: ["C-3-Z"]), grown).Amended!.New));
    }

    [Theory]
    [InlineData("received", "notice-not-issued")]
    [InlineData("concluded", "notice-concluded")]
    [InlineData("withdrawn", "notice-withdrawn")]
    public void Only_what_is_in_force_and_open_is_amended(string state, string code)
    {
        var file = state == "received" ? Given.Received(Given.Requirement(1)) : Issued(Given.Requirement(1)).Then(state == "concluded"
            ? [new NoticeEvent.Concluded(8)] : [new NoticeEvent.Withdrawn("x")]);
        Assert.Equal(code, Given.Refusal(Amend(file, new(Reason, Drop: [1])).Ruling));
    }

    /// <summary>Whatever is amended how often: what is owed and what is no longer are all that ever was, and nothing is both.</summary>
    [Fact]
    public void Nothing_is_lost_and_nothing_is_owed_that_was_taken_out()
    {
        for (var seed = 1; seed <= 200; seed++)
        {
            var random = new Random(seed);
            var file = Issued(Given.Requirement(1), Given.Requirement(2, level: UnitLevel.County), Given.Requirement(3, level: null));
            var ever = Keys(file.Distribution!.Parts());
            for (var round = 0; round < 5; round++)
            {
                var before = file;
                var body = Any(random, file);
                var (ruling, amended) = Amend(file, body);
                if (ruling.Events.Count == 0)
                    continue;
                file = file.Then(ruling);
                var (owed, gone) = (Keys(file.Distribution!.Parts()), Keys(file.Distribution.NoLongerParts()));
                Assert.Equal(owed.Except(Keys(before.Distribution!.Parts())).Order(), Keys(amended!.New).Order());
                Assert.Empty(owed.Intersect(gone));
                Assert.Equal((file.Distribution.AssignmentCount, file.Distribution.Amendment), (owed.Count, file.Facts.Amendments.Count));
                ever.UnionWith(owed);
                Assert.Equal(ever.Order(), owed.Concat(gone).Order());
                Assert.All(owed, pair => Assert.Contains(file.Distribution.Requirements, it => it.Number == pair.Requirement));
                Assert.Empty(Keys(amended.New).Intersect(Keys(before.Distribution.NoLongerParts())));
                Assert.Empty(Given.Events(Amend(file, new(Reason, Drop: [.. file.Distribution.Dropped.Select(it => it.Number)],
                    Change: [.. file.Distribution.Requirements.Take(1).Select(it => new ChangedRequirement(it.Number,
                        Text: file.Requirement(it.Number)!.Read.Text))], RemoveUnits: file.Distribution.Removed)).Ruling));
            }
        }

        static HashSet<(string Unit, int Requirement)> Keys(IEnumerable<OwedPart> parts) =>
            [.. parts.Select(it => (it.Unit, it.Requirement))];
    }

    private static AmendmentBody Any(Random random, NoticeFile file)
    {
        string[] units = ["C-1", "C-2", "C-1-1", "C-1-2", "C-2-1", "C-2-2"];
        var numbers = file.Distribution!.Requirements.Select(it => it.Number).ToArray();
        return new(Reason,
            random.Next(3) == 0 ? [numbers[random.Next(numbers.Length)]] : null,
            random.Next(3) == 0 ? [new(numbers[random.Next(numbers.Length)], $"2016-0{random.Next(5, 9)}-1{random.Next(10)}")] : null,
            random.Next(3) == 0 ? [new($"各支部组织第{random.Next(10_000)}次学习。", DueAt: "2016-06-30",
                Owes: new(random.Next(2) == 0 ? UnitLevel.Branch : UnitLevel.County))] : null,
            random.Next(4) == 0 ? [units[random.Next(units.Length)]] : null,
            random.Next(4) == 0 ? [units[random.Next(units.Length)]] : null);
    }
}
