using Workflow.Contracts.Directory.V1;

namespace OrganisationDirectory;

/// <summary>Stored event → message. Units travel as whole states, at most as many in a message as a page has events (500).</summary>
internal sealed class DirectoryPublisher(StreamStore streams) : IEventPublisher
{
    public async ValueTask<IReadOnlyList<OutgoingMessage>> TranslateAsync(IReadOnlyList<StoredEvent> page, CancellationToken ct)
    {
        var (units, calendars) = (new List<Guid>(), new List<StoredEvent>());
        foreach (var stored in page)
        {
            switch (stored.Read())
            {
                case UnitEvent:
                    units.Add(stored.Stream);
                    break;
                case WorkingCalendarEvent:
                    calendars.Add(stored);
                    break;
                case AccessEvent:
                    break;      // concerns nobody but the ledger
                default:
                    throw new UnreachableException($"{stored.Type} is no event of the directory.");
            }
        }
        var last = page[^1];
        var messages = new List<OutgoingMessage>();
        if (units.Count > 0)
        {
            var states = await streams.LoadManyAsync<Unit, UnitEvent>([.. units.Distinct()], ct, last.Sequence);
            var changed = states.Values.Select(unit => Message((Unit.Established)unit.State, unit.Version));
            messages.Add(new(new UnitChanged(last.Sequence, [.. changed]), Ids.Derived(last.Id, "unit-changed"), CorrelationId: null));
        }
        if (calendars.Count > 0)
        {
            var states = await streams.LoadManyAsync<CalendarYear, WorkingCalendarEvent>(
                [.. calendars.Select(stored => stored.Stream).Distinct()], ct, last.Sequence);
            messages.AddRange(calendars.DistinctBy(stored => stored.Stream).Select(stored => Message(states[stored.Stream], stored)));
        }
        return messages;
    }

    public static UnitState Message(Unit.Established unit, long version) =>
        new(unit.Code, version, unit.Name, unit.ShortName, unit.Kind, unit.Level.Name(), unit.Parent, [.. unit.Aliases]);

    public static CalendarPublished Message(CalendarYear.Published year, long version) =>
        new(year.Name, year.Year, version, year.Holidays, year.Workdays, year.Source);

    private static OutgoingMessage Message(Versioned<CalendarYear> calendar, StoredEvent stored) =>
        new(Message((CalendarYear.Published)calendar.State, calendar.Version), stored.Id, CorrelationId: null);
}
