namespace NoticeIssuance.Understanding;

/// <summary>A line or paragraph of the normal text: <c>[Start, End)</c>, without its line break.</summary>
internal readonly record struct Line(int Start, int End)
{
    public int Length => End - Start;

    public ReadOnlySpan<char> In(NormalText text) => text.Text.AsSpan(Start, Length);

    public string Of(NormalText text) => text.Text[Start..End];
}
