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

/// <summary>Nobody sets business time apart from the machine's in Production.</summary>
internal sealed class MachinesTimeInProduction(IHostEnvironment environment) : IValidateOptions<BusinessClockOptions>
{
    public ValidateOptionsResult Validate(string? name, BusinessClockOptions options) =>
        environment.IsProduction() && !string.IsNullOrEmpty(options.File)
            ? ValidateOptionsResult.Fail("BusinessClock__File: in Production business time is the machine's clock; it must be absent.")
            : ValidateOptionsResult.Success;
}
