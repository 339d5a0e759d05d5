using Workflow.Contracts.Directory.V1;

namespace OrganisationDirectory;

/// <summary>
/// Stored event → message. A version of the directory travels as the whole states of what changed in it, at most 500 a message; a calendar
/// as its whole year. A unit, grant or year that cannot be read is left out, and told when it can be.
/// </summary>
internal sealed class DirectoryPublisher(NpgsqlDataSource dataSource, StreamStore streams, Quarantine quarantine) : IEventPublisher
{
    private const int MostInAMessage = 500;

    public async ValueTask<IReadOnlyList<OutgoingMessage>> TranslateAsync(IReadOnlyList<StoredEvent> page, CancellationToken ct)
    {
        var (calendars, unknown, messages) = (new List<StoredEvent>(), new List<StoredEvent>(), new List<OutgoingMessage>());
        var delegations = new List<StoredEvent>();
        foreach (var stored in page)
        {
            if (Vocabulary.Today.TypeOf(stored.Type) is not { } type)
                unknown.Add(stored);
            else if (type == typeof(DirectoryEvent.Changed))
                messages.AddRange(await VersionAsync(stored, ct));
            else if (typeof(WorkingCalendarEvent).IsAssignableFrom(type))
                calendars.Add(stored);
            else if (typeof(DelegationEvent).IsAssignableFrom(type))
                delegations.Add(stored);
        }
        await ToldLater.SetAsideAsync(quarantine, unknown.DistinctBy(e => e.Stream).Select(e => KeyValuePair.Create(e.Stream,
            new UnreadableEventException(e.Stream, e.Version, e.Type))), ct);
        await TellAsync<Delegation, DelegationEvent>(delegations, DelegationMessage);
        await TellAsync<CalendarYear, WorkingCalendarEvent>(calendars, CalendarMessage);
        return messages;

        // Each stream once, as it stands by the end of the page.
        async Task TellAsync<TState, TEvent>(List<StoredEvent> happened, Func<Guid, Versioned<TState>, object> message)
            where TState : IAggregate<TState, TEvent>
        {
            var first = happened.DistinctBy(stored => stored.Stream).ToDictionary(stored => stored.Stream, stored => stored.Id);
            foreach (var (id, said) in await StatesAsync<TState, TEvent>(streams, quarantine, first.Keys, message, ct, page[^1].Sequence))
                messages.Add(new(said, first[id], CorrelationId: null));
        }
    }

    /// <summary>What is said of each stream that can be read, as it stands up to the sequence; of the others when they can be.</summary>
    public static async Task<IReadOnlyList<(Guid Id, object Message)>> StatesAsync<TState, TEvent>(StreamStore streams,
        Quarantine quarantine, IReadOnlyCollection<Guid> ids, Func<Guid, Versioned<TState>, object> message, CancellationToken ct,
        long? upTo = null)
        where TState : IAggregate<TState, TEvent>
    {
        if (ids.Count == 0)
            return [];
        var (states, unreadable) = await streams.LoadEachAsync<TState, TEvent>(ids, ct, upTo);
        await ToldLater.SetAsideAsync(quarantine, unreadable, ct);
        return [.. ids.Where(states.ContainsKey).Select(id => (id, message(id, states[id])))];
    }

    /// <summary>The parts of a version: what changed after <paramref name="previous"/> and up to it, as it stands in it.</summary>
    public static async Task<IReadOnlyList<UnitChanged>> PartsAsync(NpgsqlDataSource dataSource, StreamStore streams,
        Quarantine quarantine, long version, long previous, CancellationToken ct)
    {
        var changed = await dataSource.Sql(
            """
            select distinct on (stream_id) stream_id, type like 'grant.%' from mt_events
            where seq_id > $1 and seq_id <= $2 and (type like 'unit.%' or type like 'grant.%') order by stream_id
            """, previous, version).ReadAsync(row => (Stream: row.GetGuid(0), IsGrant: row.GetBoolean(1)), ct);
        var some = changed.Chunk(MostInAMessage).ToList();
        var parts = new List<UnitChanged>();
        foreach (var (index, chunk) in some.Index())
        {
            var (units, noUnits) = await streams.LoadEachAsync<Unit, UnitEvent>(
                [.. chunk.Where(it => !it.IsGrant).Select(it => it.Stream)], ct, version);
            var (grants, noGrants) = await streams.LoadEachAsync<Grant, GrantEvent>(
                [.. chunk.Where(it => it.IsGrant).Select(it => it.Stream)], ct, version);
            await ToldLater.SetAsideAsync(quarantine, noUnits.Concat(noGrants), ct);
            parts.Add(new(version, [.. units.Values.Select(unit => Message((Unit.Established)unit.State, unit.Version))], previous,
                Part: index + 1, Parts: some.Count, [.. grants.Values.Select(grant => Message((Grant.Given)grant.State, grant.Version))]));
        }
        return parts;
    }

    public static UnitState Message(Unit.Established unit, long version) => new(unit.Code, version, unit.Name, unit.ShortName, unit.Kind,
        unit.Level.Name(), unit.Parent, [.. unit.Aliases], unit.UpstreamMayIssue);

    public static GrantState Message(Grant.Given grant, long version) =>
        new(grant.Issuer, grant.Kind, grant.Below, grant.From, grant.Until, version);

    public static CalendarPublished Message(CalendarYear.Published year, long version) =>
        new(year.Name, year.Year, version, year.Holidays, year.Workdays, year.Source);

    public static object CalendarMessage(Guid id, Versioned<CalendarYear> calendar) =>
        Message((CalendarYear.Published)calendar.State, calendar.Version);

    public static object DelegationMessage(Guid id, Versioned<Delegation> given) =>
        Callers.Delegating.Message(id, (Delegation.Known)given.State, given.Version);

    private async Task<IEnumerable<OutgoingMessage>> VersionAsync(StoredEvent stored, CancellationToken ct)
    {
        var previous = await dataSource.Sql("select coalesce(max(seq_id), 0) from mt_events where stream_id = $1 and version < $2",
            stored.Stream, stored.Version).ScalarAsync<long>(ct);
        return (await PartsAsync(dataSource, streams, quarantine, stored.Sequence, previous, ct)).Select(part =>
            new OutgoingMessage(part, part.Part == 1 ? stored.Id : Ids.Derived(stored.Id, $"part/{part.Part}"), CorrelationId: null));
    }
}
