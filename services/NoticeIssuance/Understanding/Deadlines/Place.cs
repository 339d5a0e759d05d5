namespace NoticeIssuance.Understanding;

/// <summary>A time expression where it stands: in a sentence <c>[Start, End)</c> of the text.</summary>
/// <param name="Opens">The expression that opens the range which the point closes: 3月3日 in 3月3日至14日.</param>
internal sealed record Place(string Text, int Start, int End, TimePoint Point, TimePoint? Opens)
{
    /// <summary>The days of a list that the point ends, itself included; empty where it stands alone.</summary>
    public IReadOnlyList<TimePoint> List { get; init; } = [];

    private const int Before = 24;
    private const int Behind = 40;
    private const int LongestLabel = 8;

    /// <summary>The expression that the whole begins with.</summary>
    public TimePoint First => Opens ?? (List.Count > 0 ? List[0] : Point);

    /// <summary>Where the whole expression begins.</summary>
    public int From => (Opens ?? Point).Start;

    public string Left { get; } = Text[Math.Max(Start, (Opens ?? Point).Start - Before)..(Opens ?? Point).Start];

    /// <summary>What stands before the first day of a list.</summary>
    public string LeftOfFirst => List.Count == 0 ? Left : Text[Math.Max(Start, First.Start - Before)..First.Start];

    public string Right { get; } = Text[Point.End..Math.Min(End, Point.End + Behind)];

    /// <summary>What leads into it: what stands before it in its sentence, at the head of a line the short line above it.</summary>
    public string Lead => From - Start == Left.Length && Left is "" or "自" or "从" ? LineAbove : Left;

    /// <summary>Whether it is at the head of its line, perhaps behind a label.</summary>
    public bool Heads => Start == From
        || From - Start <= LongestLabel && StageWords.Step().IsMatch(Text[Math.Max(0, From - LongestLabel)..From]);

    /// <summary>Whether its line holds nothing else.</summary>
    public bool IsAlone => From == Start && Text.AsSpan(Point.End, End - Point.End) is "" or ":"
        && (End == Text.Length || Text[End] == '\n');

    /// <summary>The line below its own.</summary>
    public string Next => End < Text.Length && Text.IndexOf('\n', End) is >= 0 and var stop
        ? Text[(stop + 1)..Math.Min(Text.Length, stop + 1 + Behind)].Split('\n')[0] : "";

    private string LineAbove => Start > 0 && Text[Start - 1] == '\n' && Start > 1
        && Text[(Text.LastIndexOf('\n', Start - 2) + 1)..(Start - 1)] is { Length: <= Before } line ? line : "";

    public ReadOnlySpan<char> Sentence => Text.AsSpan(Start, End - Start);

    /// <summary>What follows in the same clause and the next, up to a full stop or semicolon.</summary>
    public string Clause => Text[Point.End..Math.Min(End, Point.End + 60)].Split(['。', ';'], 2)[0];

    /// <summary>From a day to a day; 5月1日-20日 is one expression and a range all the same.</summary>
    public bool IsRange => Opens is not null
        || Point is { Form: "date", When: When.OnDay { Begins: null } } && Text.AsSpan(Point.Start, Point.End - Point.Start) is var written
        && written.Contains('月') && written.IndexOfAny("-~至到") > 0;
}
