using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Workflow.History.Tests;

/// <summary>The AsyncAPI 3.0 document of what travels on the broker, made of the message types and their documentation.</summary>
internal static partial class AsyncApiDocument
{
    private static readonly JsonSerializerOptions Web =
        new(JsonSerializerDefaults.Web) { NumberHandling = JsonNumberHandling.Strict,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonSchemaExporterOptions Described =
        new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Describe };

    private static readonly Documentation Docs = Documentation.Of(typeof(NoticeIssued).Assembly);

    public static string Write()
    {
        var messages = typeof(NoticeIssued).Assembly.GetExportedTypes().Except([.. MessageSamples.PartsOfMessages, typeof(BranchEvent)]);
        var channels = messages.OrderBy(type => type.FullName, StringComparer.Ordinal)
            .Select(type => KeyValuePair.Create(NameOf(type), (JsonNode?)Between(type)));
        var branch = ToBranches();
        return new JsonObject
        {
            ["asyncapi"] = "3.0.0",
            ["id"] = "urn:workflow",
            ["info"] = AsyncApiHead.Info,
            ["defaultContentType"] = "application/json",
            ["servers"] = AsyncApiHead.Servers,
            ["channels"] = new JsonObject([.. channels, KeyValuePair.Create("branch", (JsonNode?)branch)]),
            ["operations"] = new JsonObject([
                .. AsyncApiParties.Messages.OrderBy(type => type.FullName, StringComparer.Ordinal)
                    .SelectMany(type => AsyncApiParties.Operations(type, NameOf)),
                .. AsyncApiParties.OfBranches(branch["messages"]!.AsObject().Select(message => message.Key))]),
            ["components"] = new JsonObject { ["securitySchemes"] = AsyncApiHead.SecuritySchemes },
        }.ToJsonString(Indented) + "\n";
    }

