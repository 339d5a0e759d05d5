using System.Text.Json.Nodes;

namespace Workflow.Testing;

/// <summary>What a caller may send by mistake or by intent.</summary>
internal static class HostileValues
{
    private const string Here = "@here@";

    /// <summary>Values of a parameter as they stand in the address, already escaped.</summary>
    private static readonly string[] InAddress =
    [
        "%00", "a%00b", "%ED%A0%80", "%FF", "%E2%80%AE", "%F0%9F%98%80", "", "%20", "%27", "%25", "[]", "{}", "-1", "0",
        "99999999999999999999",
        "1e400", "null", "%0D%0A", "..", "%2F", "true", "0001-01-01T00:00:00%2B14:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00",
        "9999-12-31T23:59:59.9999999Z", "2016-04-30", "00000000-0000-0000-0000-000000000000", new('x', 6_000), new('x', 1 << 20),
    ];

    private static readonly string[] InHeader =
        ["", "\"", "\"3", "\"-1\"", "\"99999999999999999999\"", "*", "é", "中", "\u202e", new('x', 6_000)];

    /// <summary>Of a request with a body.</summary>
    public static readonly string[] ContentTypes =
    [
        "application/json", "application/json;charset=utf-8", "application/json; charset=\"utf-8\"", "application/json; charset=\"UTF-8\"",
        "application/json; charset=", "application/json; charset=\"\"", "application/json; charset=\"", "application/json; charset=gb18030",
        "application/json; charset=utf-7", "application/json; charset=utf-16", "application/json; charset=utf-32",
        "application/json; charset=x",
        "application/json; charset=utf-8; charset=gbk", "application/problem+json", "text/json", "text/plain", "text/plain; charset=utf-7",
        "text/plain; charset=", "text/csv", "text/csv; charset=\"utf-8\"", "text/csv; charset=utf-16", "text/csv; charset=utf-7",
        "text/html",
        "application/xml", "application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=",
        "multipart/form-data; boundary=\"x", "multipart/form-data; boundary=x", "*/*", "json", "", ";",
        "application/json, application/json",
    ];

    /// <summary>Of any content type.</summary>
    public static readonly byte[][] Bodies =
    [
        [], [0], [0xFF], [0xEF, 0xBB, 0xBF], [0xEF, 0xBB, 0xBF, (byte)'{', (byte)'}'], [0xFF, 0xFE, 0x7B, 0x00], .. new[]
        {
            "null", "[]", "{}", "{", "\"\"", "1", "{}{}", "[null]", "\0\0\0", "a,b\n\0,\"",
            "code,name,short_name,kind,level,parent,aliases\nA\0,B\0,,k,branch,,\n",
            "code,name,short_name,kind,level,parent,aliases\nA,\uFFFE,,\0,branch,,a\0|b\n",
            "issuer,kind,below,from,until\nA\0,k\0,B,2016-01-01,\n",
            "\u202e", "--x\r\n\r\n", "--x\r\nContent-Disposition: form-data; name=\"a\0\"; filename=\"\0\"\r\n\r\n\0\r\n--x--\r\n",
            new string('[', 300), new string('x', 300_000),
        }.Select(Encoding.UTF8.GetBytes),
    ];

    /// <summary>JSON as it stands in a body.</summary>
    private static readonly string[] Literals =
    [
        "null", "17", "-1", "1.5", "1e400", "99999999999999999999", "-9223372036854775808", "9223372036854775807", "true", "\"\"",
        "\"text\"",
        "\" \"", "[]", "{}", "[null]", "[[]]", "[{}]", "{\"x\":null}", "\"\\u0000\"", "\"a\\u0000b\"", "[\"\\u0000\"]", "{\"\\u0000\":1}",
        "{\"\\ud800\":1}", "\"\\ud800\"", "[\"\\udfff\"]", "\"\\u202e\"", "\"0001-01-01\"", "\"9999-12-31T23:59:59-14:00\"",
        "\"0001-01-01T00:00:00+14:00\"", $"\"{new string('x', 100_000)}\"", $"{new string('[', 80)}{new string(']', 80)}", "\"\\",
    ];

    public static IEnumerable<string> Of(string where) => where == "header" ? InHeader : InAddress;

    /// <summary>The sample with each of its fields, one after the other, being each of the literals.</summary>
    public static IEnumerable<string> Mutations(JsonNode? sample)
    {
        if (sample is null)
            yield break;
        foreach (var place in Places(sample))
        {
            var text = place();
            foreach (var literal in Literals)
                yield return text.Replace($"\"{Here}\"", literal, StringComparison.Ordinal);
        }
    }

    /// <summary>The sample with a mark in each place.</summary>
    private static IEnumerable<Func<string>> Places(JsonNode sample)
    {
        var nodes = new Queue<JsonNode>([sample]);
        while (nodes.TryDequeue(out var node))
            if (node is JsonObject some)
                foreach (var name in some.Select(field => field.Key).ToList())
                {
                    yield return () => Marked(sample, some[name], mark => some[name] = mark);
                    if (some[name] is { } inner)
                        nodes.Enqueue(inner);
                }
            else if (node is JsonArray list)
                foreach (var index in Enumerable.Range(0, list.Count))
                {
                    yield return () => Marked(sample, list[index], mark => list[index] = mark);
                    if (list[index] is { } inner)
                        nodes.Enqueue(inner);
                }
    }

    private static string Marked(JsonNode sample, JsonNode? present, Action<JsonNode?> put)
    {
        put(JsonValue.Create(Here));
        var text = sample.ToJsonString();
        put(present?.DeepClone());
        return text;
    }
}

/// <summary>A value that a JSON schema allows.</summary>
internal static class SampleOf
{
    private const int Deepest = 12;

    /// <param name="schema">Of the document.</param>
    /// <param name="document">Holds what it refers to.</param>
    /// <param name="depth">How deep it stands; past twelve there is nothing.</param>
    public static JsonNode? Schema(JsonNode? schema, JsonNode document, int depth = 0)
    {
        if (schema is null)
            return "any";
        if ((string?)schema["$ref"] is { } reference)
            return depth > Deepest ? null : Schema(reference.Split('/')[1..].Aggregate(document, (node, step) =>
                node is JsonArray list ? list[int.Parse(step, CultureInfo.InvariantCulture)]! : node[step]!), document, depth + 1);
        if ((schema["oneOf"] ?? schema["anyOf"])?.AsArray().FirstOrDefault(one => (string?)one!["type"] != "null") is { } choice)
            return Schema(choice, document, depth);
        if (schema["enum"] is JsonArray values)
            return values[0]!.DeepClone();
        var type = schema["type"] is JsonArray types ? types.Select(t => (string)t!).First(t => t != "null") : (string?)schema["type"];
        return depth > Deepest ? null : type switch
        {
            "object" => Object(schema, document, depth),
            "array" => new JsonArray(Schema(schema["items"], document, depth + 1)),
            "integer" or "number" => 1,
            "boolean" => true,
            _ => Text((string?)schema["format"]),
        };
    }

    private static JsonObject Object(JsonNode schema, JsonNode document, int depth)
    {
        var sample = new JsonObject();
        foreach (var (name, of) in schema["properties"]?.AsObject() ?? [])
            sample[name] = Schema(of, document, depth + 1);
        if (schema["additionalProperties"] is JsonObject more)
            sample["any"] = Schema(more, document, depth + 1);
        return sample;
    }

    private static JsonNode Text(string? format) => format switch
    {
        "uuid" => Guid.NewGuid().ToString(),
        "date" => "2016-05-03",
        "date-time" => "2016-05-03T09:00:00+08:00",
        _ => "text",
    };
}
