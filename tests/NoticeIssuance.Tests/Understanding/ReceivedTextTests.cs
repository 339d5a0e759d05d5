namespace NoticeIssuance.Tests.Understanding;

public sealed class ReceivedTextTests
{
    private static readonly DateTimeOffset Received = new(2019, 6, 1, 9, 0, 0, TimeSpan.FromHours(8));

    [Fact]
    public void Html_is_read_as_a_reader_sees_it()
    {
        const string html = """
            <html><head><title>x</title><script>var a = "请于1月1日前报送";</script><style>p{}</style></head><body>
            <h1>关于开展检查的通知</h1><p>各学校：</p><table><tr><td>一、各学校要于<b>5</b>月20&nbsp;日前报送&ldquo;总结&rdquo;。</td></tr></table>
            <!-- 请于2月1日前报送 --><p>海东市教育局<br/>2019年3月11日</p></body></html>
            """;
        var content = Notices.Read(html, html: true).Content;
        Assert.Equal(("关于开展检查的通知", "海东市教育局"), (content.Title, content.Issuer));
        var deadline = Assert.Single(content.Requirements).Deadline!;
        Assert.Equal("2019-05-20", deadline.DueAt?.ToString("yyyy-MM-dd", null));
        Assert.Equal("<b>5</b>月20&nbsp;日前"[3..], html.Substring(deadline.Span.Start, deadline.Span.Length));
    }

    [Fact]
    public void Plain_text_that_is_html_is_read_as_html() =>
        Assert.Equal("关于开展检查的通知", Notices.Read("<p>关于开展检查的通知</p><p>各学校：</p><p>各学校要于5月20日前报送总结。</p>").Content.Title);

