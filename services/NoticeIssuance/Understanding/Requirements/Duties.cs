using static NoticeIssuance.Understanding.DutyWords;

namespace NoticeIssuance.Understanding;

/// <summary>What a requirement's words say about it: kind, to whom it is reported, figures, evidence, checklist, who takes part.</summary>
internal static class Duties
{
    /// <summary>Every kind there is; <c>other</c> last.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Kind().GetGroupNames().Where(name => name != "0"), "other"];

    /// <summary>The kind whose words come first.</summary>
    public static string KindOf(string quote, string all) => First(quote) ?? First(all) ?? "other";

    public static string? ReportTo(string text)
    {
        var match = To().Match(text);
        return match.Success ? match.Groups["to"].Value : null;
    }

    public static bool IsReport(string sentence) => Reports().IsMatch(sentence);

    public static bool GoesOn(string sentence) => Ongoing().IsMatch(sentence);

    public static IReadOnlyList<string> Figures(string text) => Asks().IsMatch(text) ? Distinct(Figure(), text) : [];

    public static IReadOnlyList<string> Evidence(string text) => Distinct(Handed(), text, "what");

    /// <summary>一问…六问…: the questions, in order; null unless there are at least two.</summary>
    public static IReadOnlyList<string>? Checklist(string text)
    {
        if (!text.Contains('问', StringComparison.Ordinal))
            return null;
        var questions = Question().Matches(text).Select(match => match.Groups["what"].Value.TrimEnd(';', '。', ',')).ToList();
        return questions.Count >= 2 ? questions : null;
    }

    /// <summary>Who leads and who joins: 会同A、B, 由A牵头, （A牵头，B、C配合）, （A、B负责）.</summary>
    public static (string? Lead, IReadOnlyList<string> Joint) Parties(string text)
    {
        if (text.Contains('(', StringComparison.Ordinal) && Shared().Match(text) is { Success: true } tail)
        {
            var names = Names(tail.Groups["who"].Value);
            List<string> joint = [.. names.Skip(1), .. Names(tail.Groups["with"].Value)];
            return (names.FirstOrDefault(), joint);
        }
        var lead = text.Contains("牵头", StringComparison.Ordinal) ? Leads().Match(text) : Match.Empty;
        return (lead.Success ? lead.Groups["who"].Value : null, Helpers(text));
    }

    private static List<string> Helpers(string text)
    {
        if ((text.Contains("配合", StringComparison.Ordinal) || text.Contains("协助", StringComparison.Ordinal))
            && Assisting().Match(text) is { Success: true } assisting
            && Names(assisting.Groups["who"].Value) is { Count: > 0 } names && names.TrueForAll(Bodies.IsName))
            return names;
        return Together().Match(text) is { Success: true } together ? Names(together.Groups["who"].Value) : [];
    }

    /// <summary>Whether a bracket behind a sentence says who is to do it or by when, and so belongs to it.</summary>
    public static bool SharesOut(ReadOnlySpan<char> bracket) => SharedOut().IsMatch(bracket);

    public static bool BuildsOn(string text) => text.Contains('在', StringComparison.Ordinal) && Basis().IsMatch(text);

    private static string? First(string text)
    {
        var match = Kind().Match(text);
        return match.Success ? match.Groups.Cast<Group>().First(group => group.Success && group.Name != "0").Name : null;
    }

    private static List<string> Names(string list) =>
        [.. Between().Split(Others().Replace(list, "")).Where(name => name.Length > 1 && !Anybody().IsMatch(name))];

    private static List<string> Distinct(Regex words, string text, string? group = null) =>
        [.. words.Matches(text).Select(match => group is null ? match.Value : match.Groups[group].Value).Distinct(StringComparer.Ordinal)];
}
