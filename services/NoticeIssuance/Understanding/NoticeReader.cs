namespace NoticeIssuance.Understanding;

/// <summary>Reads a notice. Pure: the same arguments give the same reading; no clock, no network; in time linear in the length.</summary>
internal static partial class NoticeReader
{
    /// <summary>Raised with every change that can make a text read differently.</summary>
    public const int GrammarVersion = 9;

    private const int LongestClause = 60;

    /// <param name="text">The received text as decoded; spans point into it.</param>
    /// <param name="html">The sender calls it HTML; plain text that is HTML is recognised anyway.</param>
    /// <param name="receivedAt">Business instant of receipt; proposed where the notice has no date of its own.</param>
    /// <param name="given">What came with the text as fields; wins over what is read.</param>
    public static Reading Read(string text, bool html, DateTimeOffset receivedAt, IWorkingCalendars calendars, GivenFields? given = null)
    {
        var normal = Lines.Unwrap(Normaliser.Normalise(text, html));
        var lines = Lines.Lay(normal);
        var elements = ElementReader.Read(normal, lines);
        var issuedOn = given?.IssuedOn ?? elements.IssuedOn;
        var numberYear = given?.DocumentNumber is null ? elements.NumberYear : YearOf(given.DocumentNumber);
        var points = TimePoints.In(normal.Text);
        var context = new TimeContext(Trusted(issuedOn, numberYear), numberYear, calendars, YearIn(normal, elements, points))
        {
            Gathers = Meetings.AreCalledIn(normal.Text),
            TitleYear = elements.Heading.Title is { } titled
                && Years(Year().Matches(normal.Text[titled.Start..titled.End])) is [_, ..] years ? years.Max() : null,
            Named = DaysNamed(normal.Text, points),
        };
        context = context with { TermBegins = SchoolTerm.Begins(normal.Text, points, context) };
        var around = Surroundings.Of(normal, elements);
        var annexes = Annex.All(normal, elements, around.Below.Count);
        // A draft sent for opinions or countersigning orders nobody yet.
        var draft = elements.Heading.Title is { } asks && Asks().IsMatch(asks.Wording);
        var issuer = given?.Issuer ?? elements.Issuer;
        var addressed = elements.Heading.Addressees
            .SelectMany(phrase => UnitNaming.Parts(normal.Text[phrase.Start..phrase.End])).ToList();
        IReadOnlyList<(Draft Draft, TimeContext Context)> drafts = given?.Requirements is null
            ? [.. Limited(around.Above), .. Drafted(elements.Body, context), .. Limited(around.Below), .. Annexed()] : [];
        var read = given?.Requirements is { } stated
            ? GivenRequirements.Read(stated, text, context)
            : new RequirementReader(normal, issuer, elements.Cited).Read(drafts);
        if (given is null or { Title: null, DocumentNumber: null, Addressees: null, Requirements: null }
            && NoNotice(normal, elements, read.Count) is { } why)
            return new Reading.NotANotice(why);

        var times = given?.Requirements is null ? Accounted() : null;
        var content = Content();
        var citedYear = elements.Cited.Max(number => number.Year);
        List<OpenQuestion> questions = [.. Questions.About(content, read, context, OfficialTime.DayOf(receivedAt), citedYear)];
        questions.AddRange(Questions.Unread(times ?? [], content.Requirements));
        if (given?.Requirements is null)
            questions.InsertRange(0, annexes.Where(annex => annex.Embedded && !draft).Select(annex =>
                Questions.Embedded(normal.Span(annex.Lines[0].Start, annex.Lines[^1].End), annex.Title ?? "")));
        if (around.PassedOn && elements.Body.Count > 0 && given?.Requirements is null)
            questions.Insert(0, Questions.Embedded(normal.Span(elements.Body[0].Start, elements.Body[^1].End), content.Title ?? ""));
        return new Reading.Understood(content, questions);

        IEnumerable<(Draft, TimeContext)> Drafted(IReadOnlyList<Line> part, TimeContext dating)
        {
            var sentences = new Sentences(normal, points, dating);
            var (paragraphs, rows) = TaskTable.Take(normal, sentences, part);
            return new Drafts(normal, sentences, elements.Cited, addressed).From(Items.Of(normal, paragraphs)).Concat(rows)
                .OrderBy(draft => draft.Start).Select(draft => (draft, dating));
        }

        IEnumerable<(Draft, TimeContext)> Limited(IReadOnlyList<Line> part) =>
            Drafted(part, context).Where(drafted => drafted.Item1.Limit is not null);

        IEnumerable<(Draft, TimeContext)> Annexed() => draft ? [] : annexes.SelectMany(annex =>
            Drafted(annex.Lines, context with { IssuedOn = annex.IssuedOn ?? context.IssuedOn })
                .Where(drafted => annex.Sure || drafted.Item1.Limit is not null));

        IReadOnlyList<TimeRun> Accounted() => new TimeRuns(normal, elements, context).Of(
            points,
            [.. read.Select(one => one.Limit).OfType<Limit>().SelectMany(limit => limit.Term is { } term
                ? [(limit.Start, limit.End), term] : new[] { (limit.Start, limit.End) })],
            [.. drafts.SelectMany(one => one.Draft.Sentences).SelectMany(sentence => sentence.Limits)
                .Select(limit => (limit.Start, limit.End))],
            draft && annexes is [var sent, ..] ? sent.Lines[0].Start : annexes is [.., { Sure: false } last] ? last.Lines[0].Start : null);

        NoticeContent Content() => new(
            GrammarVersion,
            given?.Title ?? elements.Heading.Title?.Wording,
            given?.DocumentNumber ?? elements.Heading.Number?.Written,
            issuer,
            issuedOn,
            [.. given?.Addressees is { } phrases ? phrases.Select(Given) : elements.Heading.Addressees.Select(Addressee)],
            [.. elements.Copies.Select(copy => copy.Wording)],
            elements.Heading.Urgency,
            elements.Heading.Classification,
            [.. elements.Cited.Select(Reference)],
            [.. elements.Attachments.Select(attachment => attachment.Name)],
            elements.Signature,
            [.. read.Select(one => one.Requirement)],
            Marks.Of(normal, elements),
            times,
            new(elements.Heading.SecrecyPeriod, DocumentParts.Of(normal, elements, around, annexes),
                [.. elements.Contacts.Select(line => Contact.Of(normal, line))],
                Materials.In(normal), Amendments.In(normal, points, elements)));

        Reference Reference(DocumentNumber number) =>
            new(number.Written, TitleBefore(normal, number), normal.Span(number.Start, number.End));

        Addressee Addressee(AddresseePhrase phrase)
        {
            var wording = normal.Original(phrase.Start, phrase.End);
            return new(wording, normal.Span(phrase.Start, phrase.End), AddresseePhrases.IsPartial(wording));
        }

        Addressee Given(string phrase)
        {
            var at = text.IndexOf(phrase, StringComparison.Ordinal);
            return new(phrase, at < 0 ? null : new(at, phrase.Length), AddresseePhrases.IsPartial(phrase));
        }
    }

