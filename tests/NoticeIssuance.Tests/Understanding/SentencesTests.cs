namespace NoticeIssuance.Tests.Understanding;

/// <summary>Sentences as offices write them, by kind, each with what it sets (<c>sentences.tsv</c>).</summary>
public sealed class SentencesTests
{
    public static TheoryData<string, string> Sentences { get; } = [.. File.ReadAllLines(Path.Combine(Checkout.Root,
            "tests/NoticeIssuance.Tests/Understanding/sentences.tsv"))
        .Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('\t'))
        .Select(line => new TheoryDataRow<string, string>(line[0], line[1]))];

    [Theory]
    [MemberData(nameof(Sentences))]
    public void A_sentence_sets_what_it_says(string sentence, string sets)
    {
        var written = sentence.Replace("\\n", "\n", StringComparison.Ordinal);
        var text = $"关于做好有关工作的通知\n各单位：\n{written}\n云川市水务局\n2025年3月10日\n";
        var read = Assert.IsType<Reading.Understood>(NoticeReader.Read(text, html: false,
            new(2025, 3, 11, 9, 0, 0, TimeSpan.FromHours(8)), WorkingCalendars.Shipped, null));
        Assert.Equal(sets, string.Join(" | ", read.Content.Requirements.Select(Said)
            .Concat(read.Questions.Where(one => one.Kind != QuestionKinds.ActorMissing).Select(one => $"?{one.Kind}"))));
    }

    private static string Said(Requirement requirement) => requirement switch
    {
        { Deadline.DueAt: null, Recurrence: null, Disposition: Disposition.Dated } => $"event:{requirement.Deadline!.Words}",
        { Deadline: null, Recurrence: null, Disposition: Disposition.Once } => ".",
        { Deadline: null, Recurrence: null } => requirement.Disposition.ToString().ToLowerInvariant(),
        _ => $"{requirement.Deadline?.DueAt:yyyy-MM-ddTHH:mm} {requirement.Recurrence}".Trim(),
    };
}
