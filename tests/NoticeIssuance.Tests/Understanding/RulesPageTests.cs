namespace NoticeIssuance.Tests.Understanding;

/// <summary>The page of rules is made from the forms, and every deadline's rule stands on it.</summary>
public sealed class RulesPageTests
{
    private static readonly string Committed = Path.Combine(Checkout.Root, "services/NoticeIssuance/Understanding/Rules.md");

    public static TheoryData<string, string> Examples =>
        [.. TimeForms.All.SelectMany(form => RulesPage.Examples(form).Select(example => (form.Name, example)))];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_form_reads_its_examples(string name, string example) =>
        Assert.Contains(TimePoints.In(Normaliser.Normalise(example, html: false).Text), point => point.Form == name);

    [Fact]
    public void The_committed_page_is_what_the_code_says()
    {
        var left = Path.Combine(Directory.CreateDirectory(Path.Combine(Checkout.Root, ".local")).FullName, "Rules.md");
        File.WriteAllText(left, RulesPage.Markdown());
        Assert.True(File.Exists(Committed) && File.ReadAllText(Committed) == RulesPage.Markdown(),
            $"{Committed} is not what the code says. Compare it with {left}; if the change is meant, copy that over it.");
    }

    [Fact]
    public void The_rule_of_every_deadline_of_our_own_notices_stands_on_it() =>
        Assert.Empty(OwnNoticesTests.Read.SelectMany(read => read.Content.Requirements).Select(one => one.Deadline?.Rule).OfType<string>()
            .Except(RulesPage.Names));
}
