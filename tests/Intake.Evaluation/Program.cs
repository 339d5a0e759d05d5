using Intake.Evaluation;

if (args is not [var folder] || !Directory.Exists(folder))
{
    await Console.Error.WriteLineAsync(
        "usage: dotnet run --project tests/Intake.Evaluation -- FOLDER   (with texts/, labels/ and headers.jsonl)");
    return 2;
}

var received = new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.FromHours(8));
var measures = new Measures(Console.Out);
var (watch, read) = (new Stopwatch(), 0);

NoticeContent? Read(string text)
{
    watch.Start();
    var reading = NoticeReader.Read(text, html: false, received, WorkingCalendars.Shipped);
    watch.Stop();
    read++;
    return (reading as Reading.Understood)?.Content;
}

// What is compiled at the first use is no part of a notice's time.
foreach (var (_, text) in Folder.Labelled(folder))
    NoticeReader.Read(text, html: false, received, WorkingCalendars.Shipped);
foreach (var (label, text) in Folder.Labelled(folder))
    measures.Notice(label, text, Read(text));
foreach (var header in Folder.Headers(folder))
    measures.Header(header, Read(header.Body));

var headers = measures.Headers.Values;
Console.WriteLine();
Console.WriteLine($"date given the span   {measures.DateGivenSpan.Right} of {measures.DateGivenSpan.Total}");
Console.WriteLine($"unique due dates      precision {measures.DueDates.Precision:F3}  recall {measures.DueDates.Recall:F3}  F1 "
    + $"{measures.DueDates.F1:F3}   invented {measures.Invented}");
Console.WriteLine($"header fields         {headers.Sum(field => field.Right)} of {headers.Sum(field => field.Total)}   "
    + $"{string.Join("  ", measures.Headers.Select(field => $"{field.Key} {field.Value.Right}/{field.Value.Total}"))}");
Console.WriteLine($"requirements (full)   precision {measures.Requirements.Precision:F3} of {measures.Requirements.Found}   recall "
    + $"{measures.Requirements.Recall:F3} of {measures.Requirements.Wanted}");
Console.WriteLine($"speed                 {read * 1000 / Math.Max(1, watch.ElapsedMilliseconds)} notices a second");
Console.WriteLine(JsonSerializer.Serialize(new Result(
    measures.DateGivenSpan,
    new(Round(measures.DueDates.Precision), Round(measures.DueDates.Recall), Round(measures.DueDates.F1)),
    new(headers.Sum(field => field.Right), headers.Sum(field => field.Total), measures.Headers),
    measures.Invented,
    new(Round(measures.Requirements.Precision), Round(measures.Requirements.Recall)),
    Round(watch.Elapsed.TotalMilliseconds / Math.Max(1, read))),
    new JsonSerializerOptions(JsonSerializerDefaults.Web)));
return 0;

static double Round(double value) => Math.Round(value, 4);
