namespace NoticeIssuance.Understanding;

/// <summary>What stands above the body.</summary>
/// <param name="SecrecyPeriod">What stands behind the ★: 1年, 长期.</param>
/// <param name="Body">Index of the first line of the body.</param>
internal sealed record Heading(
    Title? Title,
    DocumentNumber? Number,
    IReadOnlyList<AddresseePhrase> Addressees,
    string? Letterhead,
    string? Urgency,
    string? Classification,
    string? SecrecyPeriod,
    int Body);

/// <summary>An addressee phrase in the normal text.</summary>
internal sealed record AddresseePhrase(int Start, int End);

/// <summary>Reads letterhead, number, title and addressees off the first lines.</summary>
internal static partial class Headings
{
    private const int Window = 25;

    public static Heading Read(NormalText text, IReadOnlyList<Line> lines, IReadOnlyList<DocumentNumber> numbers)
    {
        var title = Titles.Find(text, lines);
        var (addressees, body) = Addressed(text, lines, AfterHead(text, lines, title, numbers));
        // A passing-on line above the title: whom it addresses receives the notice.
        if (title is { First: > 0 } && Addressed(text, [.. lines.Take(title.First)], 0) is { Phrases: { Count: > 0 } outer })
            addressees = outer;
        var head = lines.Take(title?.First ?? Math.Min(body, Window)).Select(line => line.Of(text)).ToList();
        var front = string.Join('\n', lines.Take(Math.Min(body, Window)).Select(line => line.Of(text)));
        return new(
            title,
            Own(text, lines, numbers, title, body),
            addressees,
            head.Select(Bodies.OfLetterhead).FirstOrDefault(name => name is not null) ?? head.LastOrDefault(Bodies.IsName),
            Urgent().Match(front) is { Success: true } urgent ? urgent.Value : null,
            Classified(text, lines.Take(Math.Min(body, Window))),
            Secret().Match(front) is { Success: true } kept && kept.Groups["period"].Success ? kept.Groups["period"].Value : null,
            body);
    }

    /// <summary>What the head is marked with: a state secret's level, or 内部.</summary>
    private static string? Classified(NormalText text, IEnumerable<Line> head) => head
        .Select(line => SecretMarks.Of(text, line)
            ?? (InHouse().Match(line.Of(text)) is { Success: true } inHouse ? inHouse.Groups["level"].Value : null))
        .FirstOrDefault(level => level is not null);

    private static int AfterHead(NormalText text, IReadOnlyList<Line> lines, Title? title, IReadOnlyList<DocumentNumber> numbers)
    {
        var body = title is null ? 0 : title.Last + 1;
        while (body < lines.Count && (numbers.Any(number => IsOwnLine(number, lines[body])) || IsDate(text, lines[body])
            || OfPage().IsMatch(lines[body].Of(text))))
            body++;
        return body;
    }

    // 2025-08-28 between the title and the number, as pages print it.
    private static bool IsDate(NormalText text, Line line) =>
        line.Length is >= 8 and <= 14 && WrittenDate.EndOf(line.Of(text)) is { At: 0 };

    // 海卫办函〔2025〕212号, or in brackets below the title.
    private static bool IsOwnLine(DocumentNumber number, Line line) =>
        number.Start >= line.Start && number.End <= line.End && line.End - number.End <= 1 && number.End - number.Start > line.Length / 2;

    /// <summary>The first line that ends in a colon and names bodies or people, within a few lines of the title.</summary>
    private static (IReadOnlyList<AddresseePhrase> Phrases, int Body) Addressed(NormalText text, IReadOnlyList<Line> lines, int from)
    {
        for (var first = from; first < Math.Min(lines.Count, from + 6); first++)
        {
            for (var last = first; last < Math.Min(lines.Count, first + 8); last++)
            {
                var all = text.Text[lines[first].Start..lines[last].End];
                if (all.Contains('。', StringComparison.Ordinal) || all.Length > 2000)
                    break;
                if (first == from && last == first && last + 1 < lines.Count && all.Length <= 24 && Bodies.IsEveryone(all)
                    && IsAddressee(text, new(lines[first].Start, lines[last].End)))
                    return ([new(lines[first].Start, lines[last].End)], last + 1);
                // 各区自然资源局； where it names everybody of a kind, and nothing else stands in its line.
                if (!all.EndsWith(':') && !(last == first && all.EndsWith(';') && Bodies.IsEveryone(all[..^1])))
                    continue;
                var phrases = Phrases(text, lines[first].Start, lines[last].End - 1);
                if (phrases.Count > 0)
                    return (phrases, last + 1);
            }
        }
        return ([], from);
    }

