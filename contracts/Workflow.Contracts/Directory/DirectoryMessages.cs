namespace Workflow.Contracts.Directory.V1;

/// <summary>
/// One version of the directory, or a part of it: the units and grants that changed since the version before, as they stand in it. A
/// receiver takes a version up when it has all its parts and the version before, so that it never rests on half of one; of each unit and
/// grant it keeps the highest version it has seen.
/// </summary>
/// <param name="DirectoryVersion">The version, as <c>POST /v1/units/import</c> answers it; grows.</param>
/// <param name="Units">Whole states; at most 500.</param>
/// <param name="Previous">The version before; 0: this says everything, whatever was known.</param>
/// <param name="Part">1 … <paramref name="Parts"/>.</param>
/// <param name="Parts">How many there are.</param>
/// <param name="Grants">Whole states; at most 500.</param>
public sealed record UnitChanged(long DirectoryVersion, IReadOnlyList<UnitState> Units, long Previous = 0, int Part = 1, int Parts = 1,
    IReadOnlyList<GrantState>? Grants = null);

/// <summary>A standing grant: the issuer may order units of a kind below some unit, though it does not stand above them.</summary>
/// <param name="Issuer">Code of the unit that may order.</param>
/// <param name="Kind">Of the units it may order.</param>
/// <param name="Below">Code of the unit below which they stand.</param>
/// <param name="From">First day, inclusive.</param>
/// <param name="Until">Last day, inclusive; null: until further notice.</param>
/// <param name="Version">Of its stream.</param>
public sealed record GrantState(string Issuer, string Kind, string Below, DateOnly From, DateOnly? Until, long Version);

/// <summary>Asks the directory which version it has answered last; answered by <see cref="DirectoryVersionAnswered"/>.</summary>
public sealed record DirectoryVersionAsked;

/// <summary>The version of the directory that is in force.</summary>
/// <param name="DirectoryVersion">0 where nothing was imported yet.</param>
public sealed record DirectoryVersionAnswered(long DirectoryVersion);

/// <summary>A unit.</summary>
/// <param name="Code">Never changes.</param>
/// <param name="Version">Of its stream.</param>
/// <param name="Name">In full.</param>
/// <param name="ShortName">Null where there is none.</param>
/// <param name="Kind">Free text.</param>
/// <param name="Level">central, province, city, county, township or branch.</param>
/// <param name="Parent">Code; null at the top.</param>
/// <param name="Aliases">Phrases notices use for it, alone or with others.</param>
/// <param name="UpstreamMayIssue">Whether its upstream systems may answer questions and issue what they posted.</param>
public sealed record UnitState(string Code, long Version, string Name, string? ShortName, string Kind, string Level, string? Parent,
    IReadOnlyList<string> Aliases, bool UpstreamMayIssue = false);

/// <summary>A year of a working calendar was published or amended: its whole present state.</summary>
/// <param name="Name">Of the calendar: <c>cn</c>.</param>
/// <param name="Year">Of the Gregorian calendar.</param>
/// <param name="Version">Of its stream; a receiver keeps the highest.</param>
/// <param name="Holidays">Days off, weekends included where the notice names them.</param>
/// <param name="Workdays">Make-up workdays that fall on a weekend.</param>
/// <param name="Source">The document that ordered it.</param>
public sealed record CalendarPublished(
    string Name, int Year, long Version, IReadOnlyList<DateOnly> Holidays, IReadOnlyList<DateOnly> Workdays, string? Source);

/// <summary>
/// 代办: one person acts for another, its whole state. A receiver keeps, for each delegation, the highest version it has seen.
/// </summary>
/// <param name="Delegation">Its id.</param>
/// <param name="Version">Of its stream.</param>
/// <param name="Person">Opaque id of the person that is acted for.</param>
/// <param name="Unit">Code of the unit that is acted for.</param>
/// <param name="Roles">In which one acts.</param>
/// <param name="Substitute">Opaque id of the person that acts.</param>
/// <param name="From">The first day, inclusive, of Asia/Shanghai.</param>
/// <param name="Until">The last day, inclusive.</param>
/// <param name="IsEnded">Whether it was ended, whatever its days.</param>
public sealed record DelegationChanged(Guid Delegation, long Version, string Person, string Unit, IReadOnlyList<string> Roles,
    string Substitute, DateOnly From, DateOnly Until, bool IsEnded);