    [Theory]
    [InlineData("utf-8", "utf-8"), InlineData("utf-8", null), InlineData("GB18030", null), InlineData("GB18030", "gb2312"),
        InlineData("utf-16", "utf-16")]
    public void Bytes_are_decoded(string written, string? declared)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var decoding = TextDecoding.Decode(Encoding.GetEncoding(written).GetBytes("关于开展检查的通知"), declared);
        Assert.Equal("关于开展检查的通知", Assert.IsType<Decoding.Decoded>(decoding).Text);
    }

    [Fact]
    public void Byte_order_marks_win() =>
        Assert.Equal("通知", Assert.IsType<Decoding.Decoded>(TextDecoding.Decode([.. Encoding.UTF8.Preamble, .. "通知"u8], "gb18030")).Text);

    [Fact]
    public void Bytes_that_are_not_what_they_claim_are_a_problem()
    {
        Assert.IsType<Decoding.Undecodable>(TextDecoding.Decode([0xFF, 0xC0, 0x80], "utf-8"));
        Assert.IsType<Decoding.Undecodable>(TextDecoding.Decode([0xFF, 0xFF, 0xFF, 0xFF], null));
        Assert.IsType<Decoding.UnsupportedCharset>(TextDecoding.Decode("通知"u8, "shift_jis"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   \n\t ")]
    [InlineData("今天天气很好。")]
    [InlineData("本报讯 记者从市教育局获悉，会议强调，各单位要加强管理。据悉，活动已经结束。")]
    [InlineData("会议强调，要深入学习。会议指出，要狠抓落实。")]
    public void What_is_no_notice_is_said_to_be_none(string text) =>
        Assert.IsType<Reading.NotANotice>(NoticeReader.Read(text, false, Received, WorkingCalendars.Shipped));

    public static TheoryData<string> Hostile { get; } = [
        "一、", "（", "）", "(", "1", "9", "二", "年", "月", "5月1日前", "2019年", "每", "每年", "〔2019〕", "国发〔2019〕1号", "《", "》", "“",
        "。", "；", "，", "：", "\n", "一、\n", "附件：1.", "各单位要", "各单位要于5月1日前报送，", "各单位要于5月1日前报送。", "请由会同报",
        "<", "<a", "<!--", "<p>", "&", "&#x4e00;", "5个工作日内", "在的基础上", "自从在于后5日内", "\uD800", "\u0000", "关于通知",
        "各局：\n", "2019年3月11日\n", "七一", "春节前", "3月5日至8日", "2019.5.1 ", "3.5", "1. ", "0月", "第一条", "第一季度末", "下午5点",
        "<script>", "<td>", "<div>1", "&nbsp;", "\t", "一问是否学习；", "（牵头", "由市教育局牵头，", "会同财政、", "某局\n2019年1月1日\n",
        "《x》（国发〔2019〕1号）", "：\n", "局\n", "关于的通知\n", "抄送：某局\n", "各党支部要每月25日前报送台账；", "十百", "A", " ", "①",
    ];

    /// <summary>
    /// A megabyte of anything takes less than a second, two where the machine is busy: the best of several counts, and what is not
    /// linear never gets there.
    /// </summary>
    [Theory]
    [MemberData(nameof(Hostile))]
    public void Hostile_repetition_takes_no_longer(string unit)
    {
        var text = string.Concat(Enumerable.Repeat(unit, 1_000_000 / Encoding.UTF8.GetByteCount(unit)));
        Assert.InRange(Best(text, of: 25, enough: Second), 0, 2 * Second);
    }

    /// <summary>
    /// Of a lazy loop that looks ahead in each of its rounds the generated code never came to an end, where what stood before it gave way.
    /// </summary>
    [Theory]
    [InlineData("2020年1月20日起，各在建项目春节前停工、春节期间不停工项目均应实现全面应用。")]
    [InlineData("各在建项目节前停工、节后复工的单位均应报送。"), InlineData("5月1日起，全体在岗、在册、在编的都应参加，各在用车辆均应登记。")]
    [InlineData("因故未参加的，各在校、在岗、在职、在编、在册人员也应当每月报送。")]
    public void Every_sentence_comes_to_an_end(string sentence) => Assert.InRange(
        Best($"关于做好安全工作的通知\n各单位：\n一、{sentence}\n二、请{sentence}\n某局\n2020年1月5日\n", of: 3, enough: Second), 0, Second);

    [Fact]
    public void Four_times_the_text_takes_about_four_times_as_long()
    {
        var notice = string.Concat(Enumerable.Range(1, 40).Select(n =>
            $"一、加强组织领导。各县区、各单位要高度重视，明确专人负责，于{1 + (n % 12)}月{1 + (n % 28)}日前将工作总结（含统计表）报送市教育局。\n"
            + $"（一）开展自查。要会同财政、民政等部门认真开展排查，建立台账，按照海教发〔2019〕{n}号要求抓好落实。\n"));
        var quarter = string.Concat(Enumerable.Repeat(notice, 250_000 / Encoding.UTF8.GetByteCount(notice)));
        var (small, large) = (Best(quarter, of: 6, enough: 0), Best(quarter + quarter + quarter + quarter, of: 6, enough: 0));
        Assert.InRange(large, 0, Second);
        Assert.InRange(large / small, 0, 10);
    }

#if DEBUG
    private const double Second = 4;
#else
    private const double Second = 1;
#endif

    private static double Best(string text, int of, double enough)
    {
        var best = double.MaxValue;
        for (var run = 0; run < of && best >= enough; run++)
        {
            var began = OnProcessor();
            NoticeReader.Read(text, html: false, Received, WorkingCalendars.Shipped);
            best = Math.Min(best, (OnProcessor() - began).TotalSeconds);
            // What is not linear would take minutes each time.
            if (best > 60)
                break;
        }
        return best;
    }

    private const string OfThread = "/proc/thread-self/schedstat";

    /// <summary>How long this thread has had a processor, where the system tells: what else it does is none of the reader's time.</summary>
    private static TimeSpan OnProcessor() => !File.Exists(OfThread) ? Stopwatch.GetElapsedTime(0) : TimeSpan.FromMicroseconds(
        long.Parse(File.ReadAllText(OfThread).Split(' ')[0], CultureInfo.InvariantCulture) / 1000);

    [Fact]
    public void Any_text_gives_an_answer_and_spans_inside_it()
    {
        var random = new Random(20190311);
        string[] pieces =
        [
            "关于", "的通知", "\n", "各单位：", "要", "5月", "20日", "前", "每年", "底", "一、", "（一）", "1.", "。", "，", "；", "报送", "〔2019〕",
            "3号", "《", "》", "“", "”", "2019年", "个工作日内", "5", "附件：", "海东市教育局", "<p>", "</td>", "&nbsp;", " ", "　", "\t",
            "七一", "前夕", "支部", "会同", "等部门", "六问", "一问", "自", "起", "之日", "下午", "17：00", "\uD83D\uDE00", "截至", "第二季度",
            "中旬", "下周五", "请", "负责", "至",
        ];
        for (var run = 0; run < 3000; run++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 80)).Select(_ => pieces[random.Next(pieces.Length)]));
            if (NoticeReader.Read(text, html: run % 7 == 0, Received, WorkingCalendars.Shipped) is not Reading.Understood read)
                continue;
            Assert.All(Notices.Spans(read), span => Assert.InRange(span.Start + span.Length, span.Start, text.Length));
            Assert.All(read.Content.Requirements, requirement => Assert.NotEqual("", requirement.Text));
            Assert.DoesNotContain("<script", AnnotatedHtml.Render(text, run % 7 == 0, read.Content), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_annotated_page_marks_and_encodes()
    {
        const string text = "关于<b>检查的通知\n各学校：\n一、各学校要于5月20日前报送\"总结\"<script>alert(1)</script>。\n海东市教育局\n2019年3月11日";
        var content = Notices.Read(text).Content;
        var page = AnnotatedHtml.Render(text, html: false, content);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.Contains("class=\"requirement deadline\"", page, StringComparison.Ordinal);
        Assert.Contains("href=\"#at-1\"", page, StringComparison.Ordinal);
        Assert.Contains("id=\"at-1\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_of_a_table_of_tasks_is_a_requirement_with_its_unit_and_its_day()
    {
        const string Page = """
            <html><body><h1>关于做好春节保障工作的通知</h1><p>各区县卫生健康局：</p><p>现将任务分解如下。</p>
            <table><tr><th>序号</th><th>工作任务</th><th>责任单位</th><th>完成时限</th></tr>
            <tr><td rowspan="2">1</td><td>制定值班方案</td><td>各区县卫生健康局</td><td>2月5日</td></tr>
            <tr><td>完成物资检查</td><td>委直属各单位</td><td>春节前</td></tr>
            <tr><td>2</td><td>做好日常监测</td><td>市疾控中心</td><td>长期坚持</td></tr></table>
            <p>海州市卫生健康委员会</p><p>2026年1月20日</p></body></html>
            """;
        var requirements = Notices.Read(Page, html: true).Content.Requirements;
        Assert.Equal([("各区县卫生健康局", "2026-02-05"), ("委直属各单位", "2026-02-16"), ("市疾控中心", null)],
            requirements.Select(requirement => (requirement.Actor, Notices.Day(requirement))));
        Assert.Equal("1 制定值班方案 各区县卫生健康局 2月5日", requirements[0].Text);
    }

    [Fact]
    public void A_table_that_only_lays_out_is_text() =>
        Assert.Equal("一、各单位要于5月20日前报送总结。", Assert.Single(Notices.Read("""
            <table><tr><td>关于报送总结的通知</td></tr><tr><td>各单位：</td></tr><tr><td>一、各单位要于5月20日前报送总结。</td><td></td></tr>
            <tr><td>海州市财政局</td></tr><tr><td>2019年3月11日</td></tr></table>
            """, html: true).Content.Requirements).Text);
}
