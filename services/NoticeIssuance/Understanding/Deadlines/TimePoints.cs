using System.Text.RegularExpressions;

namespace NoticeIssuance.Understanding;

/// <summary>Finds every time expression of the grammar, left to right, without overlaps, in one pass.</summary>
internal static class TimePoints
{
    // Every quantifier in the forms is bounded, so each place costs a bounded number of steps and the whole is linear.
    private static readonly Regex Forms = new(
        string.Join('|', TimeForms.All.Select((form, i) => $"(?<form{i}>{form.Pattern})")),
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
