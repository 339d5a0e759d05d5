using System.Text.RegularExpressions;
using NoticeIssuance.Understanding;

namespace NoticeIssuance.Notices;

/// <summary>
/// What a notice that changes an earlier one by its own words (将…由A延长至B) would amend of it, as far as that is certain. An officer looks
/// at it, and amends. Pure.
/// </summary>
/// <param name="Notice">The notice that is changed; in force, of the same unit.</param>
/// <param name="Reason">To be given with the amendment: which notice says so.</param>
/// <param name="Change">What is placed, in the order of the requirements.</param>
/// <param name="Unplaced">What is said besides: an officer finds out what it means.</param>
/// <param name="Supersedes">Whether it says that the other notice ends.</param>
internal sealed partial record AmendmentProposal(AmendedOne Notice, string Reason, IReadOnlyList<ProposedChange> Change,
    IReadOnlyList<SaidChange> Unplaced, bool Supersedes)
{
    private const int LongestName = 400;
    private const string Written = "一二三四五六七八九十";

    /// <summary>Whether nothing of it is left to do.</summary>
    internal bool IsEmpty => Change is [] && Unplaced is [] && !Supersedes;

    /// <param name="changed">The earlier notice, as it stands.</param>
    /// <param name="by">The notice that changes it.</param>
    /// <param name="said">What that says of the earlier one, in its order.</param>
    /// <param name="calendars">In force.</param>
    /// <param name="now">Business time.</param>
    public static AmendmentProposal Of(NoticeFile changed, NoticeFile by, IReadOnlyList<Amendment> said, IWorkingCalendars calendars,
        DateTimeOffset now)
    {
        var requirements = changed.Requirements();
        var (found, unplaced) = (new Dictionary<int, ProposedChange>(), new List<SaidChange>());
        foreach (var one in said.Where(one => one.To is not null && !IsDone(one)))
        {
            if (Place(one) is { } change)
                found[change.Number] = change;
            else
                unplaced.Add(SaidChange.Of(one));
        }
        return new(new(changed.Id, changed.Dossier!.Content.Title, changed.Dossier.Content.DocumentNumber), ReasonOf(by),
            [.. found.Values.OrderBy(change => change.Number)], unplaced, said.Any(one => one.To is null));

        // The one requirement, of the article where one is named, that has the words until now once; nothing where that is not plain.
        ProposedChange? Place(Amendment one)
        {
            if (one.From is not { Length: > 0 } from)
                return null;
            var (words, isTime) = (Wording(from), Time().IsMatch(Plain(from)) || Time().IsMatch(Plain(one.To!)));
            if (isTime && !Day().IsMatch(Plain(one.To!)))
                return null;
            return requirements.Where(it => (one.Article is null || LabelIs(it.Read.Label, one.Article))
                && words.Count(it.Read.Text) == 1 && (!isTime || Core(it.Read.Deadline?.Words) == Core(from))).ToList() is [var only]
                ? Change(only, one, words, isTime) : null;
        }

        // A day follows the words only where they gave the day in force, and name one day and no time of it.
        ProposedChange? Change(ConfirmedRequirement it, Amendment one, Regex words, bool isTime)
        {
            var before = found.GetValueOrDefault(it.Number);
            var text = words.Replace(before?.Text ?? it.Read.Text, one.To!.Replace("$", "$$", StringComparison.Ordinal), count: 1);
            if (text.Length > AmendmentSheet.LongestText || words.Count(before?.Text ?? it.Read.Text) != 1)
                return null;
            if (!isTime)
                return new(it.Number, it.Read.Text, text, Shown(it.DueAt), before?.DueAt, one.Span);
            return it is { Disposition: Disposition.Dated, Read.Deadline: { } read } && it.DueAt == read.DueAt?.ToUniversalTime()
                && Read(text) is { DueAt: { } due, Alternatives: [], Anchor: null, Counted: null } deadline
                && Core(deadline.Words) == Core(one.To) && due > now && due == OfficialTime.EndOf(OfficialTime.DayOf(due))
                ? new(it.Number, it.Read.Text, text, Shown(it.DueAt), Shown(due), one.Span) : null;
        }

        bool IsDone(Amendment one) => changed.Facts.Amendments.Any(it => it.Reason == ReasonOf(by))
            && requirements.Any(it => it.Read.Text.Contains(one.To!, StringComparison.Ordinal)
                && (one.From is null || Wording(one.From).Count(it.Read.Text) == 0));

        Deadline? Read(string text) => ((Reading.Understood)NoticeReader.Read(text, html: false, now, calendars, new(null, null,
            by.IssuedOn() ?? OfficialTime.DayOf(now), [], [new GivenRequirement(text)], ""))).Content.Requirements[0].Deadline;
    }

    private static string ReasonOf(NoticeFile by)
    {
        var (title, number) = (by.Dossier!.Content.Title, by.Dossier.Content.DocumentNumber);
        var named = string.IsNullOrEmpty(title) ? number ?? "另一份通知" : $"《{title}》{(number is null ? "" : $"（{number}）")}";
        return $"按{(named.Length > LongestName ? named[..LongestName] : named)}变更";
    }

    private static DateTimeOffset? Shown(DateTimeOffset? due) => due is { } instant ? DueTime.Shown(instant) : null;

    /// <summary>The time itself, of words that make it a limit: 4月底 of 于4月底前.</summary>
    private static string? Core(string? words) => words is null ? null : Binding().Replace(Plain(words), "");

    /// <summary>第三条 is what 三、, （三） or 3. stands before.</summary>
    private static bool LabelIs(string? label, string article) =>
        label is not null && Number(label) is { } number && number == Number(article);

    private static int? Number(string numeral) => Numeral().Matches(Plain(numeral)) is [var only] ? Numerals.Read(only.Value) : null;

    /// <summary>The words however they are spaced and their digits written; not as a part of a longer number.</summary>
    private static Regex Wording(string words) => new(Inside(words[0], "(?<![*])") + string.Join(@"\s*", words
        .Where(c => !char.IsWhiteSpace(c)).Select(c => Folding.Fold(c) is >= '0' and <= '9' and var digit
            ? $"[{digit}{(char)(digit - '0' + '０')}]" : Regex.Escape($"{c}")))
        + Inside(words[^1], "(?![*])"), RegexOptions.CultureInvariant);

    private static string Inside(char end, string around) => char.IsAsciiDigit(Folding.Fold(end))
        ? around.Replace("*", "0-9０-９", StringComparison.Ordinal)
        : Written.Contains(end) ? around.Replace("*", Written, StringComparison.Ordinal) : "";

    private static string Plain(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)).Select(Folding.Fold));

    [GeneratedRegex($"[0-9]+|[{Written}]+", RegexOptions.CultureInvariant)]
    private static partial Regex Numeral();

    [GeneratedRegex("[0-9一二三四五六七八九十](?:年|月|日|号|天|周|时|点|[:：]|个?工作日|个月)|旬", RegexOptions.CultureInvariant)]
    private static partial Regex Time();

    // One day or the end of a month, and no more: what else says when is left to the officer.
    [GeneratedRegex("^(?:[0-9]{4}年)?(?:[0-9]{1,2}月[0-9]{1,2}[日号]|[0-9]{1,2}月(?:底|末)|年(?:底|末))(?:之?前|以前)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Day();

    [GeneratedRegex("^(?:于|在|请于|须于|务必在|截至|截止到?)|(?:之?前|以前|之?内|止)(?:完成)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Binding();
}

/// <summary>The notice that is changed.</summary>
internal sealed record AmendedOne(Guid Id, string? Title, string? DocumentNumber);

/// <summary>A requirement that becomes another, as an amendment takes it.</summary>
/// <param name="Before">Its wording until now.</param>
/// <param name="Text">Its whole wording from then on.</param>
/// <param name="DueBefore">Until now, with the offset of the notice's zone; absent where it has no day.</param>
/// <param name="DueAt">From then on; absent where it stays.</param>
/// <param name="Span">Of the sentence that says so, in the notice that changes it.</param>
internal sealed record ProposedChange(int Number, string Before, string Text, DateTimeOffset? DueBefore, DateTimeOffset? DueAt,
    TextSpan Span);

/// <summary>What is said of an earlier notice.</summary>
/// <param name="Article">Which article or item, where it is said.</param>
/// <param name="From">The limit or wording until now, where it is said.</param>
/// <param name="To">From then on; absent: it is taken back.</param>
internal sealed record SaidChange(string? DocumentNumber, string? Title, string? Article, string? From, string? To, TextSpan Span)
{
    public static SaidChange Of(Amendment said) => new(said.DocumentNumber, said.Title, said.Article, said.From, said.To, said.Span);
}
