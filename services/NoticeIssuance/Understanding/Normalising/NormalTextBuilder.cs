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
    private int _line;
    private int _linked;
    private int _plain;
    private int _told = -1;

    /// <summary>Whether what is added is the words of a link that leads to another page.</summary>
    public bool InLink { get; set; }

    /// <summary>How much there is so far.</summary>
    public int Length => _length;

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
        DropLinks();
        if (_length > 0 && _text[_length - 1] == '\t')
            _length--;
        if (_length > 0 && _text[_length - 1] != '\n')
            Append('\n', start, end);
        (_gap, _line, _linked, _plain) = (false, _length, 0, 0);
    }

    /// <summary>
    /// Takes back what was added since a place, unless it tells something: a sentence or an attachment stands in it.
    /// </summary>
    public void TakeBack(int from)
    {
        if (_told >= from || from >= _length)
            return;
        (_length, _line, _linked, _plain) = (from, Math.Min(_line, from), 0, 0);
    }

    /// <summary>A table cell ends.</summary>
    public void Cell(int start, int end)
    {
        if (_length > 0 && _text[_length - 1] is not ('\n' or '\t'))
            Append('\t', start, end);
    }

    public NormalText Build()
    {
        DropLinks();
        return new(source, new(_text, 0, _length), _starts, _ends, _gaps);
    }

    /// <summary>A line of nothing but links to other pages is a menu, or what else there is to read. A written address is text.</summary>
    private void DropLinks()
    {
        if (_linked > 0 && _plain * 9 <= _linked && _told < _line && !_text.AsSpan(_line, _length - _line).StartsWith("http"))
            _length = _line;
    }

    private void Append(char sign, int start, int end)
    {
        if (sign == '。' || sign == '件' && _length > 0 && _text[_length - 1] == '附')
            _told = _length;
        if (char.IsLetterOrDigit(sign))
            (_linked, _plain) = InLink ? (_linked + 1, _plain) : (_linked, _plain + 1);
        (_text[_length], _starts[_length], _ends[_length], _gaps[_length]) = (sign, start, end, _gap);
        _length++;
        _gap = false;
    }
}
