using NoticeIssuance.Understanding;

namespace Workflow.Benchmarks;

/// <summary>
/// B9: notices of 5 kB decoded and read on one core, texts and pages; and a megabyte at once, which may take no longer a byte.
/// </summary>
internal static class IntakeBenchmark
{
    private const int Bytes = 5_000;
    private static readonly DateTimeOffset Received = new(2024, 3, 4, 9, 0, 0, TimeSpan.FromHours(8));

    public static async Task<Report> RunAsync(BenchmarkServers servers, bool quick, string only)
    {
        await using var source = Npgsql.NpgsqlDataSource.Create(servers.Postgres);
        var report = new Report(quick ? 2 : 7, only, new(source), () => Task.CompletedTask);
        var reads = quick ? 40 : 4_000;
        byte[][] texts = [.. Enumerable.Range(0, 20).Select(n => Encoding.UTF8.GetBytes(Notice(n, Bytes)))];
        byte[][] pages = [.. texts.Select(text => Encoding.UTF8.GetBytes(Page(Encoding.UTF8.GetString(text))))];
        byte[][] megabyte = [Encoding.UTF8.GetBytes(Notice(0, 1_000_000))];

        // What is compiled while running is compiled by then.
        await ReadAsync(pages, quick ? 40 : 2_000);
        await report.CompareAsync("text of 5 kB", ("ours", () => ReadAsync(texts, reads)));
        await report.CompareAsync("page of 5 kB", ("ours", () => ReadAsync(pages, reads)));
        await report.CompareAsync("1 MB, as notices of 5 kB", ("ours", () => ReadAsync(megabyte, Math.Max(1, reads / 200), of: 200)),
            ("text of 5 kB", () => ReadAsync(texts, reads)));
        var before = GC.GetAllocatedBytesForCurrentThread();
        await ReadAsync(texts, texts.Length);
        report.Count("allocated a notice KiB", (GC.GetAllocatedBytesForCurrentThread() - before) / 1024.0 / texts.Length);
        return report;
    }

    /// <param name="of">How many notices of 5 kB each text counts for.</param>
    private static Task<Done> ReadAsync(byte[][] documents, int reads, int of = 1) => Done.InAsync((double)reads * of, () =>
    {
        for (var i = 0; i < reads; i++)
        {
            var text = ((Decoding.Decoded)TextDecoding.Decode(documents[i % documents.Length], charset: null)).Text;
            if (NoticeReader.Read(text, html: false, Received,
                WorkingCalendars.Shipped) is not Reading.Understood { Content.Requirements.Count: > 0 })
                throw new InvalidOperationException("A notice was not understood.");
        }
        return Task.CompletedTask;
    });

    /// <summary>
    /// A notice of about so many bytes, as offices write them: sections, limits of several forms, figures asked for, a signature.
    /// </summary>
    private static string Notice(int number, int bytes)
    {
        var text = new StringBuilder(
            $"滨安委发〔2024〕{number + 1}号\n关于开展安全生产专项整治的通知\n各县区人民政府，市安委会各成员单位：\n为深刻吸取近期事故教训，根据上级部署，现将有关事项通知如下。\n一、工作步骤\n");
        // Nearly every sign takes three bytes.
        for (var i = 0; text.Length * 3 < bytes - 400; i++)
            text.Append(CultureInfo.InvariantCulture, $"""
                （{"一二三四五六七八九十"[i % 10]}）第{i + 1}阶段（2024年{3 + (i % 9)}月{1 + (i % 20)}日前）。{Duties}
                {3 + (i % 9)}月中旬前，以支部为单位召开一次专题会议，学习《关于加强安全生产工作的意见》（滨政发〔2023〕{1 + i}号），统计参加人数和场次。
                各单位要于每月25日前将整治情况统计表报送市安委会办公室；重大情况随时报告，发现重大隐患的，要在3个工作日内书面报告。市应急局会同市住建局、市交通局等部门组织抽查。

                """);
        return text.Append("二、有关要求\n各级各部门要高度重视，切实加强组织领导。请各单位于12月10日前报送工作总结。\n滨海市安全生产委员会\n2024年3月4日\n").ToString();
    }

    private const string Duties = "各县区、各部门要对照检查要点全面开展自查，建立隐患和整改两个清单，能立即整改的立即整改，不能立即整改的要落实防范措施。";

    private static string Page(string text) =>
        "<!doctype html><html><head><title>通知</title><style>p{text-indent:2em}</style></head><body><div class=\"content\">"
            + string.Concat(text.Split('\n').Select(line => $"<p style=\"margin:0\">&nbsp;&nbsp;{line}</p>\n")) + "</div></body></html>";
}