    /// <summary>Split at commas and slashes outside brackets; 、 joins what belongs together.</summary>
    private static List<AddresseePhrase> Phrases(NormalText text, int start, int end)
    {
        if (Prefix().Match(text.Text, start, end - start) is { Success: true } prefix)
            start += prefix.Length;
        var phrases = new List<AddresseePhrase>();
        var depth = 0;
        for (var at = start; at <= end; at++)
        {
            var sign = at < end ? text.Text[at] : ',';
            depth += sign switch { '(' or '《' => 1, ')' or '》' => -1, _ => 0 };
            if (depth > 0 || sign is not (',' or ';' or '/'))
                continue;
            if (at > start)
                phrases.Add(new(start, at));
            start = at + 1;
        }
        // 各分公司,某某电工电气,设计院: where most are plainly bodies, so is a name that ends like none.
        var told = phrases.Count(phrase => IsAddressee(text, phrase));
        return told == phrases.Count
            || told * 3 >= phrases.Count * 2 && told > 1 && phrases.TrueForAll(phrase => !NoAddressee().IsMatch(Wording(text, phrase)))
            ? phrases : [];
    }

    private static bool IsAddressee(NormalText text, AddresseePhrase phrase) =>
        Wording(text, phrase) is var wording && Bodies.IsAddressee(wording) && !NoAddressee().IsMatch(wording);

    private static string Wording(NormalText text, AddresseePhrase phrase) =>
        text.Text[phrase.Start..phrase.End].Replace("\n", "", StringComparison.Ordinal);

    /// <summary>A number of its own line above the body, or beside the own title (as in an attachment's name), outside 《》 and （）.</summary>
    private static DocumentNumber? Own(
        NormalText text, IReadOnlyList<Line> lines, IReadOnlyList<DocumentNumber> numbers, Title? title, int body)
    {
        var bodyStart = body < lines.Count ? lines[body].Start : text.Length;
        return numbers.FirstOrDefault(one => one.Start < bodyStart && !Within(title, one) && !Enclosed(text, one) && !Cites(text, one))
            ?? numbers.FirstOrDefault(number => title is not null && Beside(text, number, title));
    }

    private static bool Within(Title? title, DocumentNumber number) =>
        title is not null && number.Start > title.Start && number.End < title.End;

    private static bool Enclosed(NormalText text, DocumentNumber number) =>
        number.End < text.Length && text.Text[number.End] is ')' or ']'
        && number.Start > 1 && text.Text[number.Start - 1] is '(' or '[' && text.Text[number.Start - 2] != '\n';

    private static bool Cites(NormalText text, DocumentNumber number) =>
        number.Start > 0 && text.Text[number.Start - 1] is '据' or '照' or '实' or '行' or '发' or '《';

    private static bool Beside(NormalText text, DocumentNumber number, Title title)
    {
        var after = text.Text.AsSpan(number.End, Math.Min(60 + title.Wording.Length, text.Length - number.End));
        var about = title.Wording.IndexOf("关于", StringComparison.Ordinal);
        var wording = Plain(text.Text[title.Start..title.End]);
        return after.Length > 1 && after[0] is '-' or '_' or '《' or ':' or '关'
            && Plain(after.ToString()).TrimStart('-', '_', '《', ':').StartsWith(wording[Math.Max(about, 0)..], StringComparison.Ordinal);
    }

    private static string Plain(string text) => text.Replace("\n", "", StringComparison.Ordinal);

    [GeneratedRegex($"^(?:(?:{Words.Urgencies})|(?:主送(?:机关|单位)?|致|发往):)", Words.Options)] private static partial Regex Prefix();

    [GeneratedRegex("""
        如下|通知|现将|为了?贯彻|关于|联系|时间|地点|附件|电话|组长|成员(?!单位)  # 现将有关事项通知如下
        |^(?:第|一、|请)|要求|安排                                               # 一、工作步骤
        """, Words.Options)]
    private static partial Regex NoAddressee();

    /// <summary>What a page prints between title and text: 浏览量：405, 2025-03-10 文字：, 发布日期：2025-03-10 来源： 点击：.</summary>
    [GeneratedRegex(@"^(?![^\n]*[各请])[^。;]{0,80}?(?:浏览|点击|阅读|访问|来源|作者|编辑|发布|文字|字号|字体|供稿|责编)[^:。;]{0,4}[:\[][^。;]{0,60}$", Words.Options)]
    private static partial Regex OfPage();

    [GeneratedRegex(Words.Urgencies, Words.Options)] private static partial Regex Urgent();
    [GeneratedRegex(@"^[\[(]?(?:密级:?)?(?<level>内部)(?:$|[\])★☆]|资料|文件|材料|刊物)", Words.Options)] private static partial Regex InHouse();
    // On a line of its own, perhaps with a copy's number, a period and the urgency; or in brackets behind the title.
    [GeneratedRegex($$"""
        ^(?:(?:No\.?|份号:?)?\d{1,10})?(?:{{Words.Urgencies}})?
         (?:密级:)?(?<level>绝密|机密|秘密|内部(?=资料|文件|★|$))(?:资料|文件)?(?:★(?<period>[^★\n]{1,8}?))?(?:{{Words.Urgencies}})?$  # 000001机密★1年特急
        |\((?<level>绝密|机密|秘密)(?:★(?<period>[^)\n]{1,8}))?\)$                                                             # …的通知（秘密★5年）
        """, Words.Options | RegexOptions.Multiline)]
    private static partial Regex Secret();
}
