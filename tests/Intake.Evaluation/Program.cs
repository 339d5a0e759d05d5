using Intake.Evaluation;
using NoticeIssuance.Understanding;

const string usage = """
    usage: dotnet run --project tests/Intake.Evaluation -- FOLDER [--failures [KIND] | --vary N | --times | --speed | --read FILE]

    FOLDER holds any of texts/ with labels/, headers.jsonl, cases.jsonl. Without an option: every miss, then the figures.
    --failures [KIND]   each case that is not wholly right (of that kind), and what is wrong about it
    --vary N            every text and case in N other clothes, and where the reading no longer agrees with itself
    --times             each time-like run that is asked about, and how many are limits, none (by why) or asked about
    --speed             how many texts a second of one core are read, round by round, by the processor's time
    --read FILE         how one text is read
    """;

if (args is not [var folder, .. var options] || !Directory.Exists(folder)
    || options is not ([] or ["--failures"] or ["--failures", _] or ["--vary", _] or ["--times"] or ["--speed"] or ["--read", _]))
{
    await Console.Error.WriteLineAsync(usage);
    return 2;
}

switch (options)
{
    case ["--read", var file]:
        Reports.Read(await File.ReadAllTextAsync(file));
        break;
    case ["--failures", .. var kind]:
        Reports.Failures(Folder.Cases(folder), kind.FirstOrDefault());
        break;
    case ["--vary", var times] when int.TryParse(times, out var count):
        Reports.Vary(folder, count);
        break;
    case ["--speed"]:
        Speed.Print(folder);
        break;
    case ["--times"]:
        Times.Print(folder);
        break;
    default:
        Reports.Figures(folder);
        break;
}
return 0;
