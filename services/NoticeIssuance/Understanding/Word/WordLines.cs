using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;

namespace NoticeIssuance.Understanding;

/// <summary>
/// Reads one part of a Word document, element by element and never deeper than it stands: whatever was nested, it takes no stack.
/// </summary>
internal sealed class WordLines(PrintedNumbers numbers)
{
    // An empty cell keeps its place in the row.
    private const string NoText = "—";

    private readonly List<string> _lines = [];
    private readonly StringBuilder _paragraph = new();
    private readonly StringBuilder _cell = new();
    private readonly List<string> _row = [];
    private List<string> _rowAbove = [];
    private int _tables;
    private bool _merged;
    private bool _hidden;
    private (string? Style, int? List, int? Level) _numbered;

    public static IReadOnlyList<string> Of(OpenXmlPart part, PrintedNumbers numbers)
    {
        var lines = new WordLines(numbers);
        using var reader = OpenXmlReader.Create(part);
        for (var more = reader.Read(); more;)
        {
            if (reader.IsStartElement && IsNotPrinted(reader.LocalName))
            {
                reader.Skip();
                more = !reader.EOF;
                continue;
            }
            if (reader.IsStartElement)
                lines.Starts(reader);
            else if (reader.IsEndElement)
                lines.Ends(reader.LocalName);
            more = reader.Read();
        }
        return lines._lines;
    }

    // Deleted and moved text, a field's code, the picture of what stands in the other branch.
    private static bool IsNotPrinted(string element) => element is "del" or "moveFrom" or "instrText" or "delText" or "Fallback";

    private void Starts(OpenXmlReader reader)
    {
        switch (reader.LocalName)
        {
            case "p":
                Break();
                _numbered = default;
                break;
            case "pStyle":
                _numbered = _numbered with { Style = Value(reader) };
                break;
            case "numId":
                _numbered = _numbered with { List = Number(reader) };
                break;
            case "ilvl":
                _numbered = _numbered with { Level = Number(reader) };
                break;
            case "r":
                _hidden = false;
                break;
            case "vanish":
                _hidden = Value(reader) is not ("0" or "false");
                break;
            case "t" when !_hidden:
                _paragraph.Append(reader.GetText());
                break;
            case "tab" when !_hidden && _paragraph.Length > 0:
                _paragraph.Append(' ');
                break;
            case "br" or "cr":
                Break();
                break;
            case "noBreakHyphen":
                _paragraph.Append('-');
                break;
            case "tbl":
                Break();
                _rowAbove = _tables++ == 0 ? [] : _rowAbove;
                break;
            case "tr" when _tables == 1:
                _row.Clear();
                break;
            case "tc" when _tables == 1:
                _cell.Clear();
                _merged = false;
                break;
            case "vMerge" when _tables == 1:
                _merged = Value(reader) is not "restart";
                break;
        }
    }

    private void Ends(string element)
    {
        switch (element)
        {
            case "p":
                Break();
                break;
            case "tc" when _tables == 1:
                _row.Add(_cell.Length > 0 ? _cell.ToString() : _merged ? _rowAbove.ElementAtOrDefault(_row.Count) ?? NoText : NoText);
                break;
            case "tr" when _tables == 1:
                _lines.Add(string.Join('\t', _row));
                _rowAbove = [.. _row];
                break;
            case "tbl":
                _tables--;
                break;
        }
    }

    /// <summary>A paragraph or a line of it ends: a line of the text, or, in a cell, a part of the cell.</summary>
    private void Break()
    {
        var text = _paragraph.ToString().Trim();
        _paragraph.Clear();
        if (text.Length == 0)
            return;
        text = numbers.Next(_numbered.Style, _numbered.List, _numbered.Level) + text;
        // Numbered once: what comes behind a line break goes on.
        _numbered = (null, 0, null);
        if (_tables == 0)
            _lines.Add(text);
        else
            _cell.Append(_cell.Length > 0 ? " " : "").Append(text);
    }

    private static string? Value(OpenXmlReader reader) =>
        reader.Attributes.Where(attribute => attribute.LocalName == "val").Select(attribute => attribute.Value).FirstOrDefault();

    private static int? Number(OpenXmlReader reader) =>
        int.TryParse(Value(reader), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;
}
