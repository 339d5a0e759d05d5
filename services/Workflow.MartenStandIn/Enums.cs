namespace Workflow.MartenStandIn;

/// <summary>What identifies a stream.</summary>
public enum StreamIdentity
{
    /// <summary>A <see cref="Guid"/>: the only one the stand-in knows.</summary>
    AsGuid = 0,

    /// <summary>A string: refused by the stand-in.</summary>
    AsString = 1,
}

/// <summary>How Marten appends. The stand-in knows the default alone.</summary>
public enum EventAppendMode
{
    /// <summary>The default: versions are known to the client, timestamps are the client's.</summary>
    Rich = 0,

    /// <summary>Versions are given by the server.</summary>
    Quick = 1,

    /// <summary>Versions and timestamps are given by the server.</summary>
    QuickWithServerTimestamps = 2,
}

/// <summary>How enumeration values stand in JSON.</summary>
public enum EnumStorage
{
    /// <summary>By number.</summary>
    AsInteger = 0,

    /// <summary>By name.</summary>
    AsString = 1,
}

/// <summary>How property names stand in JSON.</summary>
public enum Casing
{
    /// <summary>As in the code.</summary>
    Default = 0,

    /// <summary>camelCase.</summary>
    CamelCase = 1,

    /// <summary>snake_case.</summary>
    SnakeCase = 2,
}
