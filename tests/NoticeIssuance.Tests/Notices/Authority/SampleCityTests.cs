namespace NoticeIssuance.Tests.Notices;

/// <summary>
/// The sample city has both lines: committees below committees, and beside them departments that order their counterparts by grant.
/// </summary>
public sealed class SampleCityTests
{
    private const string Issuer = "BH-ZZB";

    [Fact]
    public void The_sample_notice_asks_nobody_for_leave_because_its_issuer_has_standing_grants()
    {
        var (file, directory) = (Read(Directory(withGrants: true)), Directory(withGrants: true));
        Assert.DoesNotContain(file.Facts.Questions.Values, question => question.Kind is NoticeQuestions.BeyondAuthority
            or QuestionKinds.AddresseeUnresolved or QuestionKinds.AddresseePartial or NoticeQuestions.LeadUnresolved);
        Assert.Equal([9, 2, 1], file.Addressees.OrderBy(phrase => phrase.Key).Select(phrase => phrase.Value.Count));
        var issued = Issue(file, directory);
        Assert.Equal(300, issued.Parts().Count(part => part.Requirement == 2));
        Assert.Equal(1, issued.Parts().Count(part => part is { Requirement: 6, Part: Part.Lead, Unit: "BH-12" }));
    }

    [Theory]
    [InlineData("各区市县委组织部", 9), InlineData("各开放先导区党工委组织部（党群工作部）", 2), InlineData("市直党（工）委组织人事部门", 1)]
    public void Phrases_of_a_real_citys_department_mean_whom_its_grants_give_it(string phrase, int units)
    {
        var directory = Directory(withGrants: true);
        var meant = Assert.IsType<AddresseeResolution.Units>(directory.Resolve(phrase, Issuer)).Codes;
        Assert.Equal(units, meant.Count);
        Assert.All(meant, unit => Assert.True(directory.Units.MayOrder(Issuer, unit, OfficialTime.DayOf(Day))));
    }

    [Fact]
    public void Without_grants_the_city_committee_is_asked_and_approves_once_for_all()
    {
        var directory = Directory(withGrants: false);
        var file = Read(directory);
        var question = Assert.Single(file.Facts.OpenQuestions(), open => open.Kind == NoticeQuestions.BeyondAuthority);
        Assert.Equal(312, file.Beyond[question.Question].Count);
        Assert.Contains("报共同上级批准", question.Text, StringComparison.Ordinal);
        Assert.Equal("nothing-to-consent", Given.Refusal(BeyondAuthority.Consent(file, "BH-01", isApproval: true, directory)));
        Assert.Equal("nothing-to-consent", Given.Refusal(BeyondAuthority.Consent(file, "BH-01-ZZB", isApproval: false, directory)));
        file = file.Then(AnswerQuestions.Decide(file, new(AcceptProposals: true), directory).ThenReviewed(file, directory, Day));
        file = file.Then(BeyondAuthority.Consent(file, "BH", isApproval: true, directory));
        Assert.Equal(300, Issue(file, directory).Parts().Count(part => part.Requirement == 2));
    }

    private static FrozenDistribution Issue(NoticeFile file, DirectoryView directory)
    {
        file = file.Then(AnswerQuestions.Decide(file, new(AcceptProposals: true), directory));
        var ruling = IssueNotice.Decide(file, directory, WorkingCalendars.Shipped, Day);
        Assert.Contains(Given.Events(ruling), e => e is NoticeEvent.Issued);
        return ruling.Distribution!;
    }

    private static readonly DateTimeOffset Day = new(2024, 3, 4, 2, 0, 0, TimeSpan.Zero);

    private static NoticeFile Read(DirectoryView directory)
    {
        var text = File.ReadAllText(Sample("notice.txt"));
        var read = Assert.IsType<Reading.Understood>(NoticeReader.Read(text, html: false, Day, WorkingCalendars.Shipped, null));
        var posted = Given.Posted(read.Content, questions: [.. read.Questions]) with { IssuingUnit = Issuer };
        var empty = NoticeFile.New(Guid.Parse("0195d2a0-0000-7000-8000-000000000001"), posted.Dossier());
        return empty.Then(PostNotice.Decide(posted, directory).ThenReviewed(empty, directory, Day));
    }

    public static IEnumerable<UnitNode> Units() => Rows("city.csv").Select(row => new UnitNode(
        row[0], row[1], row[2].Length == 0 ? null : row[2], row[3], Named.Value<UnitLevel>(row[4]), row[5].Length == 0 ? null : row[5],
        row[6].Split('|', StringSplitOptions.RemoveEmptyEntries), 1));

    private static DirectoryView Directory(bool withGrants) => DirectoryView.Of(new(1, Units(), 1, withGrants
            ? [.. Rows("grants.csv").Select(row => new UnitGrant(row[0], row[1], row[2], DateOnly.Parse(row[3], null), null))] : []), 1);

    private static IEnumerable<string[]> Rows(string file) => File.ReadAllLines(Sample(file)).Skip(1).Select(line => line.Split(','));

    public static string Sample(string file) => Path.Combine(Checkout.Root, "deploy", "local", "samples", file);
}
