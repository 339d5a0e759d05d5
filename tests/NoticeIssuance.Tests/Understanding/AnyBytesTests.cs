using System.Diagnostics.CodeAnalysis;

namespace NoticeIssuance.Tests.Understanding;

/// <summary>
/// Whatever bytes arrive: an answer with spans inside the text, or a problem; never an exception. Notices with bytes changed, lost, doubled
/// and mixed in, and plain noise.
/// </summary>
public sealed class AnyBytesTests
{
    private const string Notice =
        "<p>海州市应急管理局 海州市教育局</p>\n关于开展“安全第一”专项检查的通知\n海应急〔2019〕12号\n"
        + "各区县应急管理局，市直各学校：\n现通知如下。\n一、全面排查。<script>alert(1)</script>各单位要于3月底前完成自查&nbsp;"
        + "（责任单位：市教育局；完成时限：2019年4月中旬），5个工作日内报送。\n（一）每月25日前报送统计表；“七一”前夕、春节前各报一次。\n"
        + "<table><tr><th>工作任务</th><th>责任单位</th><th>完成时限</th></tr>"
        + "<tr><td>制定方案</td><td>各区县</td><td>2月5日</td></tr></table>\n附件：1.检查表\n海州市应急管理局\n二〇一九年三月十一日\n";

    private static readonly string?[] Charsets = [null, "utf-8", "gb18030", "utf-16"];
    private static readonly DateTimeOffset Received = new(2019, 3, 12, 9, 0, 0, TimeSpan.FromHours(8));

    [Theory]
    [InlineData("utf-8")]
    [InlineData("gb18030")]
    [SuppressMessage("Security", "CA5394", Justification = "Noise is no secret.")]
    public void Are_read_or_refused(string written)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var whole = Encoding.GetEncoding(written).GetBytes(Notice);
        var random = new Random(20190311);
        var understood = 0;
        for (var run = 0; run < 1500; run++)
        {
            var bytes = (run % 10) switch
            {
                0 => Noise(random, random.Next(400)),
                < 4 => [.. Damaged(whole, random, () => (byte)random.Next(256))],
                _ => Encoding.GetEncoding(written).GetBytes(
                    [.. Damaged(Notice, random, () => (char)random.Next(random.Next(2) == 0 ? 128 : 0xD800))]),
            };
            var charset = run % 10 < 4 ? Charsets[run % Charsets.Length] : written;
            if (TextDecoding.Decode(bytes, charset) is not Decoding.Decoded { Text: var text }
                || NoticeReader.Read(text, html: run % 3 == 0, Received, WorkingCalendars.Shipped) is not Reading.Understood read)
                continue;
            understood++;
            Assert.All(Notices.Spans(read), span => Assert.True(
                span is { Start: >= 0, Length: >= 0 } && span.Start + span.Length <= text.Length, $"run {run}: {span} of {text.Length}"));
            Assert.DoesNotContain("<script", AnnotatedHtml.Render(text, run % 3 == 0, read.Content), StringComparison.OrdinalIgnoreCase);
        }
        Assert.InRange(understood, 100, 1500);
    }

    /// <summary>Some of it changed, lost, doubled elsewhere, or with noise between.</summary>
    private static List<T> Damaged<T>(IEnumerable<T> whole, Random random, Func<T> noise)
    {
        var damaged = whole.ToList();
        for (var times = random.Next(1, 12); times > 0 && damaged.Count > 0; times--)
        {
            var at = random.Next(damaged.Count);
            var some = damaged.GetRange(at, Math.Min(random.Next(1, 40), damaged.Count - at));
            switch (random.Next(4))
            {
                case 0:
                    damaged[at] = noise();
                    break;
                case 1:
                    damaged.RemoveRange(at, some.Count);
                    break;
                case 2:
                    damaged.InsertRange(random.Next(damaged.Count), some);
                    break;
                default:
                    damaged.InsertRange(at, Enumerable.Range(0, random.Next(6)).Select(_ => noise()));
                    break;
            }
        }
        return damaged;
    }

    private static byte[] Noise(Random random, int length)
    {
        var noise = new byte[length];
        random.NextBytes(noise);
        return noise;
    }
}
