namespace NoticeIssuance.Understanding;

/// <summary>Third stage: the elements of GB/T 9704 that were found, and which lines are left as body and as annex.</summary>
internal sealed record Elements(
    Heading Heading,
    Closing Closing,
    string? Issuer,
    DateOnly? IssuedOn,
    string? Signature,
    IReadOnlyList<DocumentNumber> Cited,
    IReadOnlyList<Attachment> Attachments,
    IReadOnlyList<(string Wording, Line Line)> Copies,
    IReadOnlyList<Line> Body,
    IReadOnlyList<Line> Annex,
    IReadOnlyList<Line> Above,
    IReadOnlyList<Line> Contacts)
{
    /// <summary>The year the notice's own number, or a number it rests on, states.</summary>
    public int? NumberYear => Heading.Number?.Year;
}

internal static partial class ElementReader
{
    // 组织部, 办公室, 教务处: said of whose the reader knows.
    private const int LongestBareName = 4;

    public static Elements Read(NormalText text, IReadOnlyList<Line> laid)
    {
        var numbers = DocumentNumbers.In(text).ToList();
        var lines = HeaderLines.Separate(text, laid, numbers);
        var heading = Headings.Read(text, lines, numbers);
        var closing = Closings.Read(text, lines, heading.Body);
        var own = heading.Number;
        var signature = closing.Signature.Count == 0 ? null : string.Join('、', closing.Signature.SelectMany(line => Names(text, line)));
        var titled = heading.Title is { } title ? Bodies.OfTitle(Plain(text, title)) : null;
        return new(heading, closing, Issuer(signature, titled, heading.Letterhead) ?? OfNumber(own), closing.Date, signature,
            [.. numbers.DistinctBy(Key).Where(number => own is null || Key(number) != Key(own))],
            Attachments.In(text, lines, heading.Body, closing, heading.Title),
            [.. lines.Where(line => line.In(text).StartsWith("抄送")).SelectMany(line => Copies(text, line))],
            [.. lines.Take(closing.Body).Skip(heading.Body)
                .TakeWhile(line => !Attachments.IsAnnounced(text, line))
                .Where(line => !IsAside(text, line) && !Contact.IsLine(text, line))],
            [.. lines.Skip(closing.After).Where(line => !Attachments.IsAnnounced(text, line) && !IsAside(text, line))],
            [.. lines.Take(heading.Title?.First ?? 0)],
            [.. lines.Skip(heading.Body).Where(line => Contact.IsLine(text, line))]);
    }

    private static string Key(DocumentNumber number) => DocumentNumbers.Key(number.Written);

    private static IEnumerable<(string Wording, Line Line)> Copies(NormalText text, Line line) =>
        Copied().Matches(line.Of(text)).Select(copied => (copied.Groups["to"].Value.TrimEnd('。', '，', '；'), line));

    /// <summary>Who signs; where that is only the end of a longer name above (组织部 for 中共某大学委员会组织部), the longer.</summary>
    private static string? Issuer(string? signature, string? titled, string? letterhead)
    {
        if (signature is null)
            return titled ?? letterhead;
        string?[] longer = signature.Length <= LongestBareName ? [titled, letterhead] : [];
        return longer.FirstOrDefault(name => name?.EndsWith(signature, StringComparison.Ordinal) == true) ?? signature;
    }

    private static bool IsAside(NormalText text, Line line) => Aside().IsMatch(line.In(text));

    /// <summary>国务院办公厅　中央军委办公厅 are two bodies; 教 务 处 is one, spaced.</summary>
    private static List<string> Names(NormalText text, Line line)
    {
        var gaps = Enumerable.Range(line.Start + 1, Math.Max(0, line.Length - 1)).Where(text.GapBefore);
        List<int> cuts = [line.Start, .. gaps, line.End];
        var parts = cuts.Zip(cuts.Skip(1), (from, to) => text.Original(from, to)).ToList();
        return parts.Count > 1 && parts.TrueForAll(part => part.Length > 2 && Bodies.IsName(part))
            ? parts
            : [Bodies.ToldApart(Unsealed(text.Original(line.Start, line.End)))];
    }

    private static string Unsealed(string name) => Seal().Replace(name, "");

    private static string Plain(NormalText text, Title title) =>
        text.Text[title.Start..title.End].Replace("\n", "", StringComparison.Ordinal);

    /// <summary>Codes whose owner everybody knows; any other code names nobody.</summary>
    private static string? OfNumber(DocumentNumber? number) => number?.Code switch
    {
        "国发" or "国函" or "国发明电" => "国务院",
        "国办发" or "国办函" or "国办发明电" => "国务院办公厅",
        "中发" => "中共中央",
        "中办发" => "中共中央办公厅",
        { Length: > 4 } code when code[^2..] is "公告" or "通告" => code[..^2],
        _ => null,
    };

    [GeneratedRegex("^抄送(?:机关)?:(?<to>.{2,})", Words.Options)] private static partial Regex Copied();

    [GeneratedRegex("""
        ^(?:抄[送报]|主题词|印发机关               # 抄送：市委办公室
          |\([此本](?:件|文)[^)]{0,20}\)$          # （此件公开发布）
          |附件$)
        |^.{2,30}\d{4}年\d{1,2}月\d{1,2}日印发$    # 海东市教育局办公室2019年3月11日印发
        """, Words.Options)]
    private static partial Regex Aside();

    [GeneratedRegex($@"[(（](?:{Words.Seals})[)）]", Words.Options)] private static partial Regex Seal();
}
