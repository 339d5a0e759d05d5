using System.ComponentModel.DataAnnotations;

namespace Workflow.ServiceDefaults;

/// <summary>How much a process takes on at once; what is more is answered 429. Section <c>Limits</c>.</summary>
public sealed class LimitOptions
{
    /// <summary>Requests a second of one unit, the token's; all without a token that counts are one unit. Default 200.</summary>
    [Range(1, 1_000_000, ErrorMessage = "1 to 1000000 requests a second are allowed")]
    public int UnitRequestsPerSecond { get; set; } = 200;

    /// <summary>Requests one unit may make at once after a rest. Default 400.</summary>
    [Range(1, 1_000_000, ErrorMessage = "1 to 1000000 requests are allowed")]
    public int UnitBurst { get; set; } = 400;

    /// <summary>Requests a second of all units, and how many at once after a rest. Default 2,000.</summary>
    [Range(1, 1_000_000, ErrorMessage = "1 to 1000000 requests a second are allowed")]
    public int RequestsPerSecond { get; set; } = 2_000;

    /// <summary>
    /// Requests of one unit that are handled at once, until their answers begin; others of its wait for their turn, so that nobody else
    /// waits for them. Default one for each processor, but two at least.
    /// </summary>
    [Range(1, 10_000, ErrorMessage = "1 to 10000 requests at once are allowed")]
    public int UnitAtOnce { get; set; } = Math.Max(2, Environment.ProcessorCount);

    /// <summary>Requests of one unit that wait for their turn. Default 400.</summary>
    [Range(0, 1_000_000, ErrorMessage = "0 to 1000000 waiting requests are allowed")]
    public int UnitWaiting { get; set; } = 400;

    /// <summary>
    /// Bytes of request bodies between their first byte and the end of their handling. A body of announced length counts whole from the
    /// start, another as it is read. At least as many as the largest body, 64 MiB. Default 128 MB.
    /// </summary>
    [Range(BodyLimits.OfServer, int.MaxValue, ErrorMessage = "67108864 (the largest body) to 2147483647 bytes are allowed")]
    public int BodyBytesInFlight { get; set; } = 128_000_000;

    /// <summary>Bodies of more than 1 MiB of one unit at once. Default 4.</summary>
    [Range(1, 1_000, ErrorMessage = "1 to 1000 uploads at once are allowed")]
    public int UnitUploads { get; set; } = 4;
}
