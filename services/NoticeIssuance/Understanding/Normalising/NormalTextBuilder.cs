namespace NoticeIssuance.Understanding;

/// <summary>Collects folded characters together with where each came from. No more than there are in the source.</summary>
internal sealed class NormalTextBuilder(string source)
{
    private readonly char[] _text = new char[source.Length];
    private readonly int[] _starts = new int[source.Length];
    private readonly int[] _ends = new int[source.Length];
    private readonly bool[] _gaps = new bool[source.Length];
    private int _length;
    private bool _gap;

    /// <summary>Takes the character read from <c>[start, end)</c> of the source.</summary>
    public void Add(char sign, int start, int end)
    {
        switch (Folding.Fold(sign))
        {
            case Folding.Break:
                Break(start, end);
                break;
            case Folding.Blank:
                _gap = true;
                break;
            case Folding.Nothing:
                break;
            case var folded:
                Append(folded, start, end);
                break;
        }
    }

    /// <summary>A line ends; empty lines and the end of a row's last cell leave no trace.</summary>
    public void Break(int start, int end)
    {
        if (_length > 0 && _text[_length - 1] == '\t')
            _length--;
        if (_length > 0 && _text[_length - 1] != '\n')
            Append('\n', start, end);
        _gap = false;
    }

    /// <summary>A table cell ends.</summary>
    public void Cell(int start, int end)
    {
        if (_length > 0 && _text[_length - 1] is not ('\n' or '\t'))
            Append('\t', start, end);
    }

    public NormalText Build() => new(source, new(_text, 0, _length), _starts, _ends, _gaps);

    private void Append(char sign, int start, int end)
    {
        (_text[_length], _starts[_length], _ends[_length], _gaps[_length]) = (sign, start, end, _gap);
        _length++;
        _gap = false;
    }
}
