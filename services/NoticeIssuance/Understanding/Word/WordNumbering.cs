using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;

namespace NoticeIssuance.Understanding;

/// <summary>How a level of a list is numbered.</summary>
/// <param name="Format">As WordprocessingML names it: <c>chineseCounting</c>, <c>decimal</c> … (ST_NumberFormat).</param>
/// <param name="Text">What is printed; <c>%1</c> stands for the number of the first level.</param>
internal sealed record WordLevel(int Start, string Format, string Text);

/// <summary>A list's own beginning at a level, or a level of its own.</summary>
internal sealed record WordList(int Abstract, IReadOnlyDictionary<int, int> Starts);

/// <summary>The lists of a document and the styles that belong to them.</summary>
/// <param name="Levels">By abstract list and level (from 0).</param>
/// <param name="Lists">By number.</param>
/// <param name="Styles">By id: the list and level a style brings along, and the style it is based on.</param>
internal sealed record WordNumbering(
    IReadOnlyDictionary<(int Abstract, int Level), WordLevel> Levels,
    IReadOnlyDictionary<int, WordList> Lists,
    IReadOnlyDictionary<string, (int? List, int? Level, string? BasedOn)> Styles)
{
    public static WordNumbering Of(MainDocumentPart main)
    {
        var levels = new Dictionary<(int, int), WordLevel>();
        var lists = new Dictionary<int, WordList>();
        var styles = new Dictionary<string, (int?, int?, string?)>(StringComparer.Ordinal);
        if (main.NumberingDefinitionsPart is { } numbering)
            ReadLists(numbering, levels, lists);
        if (main.StyleDefinitionsPart is { } defined)
            ReadStyles(defined, styles);
        return new(levels, lists, styles);
    }

    private static void ReadLists(OpenXmlPart part, Dictionary<(int, int), WordLevel> levels, Dictionary<int, WordList> lists)
    {
        var (at, level, list, starts) = (-1, -1, -1, new Dictionary<int, int>());
        foreach (var (element, attribute) in Elements(part))
        {
            switch (element)
            {
                case "abstractNum":
                    (at, list) = (Int(attribute("abstractNumId")) ?? -1, -1);
                    break;
                case "num":
                    (list, starts) = (Int(attribute("numId")) ?? -1, []);
                    break;
                case "abstractNumId":
                    at = Int(attribute("val")) ?? -1;
                    lists[list] = new(at, starts);
                    break;
                case "lvl" or "lvlOverride":
                    level = Int(attribute("ilvl")) ?? -1;
                    if (element == "lvl" && list < 0)
                        levels[(at, level)] = new(1, "decimal", "");
                    break;
                case "startOverride" when Int(attribute("val")) is { } start:
                    starts[level] = start;
                    break;
                case "start" when list < 0 && levels.TryGetValue((at, level), out var before):
                    levels[(at, level)] = before with { Start = Int(attribute("val")) ?? 1 };
                    break;
                case "numFmt" when list < 0 && levels.TryGetValue((at, level), out var before):
                    levels[(at, level)] = before with { Format = attribute("val") ?? before.Format };
                    break;
                case "lvlText" when list < 0 && levels.TryGetValue((at, level), out var before):
                    levels[(at, level)] = before with { Text = attribute("val") ?? "" };
                    break;
            }
        }
    }

    private static void ReadStyles(OpenXmlPart part, Dictionary<string, (int? List, int? Level, string? BasedOn)> styles)
    {
        var style = "";
        foreach (var (element, attribute) in Elements(part))
        {
            switch (element)
            {
                case "style":
                    styles[style = attribute("styleId") ?? ""] = default;
                    break;
                case "basedOn" when styles.TryGetValue(style, out var before):
                    styles[style] = before with { BasedOn = attribute("val") };
                    break;
                case "numId" when styles.TryGetValue(style, out var before):
                    styles[style] = before with { List = Int(attribute("val")) };
                    break;
                case "ilvl" when styles.TryGetValue(style, out var before):
                    styles[style] = before with { Level = Int(attribute("val")) };
                    break;
            }
        }
    }

    private static IEnumerable<(string Element, Func<string, string?> Attribute)> Elements(OpenXmlPart part)
    {
        using var reader = OpenXmlReader.Create(part);
        while (reader.Read())
            if (reader.IsStartElement)
                yield return (reader.LocalName, name => reader.Attributes.Where(attribute => attribute.LocalName == name)
                    .Select(attribute => attribute.Value).FirstOrDefault());
    }

    private static int? Int(string? written) =>
        int.TryParse(written, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;
}