    /// <summary>A date line whose year the number contradicts does not decide other years.</summary>
    private static DateOnly? Trusted(DateOnly? issuedOn, int? numberYear) =>
        issuedOn is { } day && numberYear is { } year && day.Year != year && !(day.Year == year + 1 && day.Month <= 2)
            ? WrittenDate.Valid(year, day.Month, day.Day) ?? new DateOnly(year, day.Month, 28)
            : issuedOn;

    /// <summary>
    /// The year the title names; else the one year the whole text names. Where it names several, none of them decides. 2022年度检查 looks
    /// back, and a day by which somebody was admitted (2022年12月31日前登记的) is past: nothing is done in such a year because of it.
    /// </summary>
    private static int? YearIn(NormalText text, Elements elements, IReadOnlyList<TimePoint> points)
    {
        if (elements.Heading.Title is { } title && OfDoing(text.Text[title.Start..title.End]) is [_, ..] titled)
            // 2020年统计 that rests on a number of 2021 was not written in 2020.
            return elements.Cited.Max(number => number.Year) > titled.Max() ? null : titled.Max();
        var admitted = points.Where(point => UnboundWords.Admitted()
            .IsMatch(text.Text.AsSpan(point.End..Math.Min(text.Text.Length, point.End + LongestClause)))).Select(point => point.Start);
        return OfDoing(text.Text, [.. admitted]) is [var only] ? only : null;
    }

    private static List<int> Years(IEnumerable<Match> named) =>
        [.. named.Select(year => int.Parse(year.ValueSpan, CultureInfo.InvariantCulture)).Distinct()];

    /// <summary>The years that a text names, but for those that are looked back at.</summary>
    private static List<int> OfDoing(string words, HashSet<int>? admitted = null) => Years(Year().Matches(words)
        .Where(year => admitted?.Contains(year.Index) != true && !LookedAt().IsMatch(words.AsSpan(year.Index + year.Length))));

