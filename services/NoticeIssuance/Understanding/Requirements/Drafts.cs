namespace NoticeIssuance.Understanding;

/// <summary>
/// Collects requirements from the items of a body. A leaf item is one requirement; within it a sentence stands on its own when it has its
/// own limit, its own actor with something concrete to do, a report to make, a checklist, or takes over what a cited notice demands.
/// Everything else belongs to the requirement before it.
/// </summary>
internal sealed class Drafts(NormalText text, Sentences sentences, IReadOnlyList<DocumentNumber> cited, IReadOnlyList<string> addressed)
{
    /// <summary>Nobody orders more at once; what goes on beyond is not read, and whoever reads the count sees it is too many.</summary>
    public const int Most = 1001;

    private readonly List<Draft> _drafts = [];
    private readonly List<(int Rank, Limit Limit)> _above = [];

    public IReadOnlyList<Draft> From(IReadOnlyList<Item> items)
    {
        var numbered = items.Any(item => item.Rank > 0);
        Draft? formula = null;
        foreach (var item in items.TakeWhile(_ => _drafts.Count < Most))
        {
            _above.RemoveAll(above => above.Rank >= item.Rank);
            if (item.Rank == 0)
                formula = Loose(item, strict: numbered) ?? formula;
            else if (item.Children)
                Introduction(item);
            else
                Leaf(item);
        }
        if (_drafts.Count == 0 && formula is not null)
            _drafts.Add(formula);
        return _drafts;
    }

    private void Leaf(Item item)
    {
        var first = _drafts.Count;
        Draft? current = null;
        foreach (var (start, end) in Paragraphs(item))
            foreach (var sentence in sentences.In(start, end).TakeWhile(_ => _drafts.Count < Most))
                current = Next(item, current, sentence);
        var ordered = _drafts.GetRange(first, _drafts.Count - first).FindAll(IsOrdered);
        _drafts.RemoveRange(first, _drafts.Count - first);
        _drafts.AddRange(ordered);
        if (_above.Count > 0)
            ordered.ForEach(draft => draft.Inherit(_above[^1].Limit));
    }

    private Draft Next(Item item, Draft? current, Sentence sentence)
    {
        var wording = Wording(sentence, item);
        var actor = Actors.In(wording, addressed);
        if (current is null)
        {
            var draft = new Draft(item.Label, item.From);
            _drafts.Add(draft);
            return actor is null && sentence.End - sentence.Start <= 60 && !IsWholeOrder(sentence, wording)
                ? draft.Headed(sentence) : draft.Add(sentence, actor);
        }
        actor ??= current.ActorOf(sentence.Whole);
        if (current.IsHeading && current.Limit is not null && FirstPart(sentence) is { } first)
        {
            current.Add(first, actor, actor is not null || Orders.Commands(wording));
            return Next(item, current, sentence with { Start = first.End });
        }
        if (current.IsHeading && !BothLimited(current, sentence)
            || current.Limit is null && Orders.RefersBack(wording)
            || !StandsAlone(sentence, wording, actor))
            return current.Add(sentence, actor, actor is not null || Orders.Commands(wording));
        var own = new Draft(item.Label, sentence.Start).Add(sentence, actor);
        _drafts.Add(own);
        return own;
    }

    // 材料须于5月1日前报送。 is no heading of what comes behind it.
    private static bool IsWholeOrder(Sentence sentence, string wording) =>
        sentence.Limits.Count > 0 && wording.EndsWith('。') && Orders.Commands(wording);

    /// <summary>
    /// A day within a heading's stage says more than the stage; a recurrence, a day after the stage, and another limit of the very same
    /// sentence are something else.
    /// </summary>
    private static bool BothLimited(Draft current, Sentence sentence) =>
        current.Limit is { } stage && sentence.Limits.Count > 0
        && (sentence.Whole == current.Core.Whole || sentence.Limits.All(limit => limit.When is When.Every
            || stage.When is When.Every || limit.IsAfter(stage)));

    /// <summary>Under a dated heading 各班组完善台账，车间每月点评一次: what comes before the frequency is the heading's.</summary>
    private Sentence? FirstPart(Sentence sentence) =>
        sentence.Limits is [{ When: When.Every { Bare: true } } every]
        && text.Text.LastIndexOf(',', every.Start, every.Start - sentence.Start) is >= 0 and var comma && comma - sentence.Start > 6
            ? new(sentence.Start, comma + 1, [], sentence.Whole)
            : null;

