namespace Workflow.ServiceDefaults;

/// <summary>A figure that somebody should watch: the list from which dashboard, alerts and their page are made.</summary>
/// <param name="Name">As OpenTelemetry has it.</param>
/// <param name="Unit"><c>s</c>, or in braces what is counted.</param>
/// <param name="By">What it is told apart by, beside <c>service</c>; null where by nothing.</param>
/// <param name="Words">What it says, a sentence.</param>
/// <param name="Alert">When somebody is to be told; null where it is only looked at.</param>
public sealed record WatchedMetric(string Name, string Unit, string? By, string Words, WatchedBound? Alert = null)
{
    /// <summary>Its name at <c>/metrics</c>.</summary>
    public string Prometheus => Name.Replace('.', '_') + (Unit == "s" ? "_seconds" : "");

    /// <summary>All of them, in the order in which they are looked at.</summary>
    public static IReadOnlyList<WatchedMetric> All { get; } =
    [
        new("workflow.ready", "{service}", null, "1 where this replica is ready, as /health/ready says.",
            new("<", 1, "2m", "See `problems` of GET /v1/operations, and the log.")),
        new("workflow.problems", "{problem}", "kind", "What is wrong or waits, by its kind in GET /v1/operations.",
            new(">", 0, "30m", "GET /v1/operations names each, with the request that answers it.")),
        new("workflow.feed.age", "s", "consumer", "For how long a consumer of stored events that is behind has not moved.",
            new(">", 60, "1m", "deploy/README.md, Blocked feeds.")),
        new("workflow.feed.lag", "{event}", "consumer", "Sequence numbers between a consumer and the log's end, by who leads.",
            new(">", 10_000, "10m", "deploy/README.md, Blocked feeds.")),
        new("workflow.relay.unconfirmed", "{page}", null, "Stored pages that the broker has not confirmed, by who leads.",
            new(">", 100, "5m", "The broker, then deploy/README.md, Blocked feeds.")),
        new("workflow.queue.failed", "{message}", "queue", "Messages that lie in an error, skipped or dead queue.",
            new(">", 0, "5m", "deploy/README.md, Error queues.")),
        new("workflow.quarantine", "{item}", "place", "What is set aside because it cannot be read or done, at most 100.",
            new(">", 0, "15m", "deploy/README.md, Quarantine.")),
        new("workflow.reminders.due", "{reminder}", null, "Reminders due for more than five seconds and not decided, at most 1,000.",
            new(">=", 1000, "10m", "deploy/README.md, Due and unsent.")),
        new("workflow.reminders.due.age", "s", null, "For how long the oldest of them has been due.",
            new(">", 600, "1m", "deploy/README.md, Due and unsent.")),
        new("workflow.reminders.owner_waiting", "{reminder}", null,
            "Due reminders while TaskAssignment does not answer, or knows less than was heard.",
            new(">", 0, "2m", "deploy/README.md, Due and unsent.")),
        new("workflow.reminders.plans_missing", "{assignment}", null, "Assignments known by a change whose dispatch has not come.",
            new(">", 0, "15m", "Error queues of reminders, then GET /v1/notices/{id}/plans.")),
        new("workflow.reminders.calendar_missing", "{assignment}", null, "Assignments whose ladder waits for a year's calendar.",
            new(">", 0, "1h", "Publish the year: PUT /v1/calendars/{name}/{year} of the directory.")),
        new("workflow.deliveries.waiting", "{message}", null, "Messages that wait for a unit's queue, at most 1,000.",
            new(">=", 1000, "15m", "Branch queues that stand aside; the broker.")),
        new("workflow.deliveries.dead", "{message}", "reason", "Messages that could not be delivered to a unit's queue, at most 1,000.",
            new(">", 0, "5m", "deploy/README.md, Dead deliveries.")),
        new("workflow.branch_queues.unwell", "{queue}", null, "Queues of units that are not as they should be.",
            new(">", 0, "30m", "deploy/README.md, Branch queues.")),
        new("workflow.assignments.overdue", "{assignment}", null,
            "Assignments past their deadline that still owe a report, at most 100,000."),
        new("workflow.ledger.faults", "{source}", "source", "1 where the ledger stopped at a source's next page.",
            new(">", 0, "1m", "At once: deploy/README.md, The ledger.")),
        new("workflow.ledger.pages.missing", "{page}", "source", "Pages that a later one shows to be missing.",
            new(">", 0, "5m", "deploy/README.md, The ledger.")),
    ];

    internal static WatchedMetric Named(string name) => All.Single(metric => metric.Name == name);
}

/// <summary>When a figure is a reason to tell somebody.</summary>
/// <param name="Is">How it stands to the value: a comparison.</param>
/// <param name="Value">The value.</param>
/// <param name="For">For how long, as Prometheus says it.</param>
/// <param name="See">What to do.</param>
public sealed record WatchedBound(string Is, double Value, string For, string See);