    /// <summary>A message between services: MassTransit's envelope, on an exchange of the message's own.</summary>
    private static JsonObject Between(Type type)
    {
        var address = $"{type.Namespace}:{type.Name}";
        var envelope = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["messageId"] = new JsonObject { ["description"] = "The same over repeats.", ["type"] = "string", ["format"] = "uuid" },
                ["correlationId"] =
                    new JsonObject { ["description"] = "The notice's id, where the message is about one.", ["type"] = "string",
                    ["format"] = "uuid" },
                ["messageType"] =
                    new JsonObject { ["type"] = "array", ["contains"] = new JsonObject { ["const"] = $"urn:message:{address}" } },
                ["message"] = SchemaOf(type),
            },
            ["required"] = new JsonArray("messageId", "messageType", "message"),
        };
        if (AsyncApiParties.AnswerTo(type) is not null)
            envelope["properties"]!["responseAddress"] = new JsonObject
            {
                ["description"] = "The queue of whoever asks, to which the answer goes.", ["type"] = "string", ["format"] = "uri",
            };
        var message = Message(type.Name, Docs.Of(type), "application/vnd.masstransit+json", envelope);
        message["examples"] = new JsonArray(new JsonObject
        {
            ["payload"] = new JsonObject
            {
                ["messageId"] = "0198c5d2-7a10-7c3e-9b1f-2f6d1c0a4e55",
                ["messageType"] = new JsonArray($"urn:message:{address}"),
                ["message"] = Sample(type),
            },
        });
        message["correlationId"] = new JsonObject { ["location"] = "$message.payload#/correlationId" };
        if (AsyncApiParties.IsAnswer(type))
            return Channel(address: null, AsyncApiHead.OfServices, exchange: null, new() { [type.Name] = message });
        var channel = Channel(address, AsyncApiHead.OfServices, Exchange(address, "fanout"), new() { [type.Name] = message });
        channel["x-queue"] = AsyncApiHead.OfServiceQueues;
        return channel;
    }

    /// <summary>CloudEvents in each unit's own queue, to which they are published by its name.</summary>
    private static JsonObject ToBranches()
    {
        var channel = Channel("branch.{unit}", AsyncApiHead.OfBranches, exchange: [], new()
        {
            ["reminder"] = CloudEvent(BranchEvent.ReminderType, "A step of the ladder fell due."),
            ["assignment"] = CloudEvent(BranchEvent.AssignmentType, "The unit has a new assignment."),
            ["deadline"] = News(NewsKind.Deadline, "An assignment the unit has is due at another instant."),
            ["return"] = News(NewsKind.Return, "A report was returned, with a new term."),
            ["extensionGranted"] = News(NewsKind.ExtensionGranted, "More time was given."),
            ["extensionRefused"] = News(NewsKind.ExtensionRefused, "No more time was given: the deadline stands."),
            ["insistence"] = News(NewsKind.Insistence, "A decline was not accepted: it is the unit's to do."),
            ["acceptance"] = News(NewsKind.Acceptance, "A report was accepted."),
            ["reopening"] = News(NewsKind.Reopening, "What was closed is to be reported on once more, by a new term."),
            ["report"] = News(NewsKind.Report, "To whoever judges it: a report was handed in."),
            ["extensionAsked"] = News(NewsKind.ExtensionAsked, "To whoever decides on it: a unit asks for more time."),
            ["declined"] = News(NewsKind.Declined, "To whoever decides on it: a unit says that it is not its to do."),
            ["urging"] = News(NewsKind.Urging, "An officer asks for it by hand; it holds until it is reported on, and at most 30 days."),
            ["amendment"] = News(NewsKind.Amendment, "The notice was amended: all that changes for the unit, told once."),
            ["withdrawal"] = News(NewsKind.Withdrawal,
                "The notice was withdrawn, or another took its place: what the unit still owed by it is owed no more. Told once a unit."),
            ["copy"] = News(NewsKind.Copy, "A copy of a notice: to be known, nothing is owed by it. A receipt acknowledges it."),
            ["copyAmended"] = News(NewsKind.CopyAmended, "The notice that the unit has a copy of was amended."),
            ["copyWithdrawn"] = News(NewsKind.CopyWithdrawn,
                "The notice that the unit has a copy of was withdrawn, or another took its place."),
        });
        channel["parameters"] = new JsonObject { ["unit"] = new JsonObject { ["description"] = "Code of the unit whose queue it is." } };
        channel["description"] = "The queue is the product's to make: a client consumes from it by name and declares nothing.";
        channel["x-queue"] = AsyncApiHead.OfBranchQueues;
        channel["bindings"]!["amqp"] = new JsonObject
        {
            ["is"] = "queue",
            ["queue"] = new JsonObject { ["name"] = "branch.{unit}", ["durable"] = true, ["exclusive"] = false, ["autoDelete"] = false },
            ["bindingVersion"] = "0.3.0",
        };
        return channel;
    }

    private static JsonObject News(string kind, string summary) => CloudEvent(BranchEvent.TypeOfNews(kind), summary);

    private static JsonObject CloudEvent(string type, string summary)
    {
        var payload = SchemaOf(typeof(BranchEvent));
        payload["properties"]!["type"] = new JsonObject { ["const"] = type };
        var message = Message(type, summary, "application/cloudevents+json", payload);
        var example = Sample(typeof(BranchEvent))!;
        example["type"] = type;
        if (type == BranchEvent.ReminderType)
            (example["data"]!["level"], example["data"]!["step"]) = ("remind", "-3d");
        message["examples"] = new JsonArray(new JsonObject { ["payload"] = example });
        return message;
    }

    /// <summary>What is described twice is written twice: a reference would point elsewhere once the schema stands in a document.</summary>
    private static JsonNode SchemaOf(Type type)
    {
        var schema = Web.GetJsonSchemaAsNode(type, Described);
        Resolve(schema);
        return schema;

        void Resolve(JsonNode? node)
        {
            if (node is JsonObject part && (string?)part["$ref"] is { } pointer)
            {
                var copy = pointer.Split('/').Skip(1).Aggregate(schema, (at, name) => at[name]!).DeepClone().AsObject();
                part.Remove("$ref");
                foreach (var (name, value) in copy.Where(one => !part.ContainsKey(one.Key)).ToList())
                    part[name] = value?.DeepClone();
            }
            foreach (var child in node switch { JsonObject o => o.Select(one => one.Value).ToList(), JsonArray a => [.. a], _ => [] })
                Resolve(child);
        }
    }

    private static JsonNode? Sample(Type type) =>
        JsonSerializer.SerializeToNode(MessageSamples.All.First(message => message.GetType() == type), type, Web);

    /// <param name="address">Null of an answer, which goes to whoever asked.</param>
    /// <param name="servers">Where it is.</param>
    /// <param name="exchange">Where there is one of its own.</param>
    /// <param name="messages">By name.</param>
    private static JsonObject Channel(string? address, IEnumerable<string> servers, JsonObject? exchange, JsonObject messages)
    {
        var channel = new JsonObject
        {
            ["address"] = address,
            ["servers"] = new JsonArray([.. servers.Select(server => new JsonObject { ["$ref"] = $"#/servers/{server}" })]),
            ["messages"] = messages,
        };
        if (exchange is not null)
            channel["bindings"] = new JsonObject
            {
                ["amqp"] = new JsonObject { ["is"] = "routingKey", ["exchange"] = exchange, ["bindingVersion"] = "0.3.0" },
            };
        return channel;
    }

    private static JsonObject Exchange(string name, string type) =>
        new() { ["name"] = name, ["type"] = type, ["durable"] = true, ["autoDelete"] = false };

    private static JsonObject Message(string name, string? summary, string contentType, JsonNode payload) =>
        new() { ["name"] = name, ["summary"] = summary ?? name, ["contentType"] = contentType, ["payload"] = payload };

    /// <summary>Adds what the documentation says, and which members are always there: those that are never null.</summary>
    private static JsonNode Describe(JsonSchemaExporterContext context, JsonNode schema)
    {
        var said = context.PropertyInfo is { AttributeProvider: MemberInfo member } ? Docs.Of(member) : context.Path.IsEmpty ? null
            : Docs.Of(context.TypeInfo.Type);
        if (said is not null)
        {
            Limit(schema.AsObject(), said);
            schema.AsObject().Insert(0, "description", said);
        }
        if (schema is JsonObject properties && properties.ContainsKey("properties"))
            properties["required"] =
                new JsonArray([.. context.TypeInfo.Properties.Where(p => !p.IsGetNullable).Select(p => JsonValue.Create(p.Name))]);
        return schema;
    }

    /// <summary>A text whose documentation begins with all that it may be, is one of them.</summary>
    private static void Limit(JsonObject schema, string said)
    {
        var type = schema["type"] is JsonArray either ? either[0] : schema["type"];
        if ((string?)type != "string" || schema.ContainsKey("format"))
            return;
        if (Always().Match(said) is { Success: true } always)
            schema["const"] = always.Groups[1].Value;
        else if (OneOf().Match(said) is { Success: true } several)
            schema["enum"] = new JsonArray([.. several.Groups["one"].Captures.Select(one => JsonValue.Create(one.Value)),
                .. schema["type"] is JsonArray ? [null] : Array.Empty<JsonNode?>()]);
    }

    [GeneratedRegex(@"^Always (\S+)\.$")]
    private static partial Regex Always();

    [GeneratedRegex(@"^(?<one>[a-z0-9+-]+)(, (?<one>[a-z0-9+-]+))* or (?<one>[a-z0-9+-]+)[.;]")]
    private static partial Regex OneOf();

    private static string NameOf(Type type) => type.FullName!["Workflow.Contracts.".Length..];
}
