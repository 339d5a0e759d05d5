using RabbitMQ.Client.Exceptions;
using Workflow.Contracts.Assignments.V1;
using Workflow.Contracts.Audit.V1;
using Workflow.Contracts.Directory.V1;
using Workflow.Contracts.Notices.V1;

namespace Flow.Tests;

/// <summary>What each service's role may do in the database that all share, and its user at the broker.</summary>
public sealed class IdentityFlow(RunningSystem system) : IClassFixture<RunningSystem>
{
    private static readonly string[] Services = ["notices", "assignments", "reminders", "audit", "directory"];
    private static readonly string[] Ledger = ["entry", "page", "epoch"];

    /// <summary>A table of each schema, of every service's own kind and of the ledger's.</summary>
    private static readonly (string Schema, string Table)[] Tables =
        [.. Services.Select(schema => (schema, "idempotency")), .. Services.Select(schema => (schema, "mt_events")),
            .. Ledger.Select(table => ("audit", table))];

    [Fact]
    public async Task A_role_reads_and_writes_its_own_schema_and_no_other_and_nobody_changes_the_ledger()
    {
        var (wrong, tried) = (new List<string>(), 0);
        foreach (var role in Services)
        {
            await using var own = NpgsqlDataSource.Create(system.RoleOf(role));
            foreach (var (schema, table) in Tables)
            {
                foreach (var (act, sql) in Tries($"{schema}.{table}"))
                {
                    var expected = role == schema && (!Ledger.Contains(table) || act is "select" or "insert");
                    var refusal = await RefusalAsync(own, sql);
                    tried++;
                    if (refusal is null != expected)
                        wrong.Add($"{role} {act} {schema}.{table}: {refusal ?? "done"}");
                }
            }
        }
        Assert.Empty(wrong);
        Assert.Equal(Services.Length * Tables.Length * Tries("").Length, tried);
    }

    [Fact]
    public async Task A_role_makes_no_database_no_schema_no_role_and_takes_no_other()
    {
        foreach (var role in Services)
        {
            await using var own = NpgsqlDataSource.Create(system.RoleOf(role));
            foreach (var sql in new[] { "create schema mine", "create role mine", "set role workflow_ledger",
                "create table public.mine (id int)", "alter role workflow_audit superuser", "copy (select 1) to program 'true'",
                "drop function audit.refuse_change() cascade", "alter table audit.entry disable trigger all",
                "create or replace function audit.refuse_change() returns trigger language plpgsql as 'begin return null; end'" })
                Assert.True(await RefusalAsync(own, sql) is not null, $"{role}: {sql}");
        }
    }

    /// <summary>Who says each type of message: the others may not.</summary>
    private static readonly (string Service, Type[] Messages)[] Said =
    [
        ("notices", [typeof(NoticeIssued), typeof(NoticeDistributed), typeof(NoticeAmended), typeof(NoticeWithdrawn), typeof(NoticeCopied),
            typeof(DeadlineRecomputed), typeof(AliasTaught)]),
        ("assignments", [typeof(AssignmentsDispatched), typeof(AssignmentChanged), typeof(AssignmentReassigned),
            typeof(AssignmentNews), typeof(NoticeDischarged)]),
        ("reminders", [typeof(AssignmentsAsked), typeof(DatedAssignmentsAsked)]),
        ("audit", [typeof(PagesRequested)]),
        ("directory", [typeof(UnitChanged), typeof(CalendarPublished), typeof(DelegationChanged)]),
    ];

