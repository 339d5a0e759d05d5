using Workflow.Contracts.Directory.V1;

namespace Workflow.ServiceDefaults;

/// <summary>Table <c>delegation</c>: who acts for whom, as this service has heard it.</summary>
public static class Delegations
{
    /// <summary>Of <c>delegation d</c>, for <see cref="Read"/>.</summary>
    public const string Columns = "d.id, d.version, d.person, d.unit, d.roles, d.substitute, d.from_day, d.until_day, d.is_ended";

    /// <summary>Adds one statement: keeps the state with the highest version.</summary>
    public static Sql KeepDelegation(this Sql sql, DelegationChanged it) => sql.Add(
        """
        insert into delegation as d (id, version, person, unit, roles, substitute, from_day, until_day, is_ended)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        on conflict (id) do update set version = excluded.version, is_ended = excluded.is_ended where d.version < excluded.version
        """, it.Delegation, it.Version, it.Person, it.Unit, it.Roles.ToArray(), it.Substitute, it.From, it.Until, it.IsEnded);

    /// <summary>Reads <see cref="Columns"/>.</summary>
    public static DelegationChanged Read(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetInt64(1), row.GetString(2), row.GetString(3),
        row.GetFieldValue<string[]>(4), row.GetString(5), row.GetFieldValue<DateOnly>(6), row.GetFieldValue<DateOnly>(7),
        row.GetBoolean(8));

    /// <summary>Whether it lets the substitute act on this day.</summary>
    public static bool HoldsOn(this DelegationChanged it, DateOnly day) => !it.IsEnded && it.From <= day && day <= it.Until;
}

/// <summary>Keeps the service's replica of who acts for whom.</summary>
public sealed class DelegationChangedConsumer(NpgsqlDataSource dataSource) : IConsumer<DelegationChanged>
{
    /// <summary>Stores what is newer than what is known.</summary>
    public Task Consume(ConsumeContext<DelegationChanged> context) =>
        dataSource.Sql().KeepDelegation(context.Message).ExecuteAsync(context.CancellationToken);
}
