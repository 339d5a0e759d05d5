namespace TaskAssignment.Evidences;

/// <summary>What a file is, by its first bytes: what it is called says nothing.</summary>
internal static class FileType
{
    /// <summary>How many of the first bytes are looked at.</summary>
    public const int Head = 512;

    public const string Unknown = "application/octet-stream";
    private const string Text = "text/plain";
    private const string Zip = "application/zip";

    private static readonly (string Type, int At, byte[] Bytes)[] Signs = [
        ("image/jpeg", 0, [0xFF, 0xD8, 0xFF]),
        ("image/png", 0, [0x89, .. "PNG\r\n"u8]),
        ("image/gif", 0, [.. "GIF8"u8]),
        ("image/webp", 8, [.. "WEBP"u8]),
        ("image/heic", 4, [.. "ftypheic"u8]),
        ("image/heic", 4, [.. "ftypmif1"u8]),
        ("video/mp4", 4, [.. "ftyp"u8]),
        ("application/pdf", 0, [.. "%PDF-"u8]),
        ("application/x-ole-storage", 0, [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]),
        (Zip, 0, [.. "PK\u0003\u0004"u8]),
    ];

    private static readonly Dictionary<string, string> Office = new(StringComparer.OrdinalIgnoreCase)
    {
        [".docx"] = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        [".xlsx"] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        [".pptx"] = "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    };

    /// <summary>Its media type; <see cref="Unknown"/> where the bytes tell none.</summary>
    /// <param name="head">Its first bytes, at most <see cref="Head"/> are looked at.</param>
    /// <param name="name">Tells documents that are all ZIP apart from one another, and nothing else.</param>
    public static string Of(ReadOnlySpan<byte> head, string name)
    {
        head = head[..Math.Min(head.Length, Head)];
        foreach (var (type, at, bytes) in Signs)
        {
            if (head.Length >= at + bytes.Length && head[at..].StartsWith(bytes))
                return type == Zip ? Office.GetValueOrDefault(Path.GetExtension(name), Zip) : type;
        }
        return IsText(head) ? Text : Unknown;
    }

    /// <summary>Whether a browser may show it in its place: what can run nothing.</summary>
    public static bool IsShown(string type) => type is Text or "application/pdf"
        || (type.StartsWith("image/", StringComparison.Ordinal) && type != "image/heic") || type == "video/mp4";

    /// <summary>UTF-8 without control characters; the head may end within a character.</summary>
    private static bool IsText(ReadOnlySpan<byte> head)
    {
        for (var i = 0; i < head.Length;)
        {
            switch (Rune.DecodeFromUtf8(head[i..], out var rune, out var length))
            {
                case System.Buffers.OperationStatus.NeedMoreData:
                    return head.Length == Head;
                case System.Buffers.OperationStatus.Done when !Rune.IsControl(rune) || rune.Value is '\n' or '\r' or '\t':
                    i += length;
                    break;
                default:
                    return false;
            }
        }
        return head.Length > 0;
    }
}
