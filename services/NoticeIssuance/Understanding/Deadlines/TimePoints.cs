using System.Text.RegularExpressions;

namespace NoticeIssuance.Understanding;

/// <summary>Finds every time expression of the grammar, left to right, without overlaps, in one pass.</summary>
internal static class TimePoints
{
    // An expression starts where a run of numerals starts that a word of time follows, or with one of the other signs that forms start with;
    // elsewhere nothing is tried.
    private const string Begins =
        "(?:(?<![\\d一二两三四五六七八九十])(?=[\\d一二两三四五六七八九十百〇零Oo]{1,7}[年月日号天周个工自星礼小点时:.\\-/季半底至到~前度次期场篇份轮节\"'》假夕建国妇儿青劳放长])" +
        "|(?=[元正本当下次这每今明翌来去上第后年月周星礼前新妇植劳青护儿建抗教国记消宪除春清端中重]|[\"'《][元新三妇植五劳青六儿七建八抗教十国记消宪除春清端中重四护]))";

    // Every quantifier in the forms is bounded, so each place costs a bounded number of steps and the whole is linear.
    private static readonly Regex Forms = new(
        $"{Begins}(?:{string.Join('|', TimeForms.All.Select((form, i) => $"(?<form{i}>{form.Pattern})"))})",
        RegexOptions.Compiled | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);

    public static IReadOnlyList<TimePoint> In(string text)
    {
        var points = new List<TimePoint>();
        for (var match = Forms.Match(text); match.Success; match = match.NextMatch())
        {
            var form = TimeForms.All[FormOf(match)];
            if (form.Read(match) is { } when)
                points.Add(new(form.Name, match.Index, match.Index + match.Length, when));
        }
        return points;
    }

    private static int FormOf(Match match)
    {
        for (var i = 0; ; i++)
            if (match.Groups[$"form{i}"].Success)
                return i;
    }
}
