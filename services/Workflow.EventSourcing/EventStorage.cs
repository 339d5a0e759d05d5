using System.Buffers;
using System.Data.Common;
using System.Reflection;
using Polly;
using DbCommandBuilder = Weasel.Core.DbCommandBuilder;

namespace Workflow.EventSourcing;

/// <summary>How Marten is set up: the one place where that is said (ADR 0001).</summary>
internal static class EventStorage
{
    /// <summary>
    /// The mode in which sequence numbers are drawn inside the appending transaction, which the feed rests on, and events carry the instant
    /// of the business clock.
    /// Said, because Marten's default changes between versions.
    /// </summary>
    public const EventAppendMode AppendMode = EventAppendMode.QuickWithServerTimestamps;

    public static StoreOptions Options(EventSourcingOptions source, TimeProvider business, IEnumerable<SqlScripts> scripts)
    {
        var options = Tables(source.Schema, scripts);
        options.Events.StreamIdentity = StreamIdentity.AsGuid;
        options.Events.DatabaseSchemaName = source.Schema;
        options.Events.TimeProvider = business;
        options.Events.MetadataConfig.EnableAll();
        options.Events.MetadataConfig.UserNameEnabled = true;     // not among Marten's "all"
        foreach (var type in source.Vocabulary.All.Where(type => type.Source is null || type.Source == source.Source))
        {
            // Written under the newest name; what stands under an older one is read as we read it.
            if (source.Vocabulary.NameOf(type.Clr) == type.Name)
                options.Events.MapEventType(type.Clr, type.Name);
            else
                options.Events.Upcast(type.Clr, type.Name,
                    new((_, row, data) => Read(row, data), (_, row, data, _) => new(Read(row, data))));

            object Read(DbDataReader row, int data) => source.Vocabulary.Read(type.Name, row.GetString(data));
        }
        options.Serializer(new EventJson());
        return options;
    }

    /// <summary>The scripts' tables alone: as long as no event is mapped, Marten makes none of its own.</summary>
    public static StoreOptions Tables(string schema, IEnumerable<SqlScripts> scripts)
    {
        var options = new StoreOptions { DatabaseSchemaName = schema };
        options.Events.AppendMode = AppendMode;
        options.Storage.ExtendedSchemaObjects.Add(new NumberedScripts(schema, [.. scripts.SelectMany(set => set.Scripts)]));
        return options;
    }
}

/// <summary>Events as <see cref="HistoryJson"/> has them; none longer than is stored. Marten writes by it and reads by its base.</summary>
internal sealed class EventJson : Marten.Services.SystemTextJsonSerializer, Marten.ISerializer
{
    public EventJson() : base(HistoryJson.Options) => Casing = Casing.CamelCase;

    /// <exception cref="EventTooLargeException">It is longer than is stored.</exception>
    public new void WriteTo(IBufferWriter<byte> writer, object? value)
    {
        using var json = new Utf8JsonWriter(writer, new() { Encoder = HistoryJson.Options.Encoder, SkipValidation = true });
        JsonSerializer.Serialize(json, value, value?.GetType() ?? typeof(object), HistoryJson.Options);
        json.Flush();
        if (json.BytesCommitted > EventTooLargeException.MaximumBytes)
            throw new EventTooLargeException(value!.GetType().Name, (int)json.BytesCommitted);
    }
}

/// <summary>
/// Before anything else in the process starts, its tables are as they should be: made, in Development, by one process at a time; in
/// Production only looked at, as they are made by
/// a step of its own (<c>db-apply</c>).
/// </summary>
internal sealed class TablesAtStart(IDocumentStore store, NpgsqlDataSource dataSource, IHostEnvironment? environment,
    ResiliencePipeline start) : IHostedService
{
    /// <summary>Whether the step has to be done by somebody else.</summary>
    private bool OnlyLooks => environment?.IsProduction() is true;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (((DocumentStore)store).Options.Events.AppendMode is var mode && mode != EventStorage.AppendMode)
            throw new InvalidOperationException(
                $"Marten appends in mode {mode}; the feed would lose events. It must be {EventStorage.AppendMode}.");
        return start.ExecuteAsync(async ct =>
        {
            if (OnlyLooks)
                await store.Storage.Database.AssertDatabaseMatchesConfigurationAsync(ct);
            else
                await ApplyAsync(ct);
        }, cancellationToken).AsTask();
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Marten by itself gives up after half a second of waiting for another process that makes tables.</summary>
    private async Task ApplyAsync(CancellationToken ct)
    {
        await using var turn = await dataSource.OpenConnectionAsync(ct);
        await using var transaction = await turn.BeginTransactionAsync(ct);
        await transaction.Sql("set local idle_in_transaction_session_timeout = 0")
            .Add("select pg_advisory_xact_lock(hashtextextended('workflow-tables', 0))").ExecuteAsync(ct);
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
    }
}

