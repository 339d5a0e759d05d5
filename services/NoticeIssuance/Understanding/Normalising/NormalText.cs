namespace NoticeIssuance.Understanding;

/// <summary>
/// The text as the grammar sees it: one character per sign, widths and variants folded, blanks dropped, lines kept;
/// with a map back to the received text, so that every span points into what was received.
/// </summary>
internal sealed class NormalText
{
    private readonly int[] _starts;
    private readonly int[] _ends;
    private readonly bool[] _gaps;

    internal NormalText(string source, string text, int[] starts, int[] ends, bool[] gaps) =>
        (Source, Text, _starts, _ends, _gaps) = (source, text, starts, ends, gaps);

    public string Source { get; }

    public string Text { get; }

    public int Length => Text.Length;

    /// <summary>Whether blanks stood before the character at <paramref name="index"/>.</summary>
    public bool GapBefore(int index) => _gaps[index];

    /// <summary>The stretch of the received text that <c>[start, end)</c> stands for.</summary>
    public TextSpan Span(int start, int end) =>
        start >= end ? new(start < Length ? _starts[start] : Source.Length, 0) : new(_starts[start], _ends[end - 1] - _starts[start]);

    /// <summary>The same without the characters at these places, which must ascend.</summary>
    public NormalText Without(IReadOnlyList<int> places)
    {
        var kept = new int[Length - places.Count];
        for (var (i, at, skipped) = (0, 0, 0); i < Length; i++)
        {
            if (skipped < places.Count && places[skipped] == i)
                skipped++;
            else
                kept[at++] = i;
        }
        return new(
            Source,
            string.Concat(kept.Select(i => Text[i])),
            [.. kept.Select(i => _starts[i])],
            [.. kept.Select(i => _ends[i])],
            [.. kept.Select(i => _gaps[i])]);
    }

    /// <summary>
    /// The received characters of <c>[start, end)</c>, without mark-up, line breaks and blanks, save between Latin words and cells.
    /// </summary>
    public string Original(int start, int end)
    {
        var text = new StringBuilder(end - start);
        for (var i = start; i < end; i++)
        {
            if (Text[i] is '\n')
                continue;
            if (Text[i] is '\t')
            {
                text.Append(i + 1 < end ? " " : "");
                continue;
            }
            if (_gaps[i] && text.Length > 0 && char.IsAsciiLetterOrDigit(Text[i]) && char.IsAsciiLetterOrDigit(text[^1]))
                text.Append(' ');
            text.Append(_ends[i] - _starts[i] == 1 ? Source[_starts[i]] : Text[i]);
        }
        return text.ToString();
    }
}
