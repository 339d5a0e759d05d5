namespace NoticeIssuance.Understanding;

/// <summary>A requirement together with what its limit came to, for the questions it raises.</summary>
internal sealed record ReadRequirement(Requirement Requirement, Dated? Dated, Limit? Limit);

/// <summary>Fourth and fifth stage: drafts become requirements, limits become deadlines.</summary>
internal sealed class RequirementReader(NormalText text, string? issuer, IReadOnlyList<DocumentNumber> cited)
{
    private const int LongestQuote = 200;

    // 2020年起 stands near the front of its sentence.
    private const int Opening = 200;

    /// <summary>Numbers run through; an annex with a date of its own brings its own context.</summary>
    public IReadOnlyList<ReadRequirement> Read(IEnumerable<(Draft Draft, TimeContext Context)> drafts)
    {
        var read = new List<ReadRequirement>();
        (int Whole, DateOnly Day)? earlier = null;
        (int Whole, DateOnly Day)? last = null;
        foreach (var (draft, context) in drafts)
        {
            var before = draft.Limit is { Rule: "day" } ? last : earlier;
            var carried = before is { } of && of.Whole == draft.Core.Whole ? of.Day : (DateOnly?)null;
            var dated = draft.Limit is { } limit ? Dating.Date(limit, context, carried, Dating.Since(Around(draft.Core), context)) : null;
            if (dated is { Day: { } day, Inferred: null or { From: "text" } } && draft.Limit!.When is When.OnDay)
                earlier = (draft.Core.Whole, day);
            if (dated is { Day: { } any } && draft.Limit!.When is When.OnDay)
                last = (draft.Core.Whole, any);
            read.Add(new(Of(draft, dated, read), dated, draft.Limit));
            // Each day of 每月10日、25日, and of 8月20日、10月20日、12月10日前，分三次, is owed and reminded of on its own.
            foreach (var also in AlsoDue(draft.Limit))
            {
                var other = draft.Limit! with { When = also, Also = [] };
                var due = Dating.Date(other, context, carried, Dating.Since(Around(draft.Core), context));
                read.Add(new(Of(draft, due, read), due, other));
            }
        }
        return Contradictions.Marked(read);
    }

    private static IEnumerable<When> AlsoDue(Limit? limit) => limit?.When is When.Every every
        ? every.Also.Select(also => every with { Recurrence = also, Bare = false, Also = [] }) : limit?.Also ?? [];

    private string Around(Sentence core) => text.Text[Math.Max(core.Whole, core.Start - Opening)..Math.Min(core.End, core.Start + Opening)];

    private Requirement Of(Draft draft, Dated? dated, List<ReadRequirement> before)
    {
        var wording = text.Text[draft.Start..Math.Min(draft.End, draft.Start + Sentence.Readable)];
        var core = draft.Core.Of(text);
        var quote = Quote(draft);
        var (lead, joint) = Duties.Parties(wording);
        return new(
            Number: before.Count + 1,
            Label: draft.Label?.Printed,
            Text: text.Original(draft.Start, draft.End),
            Span: text.Span(draft.Start, draft.End),
            Quote: quote,
            Kind: Duties.KindOf(draft.Heading is { } heading ? heading.Of(text) : core, core),
            Disposition: DispositionOf(draft, dated, wording),
            Owes: Owing.Of(draft.Actor, wording),
            Actor: draft.Actor?.Wording,
            Lead: lead ?? (joint.Count > 0 ? draft.Actor?.Wording : null),
            Joint: joint,
            ReportTo: ReportTo(BehindLimit(draft)) ?? ReportTo(core) ?? ReportTo(wording),
            Figures: Duties.Figures(wording),
            Evidence: Duties.Evidence(wording),
            Checklist: Duties.Checklist(wording),
            After: Duties.BuildsOn(wording) ? Predecessor(wording, before) : null,
            Cites: DocumentNumbers.Within(cited, draft.Start, draft.End)?.Written,
            Deadline: draft.Limit is { } limit && dated is not null ? DeadlineOf(limit, dated) : null,
            Recurrence: dated?.Recurrence);
    }

    /// <summary>What stands behind the limit in its sentence: whom that names comes before whom the rest names.</summary>
    private string BehindLimit(Draft draft) => draft.Limit is { } limit && limit.Start >= draft.Core.Start && limit.End <= draft.Core.End
        ? text.Text[limit.End..Math.Min(draft.Core.End, limit.End + Sentence.Readable)] : "";

    private Deadline DeadlineOf(Limit limit, Dated dated) => new(
        DueAt: dated.Day is { } day ? Instant(day, dated.Time) : null,
        Words: text.Original(limit.Start, limit.End),
        Span: text.Span(limit.Start, limit.End),
        Rule: limit.Rule,
        InferredYear: dated.Inferred,
        Calendar: dated.Calendar,
        Alternatives: dated.Alternative is { } other ? [new(Instant(other.Day, dated.Time), other.Why)] : [],
        Anchor: dated.Anchor,
        Counted: dated.Counted);

    public static DateTimeOffset Instant(DateOnly day, TimeOnly? time) => OfficialTime.At(day, time ?? OfficialTime.DayEnds);

    private Disposition DispositionOf(Draft draft, Dated? dated, string wording)
    {
        if (dated is not null)
            return dated.Recurrence is null ? Disposition.Dated : Disposition.Recurring;
        var heading = draft.Heading?.Of(text) ?? draft.Core.Of(text);
        if (Orders.IsExhortation(heading, wording))
            return Disposition.Principle;
        return Duties.GoesOn(draft.Core.Of(text)) || Duties.GoesOn(heading) ? Disposition.Standing : Disposition.Once;
    }

    private string Quote(Draft draft)
    {
        var core = text.Original(draft.Core.Start, Math.Min(draft.Core.End, draft.Core.Start + LongestQuote));
        var heading = draft.Heading is { } headed && headed != draft.Core ? text.Original(headed.Start, headed.End) : "";
        var quote = heading.Length == 0 || heading[^1] is '。' or '：' or '；' ? heading + core : $"{heading}：{core}";
        // Behind 一是 the numeral is the label, and 是 no part of what is ordered.
        if (draft.Label is { Rank: 4 } && quote[0] == '是')
            quote = quote[1..];
        return quote.Length <= LongestQuote ? quote : string.Concat(quote.AsSpan(0, LongestQuote - 1), "…");
    }

    // 报我局: the one who writes.
    private string? ReportTo(string wording) =>
        Duties.ReportTo(wording) is not { } to ? null : to[0] is '我' or '本' && issuer is not null ? issuer : to;

    /// <summary>在集中学习的基础上 builds on the nearest earlier requirement that speaks of it, else on the one before.</summary>
    private static int? Predecessor(string wording, List<ReadRequirement> before)
    {
        var start = wording.IndexOf('在', StringComparison.Ordinal) + 1;
        var end = wording.IndexOf("的基础上", start, StringComparison.Ordinal);
        var basis = end > start ? wording[start..end] : "";
        var named = before.FindLast(one => basis.Length > 1 && one.Requirement.Text.Contains(basis, StringComparison.Ordinal));
        return named?.Requirement.Number ?? (before.Count > 0 ? before.Count : null);
    }
}
