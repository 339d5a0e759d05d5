using System.Buffers;

namespace NoticeIssuance.Understanding;

/// <summary>The numeral printed before an item. A smaller rank stands higher: 一、 above （一） above 1. above （1） above ①.</summary>
/// <param name="Length">How many characters it takes, its stop included.</param>
internal readonly record struct Label(string Printed, int Rank, int Length);

internal static partial class Labels
{
    private static readonly SearchValues<char> Starts = SearchValues.Create("第(0123456789一二三四五六七八九十①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳");

    /// <summary>The label a line starts with at <paramref name="at"/>, if any.</summary>
    public static Label? At(string text, int at, int end)
    {
        if (at >= end || !Starts.Contains(text[at]))
            return null;
        var match = Pattern().Match(text, at, Math.Min(12, end - at));
        if (!match.Success)
            return null;
        var rank = 1;
        while (!match.Groups[rank].Success)
            rank++;
        return new(match.Groups[rank].Value, rank, match.Length);
    }

    // The groups are numbered in the order of the ranks. Behind the numeral of r4 the sentence goes on: only the numeral is skipped.
    [GeneratedRegex("""
        \G(?:
          (?<r1>第[一二三四五六七八九十\d]{1,3}[章条部分]{1,2}|[一二三四五六七八九十]{1,3})(?:[、.]|(?<=[章条分部])[:]?)  # 一、 第一条
        | (?<r2>\([一二三四五六七八九十]{1,3}\))[、.]?                                               # （一）
        | (?<r3>\d{1,2})[.、](?:(?!\d{1,2}[日月号.\d])|(?=20\d\d年|\d{1,2}月\d{1,2}[日号]))          # 1. but not 5.20
        | (?<r4>[一二三四五六七八九十])(?=[要是][^、,。;:否])                                         # 一要, 一是
        | (?<r5>\(?\d{1,2}\))[、.]?                                                                 # （1）, 1）
        | (?<r6>[①-⑳])
        )
        """, Words.Options)]
    private static partial Regex Pattern();
}
