using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;

namespace NoticeIssuance.Tests.Understanding;

/// <summary>DOCX as text: as it is printed.</summary>
public sealed class WordDocumentTests
{
    private const string Space = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";

    [Fact]
    public void Paragraphs_are_lines_and_automatic_numbers_are_written_out() => Assert.Equal(
        "关于做好值班工作的通知\n一、报送名单\n（一）各学校5月20日前报送\n（二）逐级审核\n二、总结\n（一）6月底前报送",
        Text(P("关于做好值班工作的通知") + P("报送名单", 0) + P("各学校5月20日前报送", 1) + P("逐级审核", 1) + P("总结", 0) + P("6月底前报送", 1)));

    [Fact]
    public void A_style_brings_its_list_along() =>
        Assert.Equal("一、报送名单\n二、总结", Text(Styled("报送名单") + Styled("总结")));

    [Fact]
    public void Cells_are_apart_by_tabs_and_merged_and_empty_cells_keep_their_place() => Assert.Equal(
        "工作任务\t责任单位\t完成时限\n制定方案\t教务处\t3月10日前\n开展自查\t教务处\t—",
        Text(Table(["工作任务", "责任单位", "完成时限"], ["制定方案", "<w:vMerge w:val=\"restart\"/>教务处", "3月10日前"],
            ["开展自查", "<w:vMerge/>", ""])));

    [Fact]
    public void What_was_deleted_hidden_or_is_a_fields_code_is_not_printed() => Assert.Equal("5月20日前报送",
        Text("<w:p><w:del><w:r><w:delText>4月</w:delText></w:r></w:del><w:ins><w:r><w:t>5月</w:t></w:r></w:ins>"
            + "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>"
            + "<w:r><w:t>20日前报送</w:t></w:r></w:p>"));

    [Fact]
    public void Headers_stand_before_and_footers_behind_and_page_numbers_nowhere() =>
        Assert.Equal("机密★1年\n正文\n抄送：市财政局", Text(P("正文"), header: P("机密★1年"), footer: P("抄送：市财政局") + P("— 1 —")));

    [Fact]
    public void A_whole_notice_is_read_as_its_text_is()
    {
        var read = Notices.Read(Text(P("关于做好值班工作的通知") + P("各学校：") + P("各学校要于5月20日前报送名单。", 0) + P("海东市教育局") + P("2019年3月11日")));
        Assert.Equal("2019-05-20", Notices.Day(read.Content.Requirements[0]));
        Assert.Equal("一", read.Content.Requirements[0].Label);
    }

    [Theory]
    [InlineData("no zip at all")]
    [InlineData("")]
    public void What_is_no_document_is_told_so(string bytes) =>
        Assert.IsType<Decoding.Undecodable>(WordDocument.Read(System.Text.Encoding.UTF8.GetBytes(bytes)));

    [Fact]
    public void However_deep_it_nests_it_is_read()
    {
        const int Deep = 20_000;
        var nested = string.Concat(Enumerable.Repeat("<w:sdt><w:sdtContent>", Deep)) + P("5月20日前报送")
            + string.Concat(Enumerable.Repeat("</w:sdtContent></w:sdt>", Deep));
        Assert.Equal("5月20日前报送", Text(nested));
    }

    [Fact]
    public void A_part_that_unpacks_to_more_than_anybody_writes_is_refused() =>
        Assert.IsType<Decoding.Undecodable>(WordDocument.Read(Document(P(new string('年', 11_000_000)))));

    [Fact]
    public void Parts_that_print_more_than_anybody_writes_together_are_refused()
    {
        var header = P(new string('年', 200_000));
        Assert.IsType<Decoding.Undecodable>(WordDocument.Read(Document(P("正文"), header: header, headers: 60)));
        Assert.IsType<Decoding.Decoded>(WordDocument.Read(Document(P("正文"), header: header, headers: 3)));
    }

    [Theory]
    [InlineData(1, "chineseCounting", "一")]
    [InlineData(10, "chineseCounting", "十")]
    [InlineData(21, "chineseCountingThousand", "二十一")]
    [InlineData(3, "decimal", "3")]
    [InlineData(3, "decimalEnclosedCircle", "③")]
    [InlineData(2, "ideographTraditional", "乙")]
    [InlineData(4, "upperRoman", "IV")]
    [InlineData(2, "lowerLetter", "b")]
    [InlineData(-5, "chineseCounting", "-5")]
    public void Numbers_are_printed_in_their_format(int number, string format, string printed) =>
        Assert.Equal(printed, PrintedNumbers.Numeral(number, format));

    internal static byte[] Document(string body, string? header = null, string? footer = null, int headers = 1)
    {
        using var bytes = new MemoryStream();
        using (var document = WordprocessingDocument.Create(bytes, WordprocessingDocumentType.Document))
        {
            var main = document.AddMainDocumentPart();
            Feed(main, $"<w:document {Space}><w:body>{body}</w:body></w:document>");
            Feed(main.AddNewPart<NumberingDefinitionsPart>(), $"""
                <w:numbering {Space}><w:abstractNum w:abstractNumId="4">
                <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>
                <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>
                </w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="4"/></w:num></w:numbering>
                """);
            Feed(main.AddNewPart<StyleDefinitionsPart>(), $"""
                <w:styles {Space}><w:style w:styleId="base"><w:pPr><w:numPr><w:numId w:val="7"/></w:numPr></w:pPr></w:style>
                <w:style w:styleId="item"><w:basedOn w:val="base"/></w:style></w:styles>
                """);
            for (var n = 0; header is not null && n < headers; n++)
                Feed(main.AddNewPart<HeaderPart>(), $"<w:hdr {Space}>{header}</w:hdr>");
            if (footer is not null)
                Feed(main.AddNewPart<FooterPart>(), $"<w:ftr {Space}>{footer}</w:ftr>");
        }
        return bytes.ToArray();
    }

    internal static string P(string text, int? level = null) => "<w:p>"
        + (level is { } depth ? $"<w:pPr><w:numPr><w:ilvl w:val=\"{depth}\"/><w:numId w:val=\"7\"/></w:numPr></w:pPr>" : "")
        + $"<w:r><w:t>{text}</w:t></w:r></w:p>";

    private static string Styled(string text) => $"<w:p><w:pPr><w:pStyle w:val=\"item\"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>";

    private static string Table(params string[][] rows) => "<w:tbl>"
        + string.Concat(rows.Select(row => $"<w:tr>{string.Concat(row.Select(Cell))}</w:tr>")) + "</w:tbl>";

    private static string Cell(string cell) => cell.LastIndexOf('>') is var end
        ? $"<w:tc><w:tcPr>{cell[..(end + 1)]}</w:tcPr>{P(cell[(end + 1)..])}</w:tc>" : "";

    private static string Text(string body, string? header = null, string? footer = null, int headers = 1) =>
        Assert.IsType<Decoding.Decoded>(WordDocument.Read(Document(body, header, footer))).Text;

    private static void Feed(OpenXmlPart part, string xml)
    {
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(xml));
        part.FeedData(stream);
    }
}
