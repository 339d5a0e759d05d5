namespace Workflow.ServiceDefaults;

/// <summary>
/// The machine's clock, for tokens, leases, retries, timeouts and telemetry: the keyed <see cref="TimeProvider"/>
/// <c>[FromKeyedServices("wall")]</c>.
/// </summary>
public static class WallClock
{
    /// <summary>The key.</summary>
    public const string Key = "wall";
}
