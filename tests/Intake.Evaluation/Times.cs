using NoticeIssuance.Understanding;

namespace Intake.Evaluation;

/// <summary>What became of every time-like run of a folder's texts: nothing is passed over in silence.</summary>
internal static class Times
{
    private const int Around = 24;

    public static void Print(string folder)
    {
        foreach (var (id, text, run) in Runs(folder).Where(one => one.Run.As == TimeRun.Question))
        {
            var (from, to) = (Math.Max(0, run.Span.Start - Around), Math.Min(text.Length, run.Span.Start + run.Span.Length + Around));
            var end = run.Span.Start + run.Span.Length;
            Console.WriteLine($"{id}: {text[from..run.Span.Start]}【{run.Words}】{text[end..to]}".ReplaceLineEndings("⏎"));
        }
        Totals(folder);
    }

    /// <summary>One line: limits, none by why, questions, and how many notices are asked about.</summary>
    public static void Totals(string folder)
    {
        var runs = Runs(folder).ToList();
        var asked = runs.Where(one => one.Run.As == TimeRun.Question).ToList();
        var none = runs.Where(one => one.Run.As == TimeRun.None).GroupBy(one => one.Run.Kind!).OrderByDescending(kind => kind.Count());
        Console.WriteLine($"time-like runs        {runs.Count}: limit {runs.Count(one => one.Run.As == TimeRun.Limit)}   none "
            + $"{runs.Count(one => one.Run.As == TimeRun.None)} ({string.Join(", ", none.Select(kind => $"{kind.Key} {kind.Count()}"))})   "
            + $"asked {asked.Count} in {asked.Select(one => one.Id).Distinct().Count()} of {Texts(folder).Count()} notices");
    }

    private static IEnumerable<(string Id, string Text, TimeRun Run)> Runs(string folder) =>
        from one in Texts(folder)
        where Reports.ReadAt(one.Text, one.At) is Reading.Understood { Content.Times: not null }
        from run in ((Reading.Understood)Reports.ReadAt(one.Text, one.At)).Content.Times!
        select (one.Id, one.Text, run);

    private static IEnumerable<(string Id, string Text, DateTimeOffset At)> Texts(string folder) =>
    [
        .. Folder.Labelled(folder).Select(one => (one.Label.Id, one.Text, Reports.Received)),
        .. Folder.Headers(folder).Select(header => (header.Id, header.Body, Reports.Received)),
        .. Folder.Cases(folder).Select(one => (one.Id, one.Text, one.ReceivedAt)),
    ];
}
