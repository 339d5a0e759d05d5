using System.Text;

namespace NoticeIssuance.Understanding;

/// <summary>Collects folded characters together with where each came from.</summary>
internal sealed class NormalTextBuilder(string source)
{
    private readonly StringBuilder _text = new(source.Length);
    private readonly List<int> _starts = new(source.Length);
    private readonly List<int> _ends = new(source.Length);
    private readonly List<bool> _gaps = new(source.Length);
    private bool _gap;

    /// <summary>Takes the character read from <c>[start, end)</c> of the source.</summary>
    public void Add(char sign, int start, int end)
    {
        if (sign is '\n' or '\r' or '\u2028' or '\u2029' or '\v' or '\f')
            Break(start, end);
        else if (char.IsWhiteSpace(sign))
            _gap = true;
        else if (!Folding.IsInvisible(sign))
            Append(Folding.Fold(sign), start, end);
    }

    /// <summary>A line ends; empty lines leave no trace.</summary>
    public void Break(int start, int end)
    {
        if (_text.Length > 0 && _text[^1] != '\n')
            Append('\n', start, end);
        _gap = false;
    }

    /// <summary>A table cell ends.</summary>
    public void Cell(int start, int end)
    {
        if (_text.Length > 0 && _text[^1] is not ('\n' or '\t'))
            Append('\t', start, end);
    }

    public NormalText Build() => new(source, _text.ToString(), [.. _starts], [.. _ends], [.. _gaps]);

    private void Append(char sign, int start, int end)
    {
        _text.Append(sign);
        _starts.Add(start);
        _ends.Add(end);
        _gaps.Add(_gap);
        _gap = false;
    }
}
