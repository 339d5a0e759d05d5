namespace NoticeIssuance.Understanding;

/// <summary>First stage: the received text, plain or HTML, in one spelling.</summary>
internal static class Normaliser
{
    public static NormalText Normalise(string text, bool html)
    {
        if (html || Markup.Is(text))
            return Markup.Read(text);
        var into = new NormalTextBuilder(text);
        foreach (var (start, end, mark) in PlainTables.Lines(text))
        {
            for (var at = start; at < end && mark is not CellMark.Rule; at++)
                if (PlainTables.Parts(text, at, mark))
                    into.Cell(at, at + 1);
                else
                    into.Add(text[at], at, at + 1);
            if (end < text.Length)
                into.Add(text[end], end, end + 1);
        }
        return into.Build();
    }
}