    private bool StandsAlone(Sentence sentence, string wording, ActorPhrase? actor) =>
        sentence.Limits.Count > 0
        || Orders.Commands(wording) && Duties.IsReport(wording)
        || actor is not null && !Orders.IsReportedSpeech(wording) && (actor.Leading || Orders.IsConcrete(wording))
        || Duties.Checklist(wording) is not null
        || TakesOver(sentence, wording);

    private bool TakesOver(Sentence sentence, string wording) =>
        DocumentNumbers.Within(cited, sentence.Start, sentence.End) is not null
        && Orders.Commands(wording) && wording.Contains("落实", StringComparison.Ordinal);

    private void Introduction(Item item)
    {
        var heading = item.HeadEnd - item.Start <= 60;
        List<Sentence> head = heading ? [.. sentences.In(item.Start, item.HeadEnd)] : [];
        // 各单位每月15日前报送情况，主要包括：1.…: what is listed is no order of its own.
        if (head is [.., { Limits.Count: > 0 } listing] && Orders.Lists(listing.Of(text)))
            _drafts.Add(new Draft(item.Label, item.From).Add(listing, Actors.In(Wording(listing, item), addressed)));
        else if (head.SelectMany(sentence => sentence.Limits).FirstOrDefault() is { } limit)
            _above.Add((item.Rank, limit));
        var paragraphs = heading ? item.Below : [new Line(item.Start, item.HeadEnd), .. item.Below];
        foreach (var sentence in paragraphs.SelectMany(line => sentences.In(line.Start, line.End)).TakeWhile(_ => _drafts.Count < Most))
        {
            var wording = sentence.Of(text);
            var actor = Actors.In(wording, addressed);
            if (sentence.Limits.Count > 0
                || Orders.Commands(wording) && !Orders.Introduces(wording)
                && (Duties.IsReport(wording) || actor is not null && Orders.IsConcrete(wording)))
                _drafts.Add(new Draft(item.Label, sentence.Start).Add(sentence, actor));
        }
    }

    /// <summary>A paragraph without a number. Before numbered items only a plain request counts; the rest is the reason why.</summary>
    private Draft? Loose(Item item, bool strict)
    {
        Draft? current = null;
        Draft? formula = null;
        foreach (var sentence in sentences.In(item.Start, item.HeadEnd).TakeWhile(_ => _drafts.Count < Most))
        {
            var wording = sentence.Of(text);
            var actor = Actors.In(wording, addressed) ?? current?.ActorOf(sentence.Whole);
            if (_drafts is [.., { IsBareLimit: true } day] && sentence.Limits.Count == 0 && day.End + 1 == sentence.Start)
                (current = day).Add(sentence, actor);
            else if (Orders.IsFormula(wording) && sentence.Limits.Count == 0)
                formula = new Draft(null, sentence.Start).Add(sentence, actor);
            else if (sentence.Limits.Count > 0 && (actor is not null || !Orders.IsReportedSpeech(wording))
                || Requests(wording, actor, strict) && (current is null || StandsAlone(sentence, wording, actor)))
                _drafts.Add(current = new Draft(null, sentence.Start).Begin(sentence, actor));
            else
                current?.Add(sentence, actor);
        }
        return formula;
    }

    private static bool Requests(string wording, ActorPhrase? actor, bool strict) => !Orders.IsReportedSpeech(wording)
        && (strict && Orders.Requests(wording)
            || !Orders.Introduces(wording) && (Orders.Commands(wording)
                ? !strict || actor is { Everybody: true }
                : !strict && actor is { Everybody: true } && !Orders.IsTold(wording)));

    private bool IsOrdered(Draft draft) =>
        draft.Limit is not null || draft.Actor is not null
        || draft.Sentences.Select(sentence => Wording(sentence, null)).Any(wording => Orders.IsOrder(wording) && !Orders.IsTopic(wording));

    /// <summary>The sentence as one hears it: behind 一要 the 要 stays, behind 一是 the 是 goes.</summary>
    private string Wording(Sentence sentence, Item? item)
    {
        var start = sentence.Start + (sentence.Start == item?.Start && text.Text[sentence.Start] == '是' ? 1 : 0);
        return text.Text[start..Math.Min(sentence.End, start + Sentence.Readable)];
    }

    private static IEnumerable<(int Start, int End)> Paragraphs(Item item) =>
        item.Below.Select(line => (line.Start, line.End)).Prepend((item.Start, item.HeadEnd));
}
