namespace NoticeIssuance.Understanding;

/// <summary>A numbered item with the paragraphs below it, or what stands before the first number (no label).</summary>
/// <param name="Start">Behind the label.</param>
/// <param name="From">At the label.</param>
/// <param name="Children">A deeper numbering follows: its own words are a heading, perhaps with an introduction.</param>
internal sealed record Item(Label? Label, int From, int Start, int HeadEnd, IReadOnlyList<Line> Below, bool Children)
{
    public int End => Below.Count > 0 ? Below[^1].End : HeadEnd;

    public int Rank => Label?.Rank ?? 0;
}

/// <summary>Groups the paragraphs of a body under their numbers.</summary>
internal static class Items
{
    public static IReadOnlyList<Item> Of(NormalText text, IReadOnlyList<Line> lines)
    {
        var items = new List<Item>();
        var below = new List<Line>();
        Item? open = null;
        foreach (var line in lines)
        {
            if (Labels.At(text.Text, line.Start, line.End) is { } label && !IsDate(text, line, label))
            {
                Close();
                open = new(label, line.Start, line.Start + label.Length, line.End, [], Children: false);
            }
            else if (open is null)
            {
                items.Add(new(null, line.Start, line.Start, line.End, [], Children: false));
            }
            else
            {
                below.Add(line);
            }
        }
        Close();
        return [.. items.Select((item, i) => item with { Children = item.Rank > 0 && RankAt(i + 1) > item.Rank })];

        int RankAt(int i) => i < items.Count ? items[i].Rank : 0;

        void Close()
        {
            if (open is not null)
                items.Add(open with { Below = [.. below] });
            below.Clear();
        }
    }

    // 3.20前 is a date, not item 3.
    private static bool IsDate(NormalText text, Line line, Label label) =>
        label.Rank == 3 && line.Start + label.Length < line.End && text.Text[line.Start + label.Length] is '日' or '月' or '年';
}
