using System.Text.Json.Nodes;
using Workflow.Contracts.Assignments.V1;
using Workflow.Contracts.Audit.V1;
using Workflow.Contracts.Directory.V1;
using Workflow.Contracts.Reminders.V1;

namespace Workflow.History.Tests;

/// <summary>Who sends a message and who receives it: the operations of the AsyncAPI document.</summary>
internal static class AsyncApiParties
{
    private static readonly string[] Everybody = [.. Sources.All];
    private static readonly string[] Nobody = [];

    /// <summary>By message: the services that send it, those that receive it.</summary>
    private static readonly Dictionary<Type, (string[] Senders, string[] Receivers)> Parties = new()
    {
        [typeof(NoticeIssued)] = ([Sources.Notices], [Sources.Assignments]),
        [typeof(NoticeDistributed)] = ([Sources.Notices], [Sources.Assignments]),
        [typeof(DeadlineRecomputed)] = ([Sources.Notices], [Sources.Assignments]),
        [typeof(NoticeAmended)] = ([Sources.Notices], [Sources.Assignments, Sources.Reminders]),
        [typeof(NoticeWithdrawn)] = ([Sources.Notices], [Sources.Assignments]),
        [typeof(NoticeCopied)] = ([Sources.Notices], [Sources.Reminders]),
        [typeof(AliasTaught)] = ([Sources.Notices], [Sources.Directory]),
        [typeof(AssignmentsDispatched)] = ([Sources.Assignments], [Sources.Reminders]),
        [typeof(AssignmentChanged)] = ([Sources.Assignments], [Sources.Reminders]),
        [typeof(AssignmentReassigned)] = ([Sources.Assignments], [Sources.Notices]),
        [typeof(AssignmentNews)] = ([Sources.Assignments], [Sources.Reminders]),
        [typeof(NoticeDischarged)] = ([Sources.Assignments], [Sources.Notices]),
        [typeof(AssignmentsAsked)] = ([Sources.Reminders], [Sources.Assignments]),
        [typeof(DatedAssignmentsAsked)] = ([Sources.Reminders], [Sources.Assignments]),
        [typeof(AssignmentsAnswered)] = ([Sources.Assignments], [Sources.Reminders]),
        [typeof(DutiesAsked)] = ([Sources.Notices], [Sources.Assignments]),
        [typeof(DutiesAnswered)] = ([Sources.Assignments], [Sources.Notices]),
        [typeof(ChannelsAsked)] = ([Sources.Notices], [Sources.Reminders]),
        [typeof(ChannelsAnswered)] = ([Sources.Reminders], [Sources.Notices]),
        [typeof(AssignmentEscalated)] = ([Sources.Reminders], Nobody),
        [typeof(UnitChanged)] = ([Sources.Directory], [Sources.Notices, Sources.Assignments, Sources.Reminders, Sources.Audit]),
        [typeof(DelegationChanged)] = ([Sources.Directory], [Sources.Notices, Sources.Assignments, Sources.Reminders, Sources.Audit]),
        [typeof(CalendarPublished)] = ([Sources.Directory], [Sources.Notices, Sources.Assignments, Sources.Reminders]),
        [typeof(DirectoryRequested)] = ([Sources.Notices, Sources.Assignments, Sources.Reminders, Sources.Audit], [Sources.Directory]),
        [typeof(DirectoryVersionAsked)] = ([Sources.Notices, Sources.Assignments, Sources.Reminders, Sources.Audit], [Sources.Directory]),
        [typeof(DirectoryVersionAnswered)] =
            ([Sources.Directory], [Sources.Notices, Sources.Assignments, Sources.Reminders, Sources.Audit]),
        [typeof(EventPage)] = (Everybody, [Sources.Audit]),
        [typeof(PagesRequested)] = ([Sources.Audit], Everybody),
    };