/// <summary>
/// The numbered SQL scripts of tables beside Marten's, embedded from <c>Tables/</c> folders (<c>&lt;EmbeddedResource Include="Tables/*.sql"
/// /&gt;</c>).
/// </summary>
/// <param name="Scripts">In the order in which they are applied: by name.</param>
public sealed record SqlScripts(IReadOnlyList<SqlScript> Scripts)
{
    /// <summary>All embedded <c>.sql</c> resources of the assembly, by name. Unqualified names in them mean the service's schema.</summary>
    public static SqlScripts In(Assembly assembly)
    {
        var names = assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal));
        return new([.. names.Order(StringComparer.Ordinal).Select(name => new SqlScript(name, Read(assembly, name)))]);
    }

    private static string Read(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}

/// <summary>One script, applied once in each schema.</summary>
/// <param name="Name">What is remembered as applied; never renamed.</param>
/// <param name="Sql">One or more statements.</param>
public sealed record SqlScript(string Name, string Sql);

/// <summary>
/// The scripts as one object of Marten's schema: applied with it, asserted with it, written out with it (<c>db-apply</c>, <c>db-assert</c>,
/// <c>db-patch</c>).
/// Which were applied stands in table <c>applied_script</c>.
/// </summary>
internal sealed class NumberedScripts(string schema, IReadOnlyList<SqlScript> scripts) : ISchemaObject
{
    private readonly string _schema = new NpgsqlCommandBuilder().QuoteIdentifier(schema);

    /// <summary>The columns of our own tables in use, as an array of texts.</summary>
    private string Columns =>
        $"""
        (select array_agg(format('%s.%s %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod)))
            from pg_attribute a join pg_class c on c.oid = a.attrelid where c.relnamespace = to_regnamespace('{_schema}')
            and c.relkind in ('r', 'p') and c.relname !~ '^mt_|_rebuild$' and a.attnum > 0 and not a.attisdropped)
        """;

    public DbObjectName Identifier { get; } = Weasel.Postgresql.PostgresqlProvider.Instance.Parse($"{schema}.applied_script");

    public IEnumerable<DbObjectName> AllNames() => [Identifier];

    /// <summary>
    /// Asks which were applied, and which columns they left that are no longer there (<c>- board.due_at timestamptz</c>); of a schema or
    /// table that is not there yet: none.
    /// </summary>
    public void ConfigureQueryCommand(DbCommandBuilder builder) => builder.Append(
        $"""
        select unnest(xpath('/table/row/said/text()', query_to_xml(case
            when to_regclass('{_schema}.applied_script') is null then 'select 1 where false'
            else $said$
                select name as said from {_schema}.applied_script
                union all
                (select '- ' || jsonb_array_elements_text(nullif(to_jsonb(s) -> 'columns', 'null')) from {_schema}.applied_script s
                except select '- ' || unnest({Columns}))
            $said$ end, false, false, '')))::text;
        """);

    public async Task<ISchemaObjectDelta> CreateDeltaAsync(DbDataReader reader, CancellationToken ct = default)
    {
        var said = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct))
            said.Add(reader.GetString(0));
        return new Delta(this, [.. scripts.Where(script => !said.Contains(script.Name))],
            [.. said.Where(line => line.StartsWith("- ", StringComparison.Ordinal)).Order(StringComparer.Ordinal)]);
    }

    public void WriteCreateStatement(Migrator migrator, TextWriter writer) => Write(scripts, writer);

    public void WriteDropStatement(Migrator rules, TextWriter writer) =>
        writer.WriteLine($"drop table if exists {_schema}.applied_script;");

    private void Write(IReadOnlyList<SqlScript> missing, TextWriter writer)
    {
        writer.WriteLine($"set search_path to {_schema};");
        writer.WriteLine(
            $"create table if not exists {_schema}.applied_script (name text primary key, applied_at timestamptz not null default now());");
        writer.WriteLine($"alter table {_schema}.applied_script add column if not exists columns text[];");
        foreach (var script in missing)
        {
            writer.WriteLine(script.Sql.TrimEnd().TrimEnd(';') + ";");
            writer.WriteLine($"insert into {_schema}.applied_script (name) values ('{script.Name}');");
        }
        writer.WriteLine($"update {_schema}.applied_script set columns = case name when '{scripts[^1].Name}' then {Columns} end;");
        writer.WriteLine("reset search_path;");
    }

    private sealed class Delta(NumberedScripts all, IReadOnlyList<SqlScript> missing, IReadOnlyList<string> lost) : ISchemaObjectDelta
    {
        public ISchemaObject SchemaObject => all;

        /// <summary>A column that was taken away by hand is not made again: what stood in it would be missing in silence.</summary>
        public SchemaPatchDifference Difference => lost.Count > 0 ? SchemaPatchDifference.Invalid
            : missing.Count > 0 ? SchemaPatchDifference.Update : SchemaPatchDifference.None;

        public void WriteUpdate(Migrator rules, TextWriter writer) => all.Write(missing, writer);

        /// <summary>What Marten says of a change that it cannot make.</summary>
        public override string ToString() => $"gone: {string.Join(", ", lost.Select(line => line[2..]))}";

        public void WriteRollback(Migrator rules, TextWriter writer) => writer.WriteLine("-- Scripts are not taken back.");

        public void WriteRestorationOfPreviousState(Migrator rules, TextWriter writer) => WriteRollback(rules, writer);
    }
}
