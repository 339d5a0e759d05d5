namespace NoticeIssuance.Understanding;

/// <summary>First stage: the received text, plain or HTML, in one spelling.</summary>
internal static class Normaliser
{
    public static NormalText Normalise(string text, bool html)
    {
        if (html || Markup.Is(text))
            return Markup.Read(text);
        var into = new NormalTextBuilder(text);
        for (var i = 0; i < text.Length; i++)
            into.Add(text[i], i, i + 1);
        return into.Build();
    }
}
