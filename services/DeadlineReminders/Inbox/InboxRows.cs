using DeadlineReminders.Delivery;
using DeadlineReminders.Messages;
using Npgsql;
using Workflow.EventSourcing;
using Workflow.ServiceDefaults;

namespace DeadlineReminders.Inbox;

/// <summary>
/// Puts messages into units' inboxes and, where a queue takes what goes to the unit, into delivery: in the transaction that decided them.
/// </summary>
internal sealed class InboxRows(UnitTree tree, Signals signals)
{
    /// <summary>
    /// Writes the messages in their order. Takes row locks on the inboxes, last in the transaction and by unit code, so that writers never
    /// wait for one another in a circle.
    /// </summary>
    public async Task WriteAsync(StreamTransaction transaction, IReadOnlyList<BranchMessage> messages, CancellationToken ct)
    {
        if (messages.Count == 0) return;
        var paths = messages.Select(message => message.Unit).Distinct()
            .ToDictionary(unit => unit, unit => tree.Now.Path(unit) is { Count: > 0 } path ? path : [unit]);
        var queues = new Dictionary<string, bool>();
        var last = new Dictionary<string, long>();

        await using (var reserve = new NpgsqlBatch(transaction.Connection, transaction.Transaction))
        {
            reserve.Add("select unit, subtree from channel where kind = 'queue' and unit = any($1)",
                [.. paths.Values.SelectMany(path => path).Distinct()]).With(unit => unit);
            reserve.Add(
                """
                insert into inbox_position as p (unit, last) select unit, count from unnest($1, $2) u (unit, count) order by unit
                on conflict (unit) do update set last = p.last + excluded.last returning unit, last
                """, [.. messages.GroupBy(message => message.Unit)]).With(unit => unit.Key).With(unit => unit.LongCount());
            await using var reader = await reserve.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct)) queues.Add(reader.GetString(0), reader.GetBoolean(1));
            await reader.NextResultAsync(ct);
            while (await reader.ReadAsync(ct)) last.Add(reader.GetString(0), reader.GetInt64(1));
        }

        await using var batch = new NpgsqlBatch(transaction.Connection, transaction.Transaction);
        batch.Add(
            """
            insert into inbox (unit, position, id, plan, assignment, step, body, written_at)
            select u.*, $8 from unnest($1, $2, $3, $4, $5, $6, $7) u (unit, position, id, plan, assignment, step, body)
            """, Number(messages, last))
            .With(m => m.Message.Unit).With(m => m.Position).With(m => m.Message.Id).With(m => m.Message.Plan)
                .With(m => m.Message.Assignment).With(m => m.Message.Step).With(m => m.Message.Body)
            .And(transaction.Now);
        var queued = messages.Where(message => IsQueued(paths[message.Unit], queues)).ToList();
        batch.Add("insert into delivery (id, plan, unit) select * from unnest($1, $2, $3)", queued).With(m => m.Id).With(m => m.Plan)
            .With(m => m.Unit);
        await batch.ExecuteNonQueryAsync(ct);

        transaction.OnCommitted(signals.InboxWritten);
        if (queued.Count > 0) transaction.OnCommitted(signals.DeliveryWaiting);
    }

    private static bool IsQueued(IReadOnlyList<string> path, Dictionary<string, bool> queues) =>
        path.Any(unit => queues.TryGetValue(unit, out var subtree) && (subtree || unit == path[^1]));

    private static List<(BranchMessage Message, long Position)> Number(IReadOnlyList<BranchMessage> messages, Dictionary<string, long> last)
    {
        var next = messages.GroupBy(message => message.Unit).ToDictionary(unit => unit.Key, unit => last[unit.Key] - unit.Count());
        return [.. messages.Select(message => (message, ++next[message.Unit]))];
    }
}
