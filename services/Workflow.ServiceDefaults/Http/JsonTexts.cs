using System.Text.Json.Serialization.Metadata;

namespace Workflow.ServiceDefaults;

/// <summary>
/// Texts in received JSON, wherever they stand: what no database keeps (U+0000) and what is no text (half a surrogate pair) is an error
/// with its path, as is a null in a list. Not converters: those would hide from the OpenAPI document what they convert.
/// </summary>
public static class JsonTexts
{
    /// <summary>Looks at the body of a request to an endpoint that reads JSON alone, before anything is bound from it.</summary>
    internal static async Task LookAt(HttpContext context, RequestDelegate next)
    {
        if (context.Request.HasJsonContentType() && RequestText.IsJsonAlone(context.GetEndpoint()))
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            Check(body.GetBuffer().AsSpan(0, (int)body.Length));
            context.Request.Body = new MemoryStream(body.GetBuffer(), 0, (int)body.Length);
        }
        await next(context);
    }

    /// <summary>Bytes that are no JSON at all are not told here.</summary>
    /// <exception cref="RefusedRequestException">422: names the text that is none.</exception>
    public static void Check(ReadOnlySpan<byte> json)
    {
        // A byte order mark is passed over by whoever binds.
        var reader = new Utf8JsonReader(json.StartsWith(Encoding.UTF8.Preamble) ? json[Encoding.UTF8.Preamble.Length..] : json);
        var places = new Stack<Place>();
        try
        {
            while (reader.Read())
            {
                if (places.TryPeek(out var list) && list.IsList && reader.TokenType is not JsonTokenType.EndArray)
                    list.Index++;
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                    places.Push(new() { IsList = reader.TokenType is JsonTokenType.StartArray });
                else if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
                    places.Pop();
                else if (reader.ValueIsEscaped && !IsText(ref reader))
                    throw Refused(places);
                else if (reader.TokenType is JsonTokenType.PropertyName)
                    places.Peek().Name = reader.GetString()!;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or not UTF-8: whoever binds it says so.
        }
    }

    /// <summary>No list or map of what is received here has a place for null.</summary>
    internal static void RefuseNullItems(JsonTypeInfo type)
    {
        if (type.Kind is JsonTypeInfoKind.Enumerable && type.ElementType is { IsValueType: false })
            type.OnDeserialized = list => Refuse((System.Collections.IEnumerable)list);
        else if (type.Kind is JsonTypeInfoKind.Dictionary && type.ElementType is { IsValueType: false })
            type.OnDeserialized = map => Refuse(((System.Collections.IDictionary)map).Values);

        static void Refuse(System.Collections.IEnumerable items)
        {
            foreach (var item in items)
                if (item is null)
                    throw new JsonException("No item may be null.");
        }
    }

    private static bool IsText(ref Utf8JsonReader reader)
    {
        try
        {
            return !reader.GetString()!.Contains('\0', StringComparison.Ordinal);
        }
        catch (InvalidOperationException e) when (e.InnerException is not DecoderFallbackException)
        {
            return false;
        }
    }

    private static RefusedRequestException Refused(IEnumerable<Place> places)
    {
        var path = "$" + string.Concat(places.Reverse());
        return new(StatusCodes.Status422UnprocessableEntity, "charset", $"The text at {path} is none.",
            [new(path, "U+0000 and halves of surrogate pairs are not allowed.")]);
    }

    /// <summary>Where the reader is in an object or a list.</summary>
    private sealed class Place
    {
        public bool IsList { get; init; }

        public int Index { get; set; } = -1;

        public string? Name { get; set; }

        public override string ToString() => IsList ? $"[{Index}]" : Name is null ? "" : $".{Name}";
    }
}
