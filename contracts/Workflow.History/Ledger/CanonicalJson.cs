using System.Buffers;

namespace Workflow.History;

/// <summary>
/// JSON in the one form of RFC 8785 (JCS): members ordered by UTF-16 code units, no white space, shortest escapes and numbers.
/// </summary>
public static class CanonicalJson
{
    /// <summary>A name given twice keeps its order.</summary>
    private static readonly Comparison<(string Name, int Place, JsonElement Value)> ByName =
        static (a, b) => string.CompareOrdinal(a.Name, b.Name) is not 0 and var order ? order : a.Place.CompareTo(b.Place);

    /// <summary>The canonical bytes of a JSON value.</summary>
    /// <exception cref="JsonException">The input is no JSON.</exception>
    public static byte[] Canonicalise(ReadOnlyMemory<byte> utf8)
    {
        using var document = JsonDocument.Parse(utf8);
        return Canonicalise(document.RootElement);
    }

    /// <summary>The canonical bytes of a JSON value.</summary>
    public static byte[] Canonicalise(JsonElement value)
    {
        var output = new ArrayBufferWriter<byte>(512);
        Write(value, output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Appends a value's canonical bytes.</summary>
    internal static void Write(JsonElement value, ArrayBufferWriter<byte> output)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(value, output);
                break;
            case JsonValueKind.Array:
                output.Write("["u8);
                var first = true;
                foreach (var item in value.EnumerateArray())
                {
                    if (!first)
                        output.Write(","u8);
                    first = false;
                    Write(item, output);
                }
                output.Write("]"u8);
                break;
            case JsonValueKind.String:
                WriteString(value.GetString()!, output);
                break;
            case JsonValueKind.Number:
                WriteText(Number(value), output);
                break;
            default:
                WriteText(value.GetRawText(), output);
                break;
        }
    }

    private static void WriteObject(JsonElement value, ArrayBufferWriter<byte> output)
    {
        output.Write("{"u8);
        var members = new (string Name, int Place, JsonElement Value)[value.GetPropertyCount()];
        var count = 0;
        foreach (var member in value.EnumerateObject())
            members[count] = (member.Name, count++, member.Value);
        Array.Sort(members, ByName);
        var first = true;
        foreach (var (name, _, of) in members)
        {
            if (!first)
                output.Write(","u8);
            first = false;
            WriteString(name, output);
            output.Write(":"u8);
            Write(of, output);
        }
        output.Write("}"u8);
    }

    /// <summary>Appends a string's canonical bytes.</summary>
    internal static void WriteString(string text, ArrayBufferWriter<byte> output)
    {
        output.Write("\""u8);
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] >= ' ' && text[i] is not ('"' or '\\'))
                continue;
            WriteText(text.AsSpan(start, i - start), output);
            WriteText(Escape(text[i]), output);
            start = i + 1;
        }
        WriteText(text.AsSpan(start), output);
        output.Write("\""u8);
    }

    private static string Escape(char c) => c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\b' => "\\b",
        '\t' => "\\t",
        '\n' => "\\n",
        '\f' => "\\f",
        '\r' => "\\r",
        _ => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
    };

    private static void WriteText(ReadOnlySpan<char> text, ArrayBufferWriter<byte> output) =>
        output.Advance(Encoding.UTF8.GetBytes(text, output.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));

    /// <summary>Appends a whole number below 2⁵³ in size: places and versions.</summary>
    internal static void WriteNumber(long value, ArrayBufferWriter<byte> output)
    {
        value.TryFormat(output.GetSpan(20), out var written, default, CultureInfo.InvariantCulture);
        output.Advance(written);
    }

    /// <summary>As ECMAScript prints a number: RFC 8785 §3.2.2.3.</summary>
    private static string Number(JsonElement value)
    {
        if (value.TryGetInt64(out var integer) && Math.Abs(integer) <= 1L << 53)
            return integer.ToString(CultureInfo.InvariantCulture);

        var number = value.GetDouble();
        if (!double.IsFinite(number))
            throw new JsonException($"{value.GetRawText()} is not a number that JSON can hold.");
        if (number == 0)
            return "0";
        var shortest = Math.Abs(number).ToString("E16", CultureInfo.InvariantCulture);
        for (var digits = 0; digits < 16; digits++)
        {
            var candidate = Math.Abs(number).ToString("E" + digits, CultureInfo.InvariantCulture);
            if (double.Parse(candidate, CultureInfo.InvariantCulture) != Math.Abs(number))
                continue;
            shortest = candidate;
            break;
        }
        var mantissa = shortest[..shortest.IndexOf('E')].Replace(".", "", StringComparison.Ordinal).TrimEnd('0');
        var exponent = int.Parse(shortest[(shortest.IndexOf('E') + 1)..], CultureInfo.InvariantCulture) + 1;
        return (number < 0 ? "-" : "") + Lay(mantissa, exponent);
    }

    /// <param name="digits">Significant digits, without leading or trailing zeros.</param>
    /// <param name="point">Where the decimal point stands, counted from the first digit.</param>
    private static string Lay(string digits, int point)
    {
        if (digits.Length <= point && point <= 21)
            return digits.PadRight(point, '0');
        if (point is > 0 and <= 21)
            return digits[..point] + "." + digits[point..];
        if (point is > -6 and <= 0)
            return "0." + new string('0', -point) + digits;
        var exponent = (point - 1).ToString("+0;-0", CultureInfo.InvariantCulture);
        return (digits.Length == 1 ? digits : digits[..1] + "." + digits[1..]) + "e" + exponent;
    }
}
