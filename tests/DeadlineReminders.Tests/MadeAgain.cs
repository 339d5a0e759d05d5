namespace DeadlineReminders.Tests;

/// <summary>The read models made again from the stored events, beside those in use and in one snapshot, while the service works.</summary>
internal static class MadeAgain
{
    /// <summary>Every row of every table, in every column.</summary>
    /// <param name="asBefore">From events that name no words and instants, with what the rows had said before.</param>
    public static async Task IsInUseAsync(RemindersFixture reminders, bool asBefore = false)
    {
        await using var source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(reminders.Database.ConnectionString) { SearchPath = "reminders" });
        await using var connection = await source.OpenConnectionAsync(Ct);
        await using var snapshot = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, Ct);
        var events = await snapshot.Sql(
            """
            select seq_id, id, stream_id, version, type, "timestamp", data::text from mt_events where type <> 'tombstone' order by seq_id
            """)
            .ReadAsync(row => new StoredEvent(row.GetInt64(0), row.GetGuid(1), row.GetGuid(2), row.GetInt64(3), row.GetString(4),
                row.Instant(5), asBefore && row.GetString(4) != "reminder.withdrawn.v1" ? Stripped(row.GetString(6)) : row.GetString(6),
                null, null, null, null), Ct);
        if (asBefore)
        {
            string[] unheardOf = ["reminder.deadline-not-missed.v1", "reminder.assignment-followed.v1", "reminder.message-read.v1"];
            // That a deadline was missed was an event of its own then.
            events.RemoveAll(e => unheardOf.Contains(e.Type) && e.Read() is not ReminderPlanEvent.Followed { Missed: true });
            await snapshot.Sql(
                """
                insert into message_before
                select id, unit, plan, assignment, step, sha256, written_at, position, receipt_at from inbox
                """).Add(
                """
                insert into step_before
                select assignment, deadline_version, step, plan, due_at, outcome, decided_at from step where outcome is not null
                """).Add("insert into item_before select assignment, assignment_version from item").ExecuteAsync(Ct);
        }
        foreach (IReadModel model in new IReadModel[] { new PlanModel(), new ChannelModel() })
        {
            foreach (var table in model.Tables)
                await snapshot.Sql($"create table {table}_again (like {table} including all)").ExecuteAsync(Ct);
            foreach (var batch in events.Chunk(500))
                await model.ProjectAsync(batch, new("reminders", "_again"), snapshot, Ct);
            foreach (var table in model.Tables)
            {
                // A plan's version counts events that there were none of before.
                var columns = asBefore && table == "plan" ? "id, notice, unit" : "*";
                Assert.Equal([], await snapshot.Sql(
                    $"""
                    select 'in use: ' || a::text from (select {columns} from {table} except select {columns} from {table}_again) a
                    union all select 'again: ' || a::text from (select {columns} from {table}_again except select {columns} from {table}) a
                    order by 1 limit 10
                    """).ReadAsync(row => $"{table} {row.GetString(0)}", Ct));
            }
        }
    }

    private static string Stripped(string data)
    {
        var json = JsonNode.Parse(data)!.AsObject();
        json.Remove("sha256");
        json.Remove("decidedAt");
        foreach (var assignment in json["assignments"]?.AsArray() ?? [])
            assignment!.AsObject().Remove("sha256");
        return json.ToJsonString();
    }
}