    /// <summary>2012年1月15日至1月20日: the years of days, where the text has them once.</summary>
    private static Dictionary<(int Month, int Day), int> DaysNamed(string text, IReadOnlyList<TimePoint> points)
    {
        var named = new Dictionary<(int Month, int Day), HashSet<int>>();
        for (var at = 0; at < points.Count; at++)
        {
            if (points[at].When is not When.OnDay { Month: { } month, Day: > 0 and var day } on)
                continue;
            var year = on.Year ?? (at > 0 && points[at - 1].When is When.OnDay { Year: { } first, Month: { } before }
                && Limits.IsRange(text, points[at - 1], points[at]) ? first + (month < before ? 1 : 0) : null);
            if (year is { } said)
                (named.TryGetValue((month, day), out var years) ? years : named[(month, day)] = []).Add(said);
        }
        return named.Where(entry => entry.Value.Count == 1).ToDictionary(entry => entry.Key, entry => entry.Value.Single());
    }

    private static int? YearOf(string number) => DocumentNumbers.In(Normaliser.Normalise(number, html: false)).FirstOrDefault()?.Year;

    private static string? TitleBefore(NormalText text, DocumentNumber number)
    {
        var from = Math.Max(0, number.Start - 120);
        return Titled().Match(text.Text[from..number.Start]) is { Success: true } match && match.Groups["title"] is var title
            ? text.Original(from + title.Index, from + title.Index + title.Length)
            : null;
    }

    /// <summary>Why this is no notice; null when it is one.</summary>
    private static string? NoNotice(NormalText text, Elements elements, int requirements)
    {
        var (heading, closing) = (elements.Heading, elements.Closing);
        if (heading.Addressees.Count <= 1 && Upward().IsMatch(text.Text[..Math.Min(text.Length, 200)]))
            return "The text is a report or a request to a superior: it orders nobody to do anything.";
        var official = heading.Number is not null || heading.Addressees.Count > 0 || closing.Signature.Count > 0;
        if (Press().Count(text.Text) >= 2 && heading.Number is null && heading.Addressees.Count == 0)
            return "The text reads as a newspaper or news page: it has neither a document number nor addressees.";
        if (heading.Title is not null && (official || requirements > 0) || official && requirements > 0)
            return null;
        // Untitled, and only to make something known: it says to whom, and who or that it does.
        if (heading.Addressees.Count > 0 && (closing.Signature.Count > 0 || Speaks().IsMatch(text.Text)))
            return null;
        return requirements > 0 && Speaks().IsMatch(text.Text)
            ? null
            : "The text has no title, number, addressees or signature of a notice, or orders nobody to do anything.";
    }

    [GeneratedRegex(@"《(?<title>[^《》]{2,100})》\($", Words.Options)] private static partial Regex Titled();

    [GeneratedRegex(@"(?<!\d)20\d\d(?=年|\.\d{1,2}\.\d)", Words.Options)] private static partial Regex Year();

    /// <summary>A year that has passed when it is looked at: 2022年度检查, 2014年度内部资料核验.</summary>
    [GeneratedRegex("^年度[^,。;:\\n]{0,24}?(?:检查|考核|年检|年报|年审|核验|核查|决算|审计|总结|汇算|清缴|绩效|述职)", Words.Options)]
    private static partial Regex LookedAt();

    /// <summary>关于征求…意见的函, 关于商请会签….</summary>
    [GeneratedRegex("征求[^。]{0,120}意见(?:建议)?的(?:函|通知|公告)|会签", Words.Options)] private static partial Regex Asks();

    /// <summary>关于…情况的报告, 关于…的请示.</summary>
    [GeneratedRegex("""
        ^[^。;:]{0,80}?关于(?:《[^》]{1,60}》|[^。;:《》]){2,80}?的(?:报告|请示|汇报)(?!的|》|制度|会|工作|单|书|表|和|及|、|要求|期|时|给|报|送|,|材|内)
        |^[^。;:]{0,40}(?:请示报告单|签报)
        """, Words.Options)]
    private static partial Regex Upward();

    [GeneratedRegex(Words.Press, Words.Options)] private static partial Regex Press();

    [GeneratedRegex("特此通[知告报]|(?:通知|要求|安排)如下|请各|望各|请[^,。;]{2,20}于[^,。;]{2,20}前", Words.Options)]
    private static partial Regex Speaks();
}
