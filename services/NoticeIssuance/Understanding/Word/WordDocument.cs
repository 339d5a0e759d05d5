using System.Xml;

using DocumentFormat.OpenXml.Packaging;

namespace NoticeIssuance.Understanding;

/// <summary>
/// A Word document (DOCX, ISO/IEC 29500) as text, in the order it is printed: headers, body, footers; a paragraph a line, the cells of a
/// row apart by tabs, automatic numbers written out. What was deleted, hidden or only tells a field's code is not printed. The same bytes
/// give the same text: spans of a notice that came as DOCX point into it.
/// </summary>
internal static partial class WordDocument
{
    /// <summary>The media type of DOCX.</summary>
    public const string MediaType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    /// <summary>What stands as charset of a source that is no text.</summary>
    public const string Charset = "binary";

    // Of one part, unpacked, and of what all of them print; a notice of 2 MB as text has a fifth of it.
    private const long MostInPart = 10_000_000;

    /// <summary>Whether the bytes begin as a DOCX does, and other archives.</summary>
    public static bool MayBe(ReadOnlySpan<byte> bytes) => bytes.StartsWith("PK\x03\x04"u8);

    public static Decoding Read(byte[] bytes)
    {
        try
        {
            using var document = WordprocessingDocument.Open(
                new MemoryStream(bytes, writable: false), isEditable: false, new OpenSettings { MaxCharactersInPart = MostInPart });
            return document.MainDocumentPart is { } main ? new Decoding.Decoded(TextOf(main), Charset) : Unreadable("It has no text.");
        }
        catch (Exception e) when (e is OpenXmlPackageException or FileFormatException or InvalidDataException or XmlException
            or IOException or ArgumentException or FormatException or NotSupportedException or InvalidOperationException)
        {
            return Unreadable("It is damaged, protected by a password, or too large.");
        }
    }

    private static string TextOf(MainDocumentPart main)
    {
        var numbers = new PrintedNumbers(WordNumbering.Of(main));
        IEnumerable<OpenXmlPart> parts =
            [.. InOrder(main, main.HeaderParts), main, .. InOrder(main, main.FooterParts)];
        var left = MostInPart;
        return string.Join('\n', parts.SelectMany(part => WordLines.Of(part, numbers).Select(line => (part, line)))
            .Where(one => one.part == main || !PageNumber().IsMatch(one.line)).Select(one => one.line)
            .Where(line => line.Length > 0).TakeWhile(line => (left -= line.Length) >= 0
                ? true : throw new InvalidDataException("It prints more than anybody writes.")));
    }

    private static IEnumerable<OpenXmlPart> InOrder(MainDocumentPart main, IEnumerable<OpenXmlPart> parts) =>
        parts.OrderBy(main.GetIdOfPart, StringComparer.Ordinal);

    // A footer's — 2 —, 第2页 共5页.
    [GeneratedRegex(@"^[\s\d\-—－·.第共页/]*$", Words.Options)] private static partial Regex PageNumber();

    private static Decoding.Undecodable Unreadable(string why) => new($"The document cannot be read as DOCX. {why}");
}