    /// <summary>By question: what answers it, to the queue of whoever asked.</summary>
    private static readonly Dictionary<Type, Type> Answers = new()
    {
        [typeof(AssignmentsAsked)] = typeof(AssignmentsAnswered),
        [typeof(DatedAssignmentsAsked)] = typeof(AssignmentsAnswered),
        [typeof(DutiesAsked)] = typeof(DutiesAnswered),
        [typeof(ChannelsAsked)] = typeof(ChannelsAnswered),
        [typeof(DirectoryVersionAsked)] = typeof(DirectoryVersionAnswered),
    };

    /// <summary>What answers a question; null for what is none.</summary>
    public static Type? AnswerTo(Type message) => Answers.GetValueOrDefault(message);

    public static bool IsAnswer(Type message) => Answers.ContainsValue(message);

    /// <summary>Every message that has a sender.</summary>
    public static IEnumerable<Type> Messages => Parties.Keys;

    /// <summary>Who receives, as <c>UnitChanged</c> with a source.</summary>
    public static IEnumerable<(string Message, string Source)> Receivers =>
        Parties.SelectMany(party => party.Value.Receivers.Select(receiver => (party.Key.Name, receiver)));

    /// <summary>The operations on a message's channel, by their ids.</summary>
    /// <param name="message">The message; of an answer there are none, it is the reply of its question.</param>
    /// <param name="channelOf">The name of a message's channel.</param>
    public static IEnumerable<KeyValuePair<string, JsonNode?>> Operations(Type message, Func<Type, string> channelOf)
    {
        if (IsAnswer(message))
            yield break;
        var (senders, receivers) = Parties[message];
        foreach (var sender in senders)
            yield return new($"{sender}.send.{message.Name}", WithReply(message, channelOf,
                Operation("send", sender, channelOf(message), message.Name, receives: null)));
        foreach (var receiver in receivers)
            yield return new($"{receiver}.receive.{message.Name}", WithReply(message, channelOf,
                Operation("receive", receiver, channelOf(message), message.Name,
                    "It may come again, late or out of order: what is older than what is known is passed over.")));
    }

    private static JsonObject WithReply(Type message, Func<Type, string> channelOf, JsonObject operation)
    {
        if (AnswerTo(message) is { } answer)
            operation["reply"] = new JsonObject
            {
                ["address"] = new JsonObject { ["location"] = "$message.payload#/responseAddress" },
                ["channel"] = new JsonObject { ["$ref"] = $"#/channels/{channelOf(answer)}" },
                ["messages"] = new JsonArray(new JsonObject { ["$ref"] = $"#/channels/{channelOf(answer)}/messages/{answer.Name}" }),
            };
        return operation;
    }

    /// <summary>The operations on a unit's queue: the product sends, the unit receives.</summary>
    public static IEnumerable<KeyValuePair<string, JsonNode?>> OfBranches(IEnumerable<string> messages)
    {
        foreach (var message in messages)
        {
            yield return new($"{Sources.Reminders}.send.branch.{message}", Operation("send", Sources.Reminders, "branch", message, null));
            yield return new($"unit.receive.branch.{message}", Operation("receive", "a unit", "branch", message,
                "Acknowledge when the work is done and kept; the same `id` may come again."));
        }
    }

    private static JsonObject Operation(string action, string who, string channel, string message, string? receives) => new()
    {
        ["action"] = action,
        ["channel"] = new JsonObject { ["$ref"] = $"#/channels/{channel}" },
        ["summary"] = $"{char.ToUpperInvariant(who[0])}{who[1..]} {action}{"s"} it.",
        ["description"] = receives ?? "At least once: what is stored is sent, and sent again until the broker confirms it.",
        ["messages"] = new JsonArray(new JsonObject { ["$ref"] = $"#/channels/{channel}/messages/{message}" }),
        ["bindings"] = new JsonObject
        {
            ["amqp"] = action == "send"
                ? new JsonObject { ["deliveryMode"] = 2, ["mandatory"] = true, ["bindingVersion"] = "0.3.0" }
                : new JsonObject { ["ack"] = true, ["bindingVersion"] = "0.3.0" },
        },
    };
}
