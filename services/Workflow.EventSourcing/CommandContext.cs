namespace Workflow.EventSourcing;

/// <summary>Who acts. Only opaque ids: no name of a person ever stands here.</summary>
/// <param name="Person">The opaque person id (<c>sub</c>), or <c>system:{service}</c>; stored as the event's <c>user_name</c>.</param>
/// <param name="Role">The role acted in.</param>
/// <param name="Unit">The unit acted for; null for the system itself.</param>
/// <param name="OnBehalfOf">The unit or person id on whose behalf, where that is another.</param>
public sealed record Actor(string Person, string Role, string? Unit, string? OnBehalfOf = null)
{
    /// <summary>A service acting of itself: a consumer, a timer.</summary>
    /// <param name="service">The service's source name, such as <c>assignments</c>.</param>
    /// <returns>The actor <c>system:{service}</c> in role <c>system</c>.</returns>
    public static Actor System(string service) => new($"system:{service}", "system", null);
}

/// <summary>
/// What every event of a command carries besides its data. The W3C trace context is taken from <see cref="Activity.Current"/>.
/// </summary>
/// <param name="Actor">Who acts.</param>
/// <param name="CorrelationId">The notice it belongs to; null = the stream's own id.</param>
/// <param name="CausationId">The message or event that caused it; null for a person's own act.</param>
public sealed record CommandContext(Actor Actor, Guid? CorrelationId, Guid? CausationId);

/// <summary>What the events of one command carry, as the store takes it; the trace is that of the moment this is made.</summary>
internal sealed class EventMetadata(CommandContext context)
{
    private readonly Dictionary<string, object> _headers = Headers(context.Actor);

    /// <summary>Queues the start of a stream (version 0) or an append, each event with this metadata.</summary>
    public void Append(IDocumentSession session, Guid stream, long versionBefore, IReadOnlyList<object> events, Guid? correlation,
        Guid? causation)
    {
        var (belongsTo, cause) = ((correlation ?? context.CorrelationId ?? stream).ToString(),
            (causation ?? context.CausationId)?.ToString());
        var built = new List<object>(events.Count);
        foreach (var data in events)
        {
            var e = session.Events.BuildEvent(data);
            (e.CorrelationId, e.CausationId, e.UserName, e.Headers) = (belongsTo, cause, context.Actor.Person, _headers);
            built.Add(e);
        }
        if (versionBefore == 0)
            session.Events.StartStream(stream, built);
        else
            session.Events.Append(stream, versionBefore + events.Count, built);
    }

    private static Dictionary<string, object> Headers(Actor actor)
    {
        var headers = new Dictionary<string, object> { ["role"] = actor.Role };
        if (actor.Unit is { } unit)
            headers["unit"] = unit;
        if (actor.OnBehalfOf is { } other)
            headers["onBehalfOf"] = other;
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } trace })
            headers["traceparent"] = trace;
        return headers;
    }
}
