using NoticeIssuance.Understanding;

namespace Intake.Evaluation;

/// <summary>How fast a folder's texts are read, by the processor's time: what else the machine does makes no difference.</summary>
internal static class Speed
{
    private const int Rounds = 12;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1.5);

    public static void Print(string folder)
    {
        var texts = Folder.Labelled(folder).Select(one => one.Text).Concat(Folder.Headers(folder).Select(one => one.Body)).ToList();
        var bytes = texts.Average(text => Encoding.UTF8.GetByteCount(text));
        for (var round = 0; round < Rounds; round++)
        {
            var (before, read) = (Environment.CpuUsage.TotalTime, 0);
            while (Environment.CpuUsage.TotalTime - before < Round)
                read += texts.Select(text => Reports.ReadAt(text, Reports.Received)).Count(_ => true);
            var seconds = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
            Console.WriteLine(
                $"{read / seconds:F0} texts of {bytes / 1000:F1} kB a second of a core, {read * bytes / seconds / 5000:F0} of 5 kB");
        }
    }
}
