namespace DeadlineReminders.Tests;

/// <summary>A database of the version before is brought to this one by the scripts alone.</summary>
public sealed class TablesTests
{
    private const string Before =
        """
        insert into plan (id, notice, unit, version) values ('{1}', '{0}', 'B', 2), ('{2}', '{0}', 'EARLY', 0);
        insert into item (assignment, plan, requirement, due_at, deadline_version, assignment_version)
        values ('{3}', '{1}', 1, now(), 1, 7);
        insert into step (assignment, deadline_version, step, plan, lane, due_at, outcome, decided_at)
        values ('{3}', 1, '-7d', '{1}', 0, now(), 'sent', now()), ('{3}', 1, '-3d', '{1}', 0, now(), null, null);
        insert into inbox (unit, position, id, plan, assignment, step, body, written_at)
        values ('B', 1, '{4}', '{1}', '{3}', '-7d', '时限', now());
        insert into inbox_position (unit, last) values ('B', 1);
        insert into channel (unit, kind, subtree, bound_path) values ('B', 'queue', false, 'A.B'), ('C', 'inbox', false, null);
        """;

    // One that waits for each of B (its own queue, and A's), C (none), D (A's alone); and one that was delivered.
    private const string BeforeQueues =
        """
        create table unit_tree (code text primary key, parent text);
        insert into unit_tree (code, parent) values ('A', null), ('B', 'A'), ('C', null), ('D', 'A'), ('E', 'A');
        insert into channel (unit, kind, subtree) values ('A', 'queue', true);
        insert into delivery (id, plan, unit, state)
        select gen_random_uuid(), gen_random_uuid(), unit, case unit when 'E' then 'delivered' else 'waiting' end
        from unnest(array['B', 'C', 'D', 'E']) unit;
        """;

    [Fact]
    public async Task What_rows_alone_had_said_is_kept_before_the_rows_change()
    {
        await using var database = new PostgresDatabase();
        await database.InitializeAsync();
        await using var sql = NpgsqlDataSource.Create(database.ConnectionString);
        foreach (var script in SqlScripts.In(typeof(ChannelModel).Assembly).Scripts)
        {
            if (script.Name.Contains("04-", StringComparison.Ordinal))
                await ExecuteAsync(Enumerable.Range(0, 5).Aggregate(Before, (text, n) =>
                    text.Replace($"{{{n}}}", $"{Guid.CreateVersion7()}", StringComparison.Ordinal)));
            if (script.Name.Contains("06-", StringComparison.Ordinal))
                await ExecuteAsync(BeforeQueues);
            await ExecuteAsync(script.Sql);
        }
        Assert.Equal(["时限 True"], await sql.Sql(
            """
            select b.body || ' ' || (i.sha256 = sha256(convert_to('时限', 'UTF8')) and i.sha256 = m.sha256 and i.position = m.position
                and i.written_at = m.written_at)::text from inbox i join message_body b using (id) join message_before m using (id)
            """).ReadAsync(row => row.GetString(0).Replace("true", "True", StringComparison.Ordinal), Ct));
        Assert.Equal(["-7d 7"], await sql.Sql(
            "select step || ' ' || assignment_version from step_before join item_before using (assignment)")
            .ReadAsync(row => row.GetString(0), Ct));
        Assert.Equal(["B A", "B B", "C C", "D A", "E E"], await sql.Sql(
            "select unit || ' ' || queue from delivery order by unit, queue").ReadAsync(row => row.GetString(0), Ct));
        Assert.Equal(["B"], await sql.Sql("select unit from plan").ReadAsync(row => row.GetString(0), Ct));

        async Task ExecuteAsync(string statements)
        {
            await using var command = sql.CreateCommand(statements);
            await command.ExecuteNonQueryAsync(Ct);
        }
    }
}