    [Fact]
    public async Task A_user_says_its_own_messages_reads_its_own_queues_and_nothing_of_others()
    {
        var (wrong, tried) = (new List<string>(), 0);
        foreach (var user in Services)
        {
            await using var connection = await ConnectAsync(user, system.Amqp);
            foreach (var (service, messages) in Said)
            {
                foreach (var exchange in messages.Select(message => $"{message.Namespace}:{message.Name}"))
                    await TryAsync($"say {exchange}", user == service, channel => SayAsync(channel, exchange));
                var queue = $"workflow-{service}-pages-requested";
                await TryAsync($"put into {queue}", user == service, channel => SayAsync(channel, queue));
                await TryAsync($"read {queue}", user == service, async channel => await channel.BasicGetAsync(queue, autoAck: false, Ct));
                if (user != service)
                {
                    await TryAsync($"empty {queue}", false, async channel => await channel.QueuePurgeAsync(queue, Ct));
                    await TryAsync($"delete {queue}", false,
                        async channel => await channel.QueueDeleteAsync(queue, ifUnused: false, ifEmpty: false, cancellationToken: Ct));
                    await TryAsync($"a page as {service}", false, channel => SayAsync(channel, Page, $"workflow-{service}"));
                }
            }
            await TryAsync("put into any queue by its name", false, channel => SayAsync(channel, ""));
            await TryAsync("hear pages", user == "audit", async channel =>
            {
                await channel.ExchangeDeclareAsync($"workflow-{user}-mine", ExchangeType.Fanout, cancellationToken: Ct);
                await channel.ExchangeBindAsync($"workflow-{user}-mine", Page, "", cancellationToken: Ct);
            });
            await TryAsync("reach the branches' queues", user == "reminders", async _ =>
            {
                // The client takes a refused virtual host for a connection that has just ended.
                await using var there = await ConnectAsync(user, system.Branches);
                await using var channel = await there.CreateChannelAsync(cancellationToken: Ct);
            });

            async Task TryAsync(string act, bool expected, Func<IChannel, Task> attempt)
            {
                tried++;
                if (await RefusalAsync(connection, attempt) is var refusal && refusal is null != expected)
                    wrong.Add($"{user} {act}: {refusal ?? "done"}");
            }
        }
        Assert.Empty(wrong);
        Assert.Equal(5 * (18 + 5 + 5 + 4 * 3 + 3), tried);
    }

    private static readonly string Page = $"{typeof(EventPage).Namespace}:{nameof(EventPage)}";

    private static Task<IConnection> ConnectAsync(string user, Uri virtualHost) =>
        new ConnectionFactory { Uri = new(RunningSystem.UserOf(user, virtualHost)), AutomaticRecoveryEnabled = false }
            .CreateConnectionAsync(Ct);

    /// <summary>Says nothing: whoever gets it sets it aside.</summary>
    private static async Task SayAsync(IChannel channel, string exchange, string? user = null) =>
        await channel.BasicPublishAsync(exchange, routingKey: "nobody", mandatory: false,
            user is null ? new BasicProperties() : new BasicProperties { UserId = user }, ReadOnlyMemory<byte>.Empty, Ct);

    private static async Task<string?> RefusalAsync(IConnection connection, Func<IChannel, Task> attempt)
    {
        try
        {
            await using var channel = await connection.CreateChannelAsync(new(publisherConfirmationsEnabled: true,
                publisherConfirmationTrackingEnabled: true), Ct);
            await attempt(channel);
            return null;
        }
        catch (Exception e) when (e is OperationInterruptedException or BrokerUnreachableException or AlreadyClosedException)
        {
            return e.Message;
        }
    }

    /// <summary>None of them changes a row or lasts.</summary>
    private static (string Act, string Sql)[] Tries(string table) =>
    [
        ("select", $"select from {table} limit 1"),
        ("insert", $"insert into {table} select * from {table} limit 0"),
        ("update", $"update {table} set {(table.EndsWith(".idempotency", StringComparison.Ordinal) ? "key = key"
            : table.EndsWith(".mt_events", StringComparison.Ordinal) ? "version = version"
            : table.EndsWith(".epoch", StringComparison.Ordinal) ? "reason = reason" : "epoch = epoch")} where false"),
        ("delete", $"delete from {table} where false"),
        ("truncate", $"truncate {table} cascade"),
        ("make a trigger", $"create trigger mine before update on {table} for each row "
            + "execute function suppress_redundant_updates_trigger()"),
        ("drop", $"drop table {table} cascade"),
    ];

    private static async Task<string?> RefusalAsync(NpgsqlDataSource own, string sql)
    {
        await using var connection = await own.OpenConnectionAsync(Ct);
        await using var transaction = await connection.BeginTransactionAsync(Ct);
        try
        {
            await using var command = new NpgsqlCommand($"set local lock_timeout = '20s'; {sql}", connection, transaction);
            await command.ExecuteNonQueryAsync(Ct);
            return null;
        }
        catch (PostgresException e)
        {
            return e.MessageText;
        }
    }
}
