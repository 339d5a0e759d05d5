namespace NoticeIssuance.Understanding;

/// <summary>Received bytes as text: the declared charset, else a byte order mark, else UTF-8, else GB18030.</summary>
internal static class TextDecoding
{
    static TextDecoding() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <param name="charset">The charset parameter of the media type; null when none was sent.</param>
    public static Decoding Decode(ReadOnlySpan<byte> bytes, string? charset)
    {
        if (Marked(bytes) is var (encoding, skip) && encoding is not null)
            return Strictly(encoding, bytes[skip..]);
        if (charset is not null)
            return Named(charset) is { } named ? Strictly(named, bytes) : new Decoding.UnsupportedCharset(charset);
        return Strictly(new UTF8Encoding(), bytes) is Decoding.Decoded text ? text : Strictly(Encoding.GetEncoding("GB18030"), bytes);
    }

    private static (Encoding? Encoding, int Skip) Marked(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xEF, 0xBB, 0xBF, ..] => (Encoding.UTF8, 3),
        [0xFF, 0xFE, ..] => (Encoding.Unicode, 2),
        [0xFE, 0xFF, ..] => (Encoding.BigEndianUnicode, 2),
        [0x84, 0x31, 0x95, 0x33, ..] => (Encoding.GetEncoding("GB18030"), 4),
        _ => (null, 0),
    };

    private static Encoding? Named(string charset) => charset.Trim('"', ' ').ToLowerInvariant() switch
    {
        "utf-8" or "utf8" or "us-ascii" or "ascii" => Encoding.UTF8,
        "gb18030" or "gbk" or "gb2312" or "gb_2312-80" or "x-gbk" or "cp936" => Encoding.GetEncoding("GB18030"),
        "utf-16" or "utf-16le" => Encoding.Unicode,
        "utf-16be" => Encoding.BigEndianUnicode,
        _ => null,
    };

    private static Decoding Strictly(Encoding encoding, ReadOnlySpan<byte> bytes)
    {
        var strict = (Encoding)encoding.Clone();
        strict.DecoderFallback = DecoderFallback.ExceptionFallback;
        try
        {
            var text = strict.GetString(bytes);
            return text.Contains('\0', StringComparison.Ordinal)
                ? new Decoding.Undecodable("The text holds NUL characters.")
                : new Decoding.Decoded(text, encoding.WebName);
        }
        catch (DecoderFallbackException e)
        {
            return new Decoding.Undecodable($"Byte {e.Index} is not valid {encoding.WebName}.");
        }
    }
}

/// <summary>What decoding came to.</summary>
internal abstract record Decoding
{
    private Decoding() { }

    /// <summary>The text, without a byte order mark, and the charset it was decoded with (a name that can be given again).</summary>
    internal sealed record Decoded(string Text, string Charset) : Decoding;

    /// <summary>The bytes are not what they claim to be, or nothing known.</summary>
    internal sealed record Undecodable(string Why) : Decoding;

    /// <summary>A charset name that is not read here.</summary>
    internal sealed record UnsupportedCharset(string Name) : Decoding;
}
