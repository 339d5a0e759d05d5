using NoticeIssuance.Understanding;

namespace Intake.Evaluation;

/// <summary>What the program prints.</summary>
internal static class Reports
{
    public static readonly DateTimeOffset Received = new(2026, 1, 5, 9, 0, 0, TimeSpan.FromHours(8));

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(15);

    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    public static void Figures(string folder)
    {
        var measures = new Measures(Console.Out);
        // What is compiled while running is no part of a notice's time: the runtime compiles what is used much once more.
        var texts = Folder.Labelled(folder).Select(one => one.Text).Concat(Folder.Headers(folder).Select(header => header.Body)).ToList();
        for (var warm = Environment.CpuUsage.TotalTime; texts.Count > 0 && Environment.CpuUsage.TotalTime - warm < WarmUp;)
            texts.ForEach(text => ReadAt(text, Received));
        var (before, read) = (Environment.CpuUsage.TotalTime, 0);
        foreach (var (label, text) in Folder.Labelled(folder))
            measures.Notice(label, text, Content(text, ref read));
        foreach (var header in Folder.Headers(folder))
            measures.Header(header, Content(header.Body, ref read));
        var took = Environment.CpuUsage.TotalTime - before;
        var cases = Judged(Folder.Cases(folder)).ToList();
        Print(folder, measures, cases, (long)(read / Math.Max(0.001, took.TotalSeconds)));
        Console.WriteLine(
            JsonSerializer.Serialize(Result.Of(measures, cases, took.TotalMilliseconds / Math.Max(1, read)), Web));
    }

    public static void Failures(IReadOnlyList<Case> cases, string? kind)
    {
        var wrong = Judged(cases.Where(one => kind is null || one.Kind == kind)).Where(judged => judged.Faults.Count > 0).ToList();
        foreach (var (one, faults) in wrong)
        {
            Console.WriteLine($"{one.Id} {one.Kind}");
            Console.WriteLine($"    {one.Text.Replace("\n", "⏎", StringComparison.Ordinal)}");
            faults.ForEach(fault => Console.WriteLine($"  - {fault}"));
        }
        Console.WriteLine($"{wrong.Count} not wholly right");
    }

    public static void Vary(string folder, int times)
    {
        List<(string Id, string Text, DateTimeOffset At)> texts =
        [
            .. Folder.Labelled(folder).Select(one => (one.Label.Id, one.Text, Received)),
            .. Folder.Cases(folder).Select(one => (one.Id, one.Text, one.ReceivedAt)),
        ];
        var agreed = Variation.All.ToDictionary(variation => variation, _ => new Tally());
        foreach (var (id, text, at) in texts)
            for (var i = 0; i < times; i++)
            {
                var variation = Variation.All[i % Variation.All.Count];
                var varied = variation.Of(text, new Random(i));
                if (varied == text)
                    continue;
                var (was, now) = (variation.Kept(ReadAt(text, at)).ToList(), variation.Kept(ReadAt(varied, at)).ToList());
                if (!agreed[variation].Count(was.SequenceEqual(now)))
                    Console.WriteLine(
                        $"{id} {variation.Name}: {string.Join(" | ", was.Except(now))} became {string.Join(" | ", now.Except(was))}");
            }
        foreach (var (variation, tally) in agreed)
            Console.WriteLine($"{variation.Name,-20} {tally.Right} of {tally.Total}");
        var (right, total) = (agreed.Values.Sum(tally => tally.Right), agreed.Values.Sum(tally => tally.Total));
        Console.WriteLine($"agree with themselves {right} of {total}, {100.0 * right / Math.Max(1, total):F1} %");
    }

    public static void Read(string text)
    {
        if (ReadAt(text, Received) is not Reading.Understood { Content: var content, Questions: var questions })
        {
            Console.WriteLine("no notice");
            return;
        }
        Console.WriteLine($"{content.Title} | {content.DocumentNumber} | {content.Issuer} | {content.IssuedOn} | "
            + string.Join(" / ", content.Addressees.Select(addressee => addressee.Phrase)));
        foreach (var one in content.Requirements)
            Console.WriteLine($"{one.Number} {one.Disposition} {one.Deadline?.DueAt:yyyy-MM-ddTHH:mm} {one.Recurrence} "
                + $"“{one.Deadline?.Words}” {one.Deadline?.Rule} [{one.Actor} → {one.ReportTo}] {one.Text}");
        foreach (var question in questions)
            Console.WriteLine($"? {question.Kind} {question.Text}");
    }

    private static IEnumerable<(Case Case, List<string> Faults)> Judged(IEnumerable<Case> cases) =>
        cases.Select(one => (one, one.Faults(ReadAt(one.Text, one.ReceivedAt), WorkingCalendars.Shipped).ToList()));

    public static Reading ReadAt(string text, DateTimeOffset receivedAt) =>
        NoticeReader.Read(text, html: false, receivedAt, WorkingCalendars.Shipped);

    private static NoticeContent? Content(string text, ref int read)
    {
        read++;
        return (ReadAt(text, Received) as Reading.Understood)?.Content;
    }

    private static void Print(string folder, Measures measures, List<(Case Case, List<string> Faults)> cases, long speed)
    {
        var headers = measures.Headers.Values;
        Console.WriteLine();
        Console.WriteLine($"date given the span   {measures.DateGivenSpan.Right} of {measures.DateGivenSpan.Total}");
        Console.WriteLine($"unique due dates      precision {measures.DueDates.Precision:F3}  recall {measures.DueDates.Recall:F3}  "
            + $"F1 {measures.DueDates.F1:F3}   invented {measures.Invented}");
        Console.WriteLine($"header fields         {headers.Sum(field => field.Right)} of {headers.Sum(field => field.Total)}   "
            + string.Join("  ", measures.Headers.Select(field => $"{field.Key} {field.Value.Right}/{field.Value.Total}")));
        Console.WriteLine($"requirements (full)   precision {measures.Requirements.Precision:F3} of {measures.Requirements.Found}   "
            + $"recall {measures.Requirements.Recall:F3} of {measures.Requirements.Wanted}");
        Console.WriteLine($"speed                 {speed} notices a second");
        Times.Totals(folder);
        foreach (var kind in cases.GroupBy(judged => judged.Case.Kind).OrderBy(kind => Share(kind)))
            Console.WriteLine($"  {kind.Key,-24} {kind.Count(IsRight)} of {kind.Count()}");
        Console.WriteLine($"cases wholly right    {cases.Count(IsRight)} of {cases.Count}   with an invented date {cases.Count(Invents)}");

        static double Share(IEnumerable<(Case, List<string>)> kind) => kind.Average(judged => IsRight(judged) ? 1.0 : 0.0);
    }

    public static bool IsRight((Case Case, List<string> Faults) judged) => judged.Faults.Count == 0;

    public static bool Invents((Case Case, List<string> Faults) judged) =>
        judged.Faults.Exists(fault => fault.StartsWith("due date nobody set", StringComparison.Ordinal));
}
