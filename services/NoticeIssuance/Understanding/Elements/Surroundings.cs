namespace NoticeIssuance.Understanding;

/// <summary>
/// What stands around the notice proper and still tells its receiver something: a passing-on line above the title, a note below the
/// signature, a table of tasks behind it.
/// </summary>
/// <param name="Above">Sentences in front of the title; the letterhead, a number and a page's own lines are none.</param>
/// <param name="Below">Notes at once below the signature: 备注：…, （报名截止：…）.</param>
/// <param name="PassedOn">The lines above have addressees of their own: the notice below came from elsewhere.</param>
internal sealed partial record Surroundings(IReadOnlyList<Line> Above, IReadOnlyList<Line> Below, bool PassedOn)
{
    public static Surroundings Of(NormalText text, Elements elements)
    {
        var above = elements.Above.Where(line => Speaks().IsMatch(line.In(text)) && !IsCut(text, elements, line)).ToList();
        return new(above, [.. elements.Annex.TakeWhile(line => Note().IsMatch(line.In(text)))],
            above.Count > 0 && elements.Heading.Addressees is [var first, ..] && first.Start < elements.Heading.Title?.Start);
    }

    // The addressees' own line is no sentence.
    private static bool IsCut(NormalText text, Elements elements, Line line) =>
        text.Text[line.End - 1] == ':' && elements.Heading.Addressees.Any(phrase => phrase.Start >= line.Start && phrase.End <= line.End);

    [GeneratedRegex("。|请[^,。]{0,16}[于在]|前(?:反馈|回复|报)", Words.Options)] private static partial Regex Speaks();

    [GeneratedRegex("^\\((?![此本][件文])[^)]{6,}\\)。?$|^(?:备注|附注|注|说明|另|又及|提示|温馨提示|特别提示|特别提醒|补充说明)[:,]", Words.Options)]
    private static partial Regex Note();
}
