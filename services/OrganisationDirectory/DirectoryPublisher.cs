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
        if (delegations.Count > 0)
        {
            var told = (await DelegationsAsync(streams, quarantine, [.. delegations.Select(stored => stored.Stream).Distinct()], ct,
                page[^1].Sequence)).ToDictionary(message => message.Delegation);
            messages.AddRange(delegations.DistinctBy(stored => stored.Stream).Where(stored => told.ContainsKey(stored.Stream))
                .Select(stored => new OutgoingMessage(told[stored.Stream], stored.Id, CorrelationId: null)));
        }
        if (calendars.Count > 0)
        {
            var (states, unreadable) = await streams.LoadEachAsync<CalendarYear, WorkingCalendarEvent>(
                [.. calendars.Select(stored => stored.Stream).Distinct()], ct, page[^1].Sequence);
            await ToldLater.SetAsideAsync(quarantine, unreadable, ct);
            messages.AddRange(calendars.DistinctBy(stored => stored.Stream).Where(stored => states.ContainsKey(stored.Stream))
                .Select(stored => Message(states[stored.Stream], stored)));
        }
        return messages;
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

    /// <summary>Those that can be read, as they stand up to the sequence; of the others none, until they can be.</summary>
    public static async Task<IReadOnlyList<DelegationChanged>> DelegationsAsync(StreamStore streams, Quarantine quarantine,
        IReadOnlyCollection<Guid> ids, CancellationToken ct, long? upTo = null)
    {
        var (states, unreadable) = await streams.LoadEachAsync<Delegation, DelegationEvent>(ids, ct, upTo);
        await ToldLater.SetAsideAsync(quarantine, unreadable, ct);
        return [.. states.Select(one => Callers.Delegating.Message(one.Key, (Delegation.Known)one.Value.State, one.Value.Version))];
    }

    public static UnitState Message(Unit.Established unit, long version) => new(unit.Code, version, unit.Name, unit.ShortName, unit.Kind,
        unit.Level.Name(), unit.Parent, [.. unit.Aliases], unit.UpstreamMayIssue);

    public static GrantState Message(Grant.Given grant, long version) =>
        new(grant.Issuer, grant.Kind, grant.Below, grant.From, grant.Until, version);

    public static CalendarPublished Message(CalendarYear.Published year, long version) =>
        new(year.Name, year.Year, version, year.Holidays, year.Workdays, year.Source);

    private static OutgoingMessage Message(Versioned<CalendarYear> calendar, StoredEvent stored) =>
        new(Message((CalendarYear.Published)calendar.State, calendar.Version), stored.Id, CorrelationId: null);

    private async Task<IEnumerable<OutgoingMessage>> VersionAsync(StoredEvent stored, CancellationToken ct)
    {
        var previous = await dataSource.Sql("select coalesce(max(seq_id), 0) from mt_events where stream_id = $1 and version < $2",
            stored.Stream, stored.Version).ScalarAsync<long>(ct);
        return (await PartsAsync(dataSource, streams, quarantine, stored.Sequence, previous, ct)).Select(part =>
            new OutgoingMessage(part, part.Part == 1 ? stored.Id : Ids.Derived(stored.Id, $"part/{part.Part}"), CorrelationId: null));
    }
}
