using System.Text.Json.Nodes;

namespace Workflow.History.Tests;

/// <summary>What the AsyncAPI document says of the whole: servers, who may, what may change.</summary>
internal static class AsyncApiHead
{
    public static JsonObject Info => new()
    {
        ["title"] = "Workflow",
        ["version"] = "v1",
        ["description"] =
            """
            What travels on RabbitMQ: messages between services, and what branches receive. Everything may come again, late or out of order.

            **Versions.** The version stands in the name of a message (`Notices.V1`) and in the `type` of a CloudEvent (`.v1`). Within it
            fields and values of enumerations may be added; nothing is renamed, taken away or changes its meaning. Where that must be, a
            message of the next version is sent beside the one before until every reader has changed. A reader passes over fields it does
            not know.

            **A `type` that is not known** comes from a newer version of the product. A branch acknowledges it and shows `data.text` to a
            person where there is one; giving it back brings it again 50 times and then sets it aside. A service sets aside what it cannot
            read, in its error queue, and goes on.
            """,
        ["license"] = new JsonObject { ["name"] = "Apache-2.0" },
    };

    /// <summary>Where services pass messages, and where branches read: two virtual hosts of one broker.</summary>
    public static JsonObject Servers => new()
    {
        ["checkout"] = Server("127.0.0.1:7172", "/", "service", "Services of a checkout after `deploy/local/up`: the virtual host `/`."),
        ["checkoutBranches"] = Server("127.0.0.1:7172", "/branches", "unit", "Branches of a checkout: the virtual host `branches`."),
        ["production"] = Run("/{vhost}", "service", "Services: the virtual host that `RabbitMq__Uri` names; by TLS alone.",
            ("vhost", "workflow", "As its operator has named it.")),
        ["productionBranches"] = Run("/branches", "unit", "Branches: the virtual host that `PUT channel` answers; by TLS alone."),
    };

    public static IReadOnlyList<string> OfServices { get; } = ["checkout", "production"];

    public static IReadOnlyList<string> OfBranches { get; } = ["checkoutBranches", "productionBranches"];

    public static JsonObject SecuritySchemes => new()
    {
        ["service"] = new JsonObject
        {
            ["type"] = "plain",
            ["description"] = "A service's own RabbitMQ user (SASL PLAIN). Pages of events are signed with its name by the broker.",
        },
        ["unit"] = new JsonObject
        {
            ["type"] = "plain",
            ["description"] = "A unit's RabbitMQ user, `branch.{unit}` (SASL PLAIN), which may read its own queue and do nothing else. "
                + "`PUT /v1/units/{code}/channel` answers it once.",
        },
    };

    /// <summary>A service's own queue is made by the bus as this says.</summary>
    public static JsonObject OfServiceQueues => new()
    {
        ["name"] = "workflow-{source}-{message}",
        ["type"] = "quorum",
        ["arguments"] = new JsonObject
        {
            ["x-queue-type"] = "quorum",
            ["x-delivery-limit"] = 1000,
            ["x-dead-letter-exchange"] = "workflow-{source}-{message}_dead",
        },
        ["setAside"] = new JsonArray("workflow-{source}-{message}_error", "workflow-{source}-{message}_skipped",
            "workflow-{source}-{message}_dead"),
    };

    /// <summary>A branch's queue is declared with its type alone; the rest is a policy, with the defaults of the options.</summary>
    public static JsonObject OfBranchQueues => new()
    {
        ["arguments"] = new JsonObject { ["x-queue-type"] = "quorum" },
        ["policy"] = new JsonObject
        {
            ["delivery-limit"] = 50,
            ["max-length"] = 100_000,
            ["overflow"] = "reject-publish",
            ["message-ttl"] = 45 * 86_400_000L,
            ["dead-letter-exchange"] = "branch-dead",
            ["dead-letter-strategy"] = "at-least-once",
        },
        ["bindings"] = new JsonArray(new JsonObject
        {
            ["exchange"] = "branch",
            ["type"] = "topic",
            ["routingKey"] = "the unit's path of codes, such as `city.district.branch`; with `subtree` also `city.district.branch.#`",
        }),
    };

    private static JsonObject Server(string host, string path, string user, string description, string protocol = "amqp") => new()
    {
        ["host"] = host,
        ["pathname"] = path,
        ["protocol"] = protocol,
        ["protocolVersion"] = "0.9.1",
        ["description"] = description,
        ["security"] = new JsonArray(new JsonObject { ["$ref"] = $"#/components/securitySchemes/{user}" }),
    };

    private static JsonObject Run(string path, string user, string description,
        params IEnumerable<(string Name, string Default, string Description)> variables)
    {
        var server = Server("{host}:5671", path, user, description, "amqps");
        server["variables"] = new JsonObject(variables.Prepend(("host", "broker.workflow.internal", "As its operator has named it."))
            .Select(variable => KeyValuePair.Create(variable.Item1, (JsonNode?)new JsonObject
            {
                ["default"] = variable.Item2, ["description"] = variable.Item3,
            })));
        return server;
    }
}
