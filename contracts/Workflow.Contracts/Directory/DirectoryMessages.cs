namespace Workflow.Contracts.Directory.V1;

/// <summary>At most 500 units as they stand now. A receiver keeps, for each unit, the highest version it has seen.</summary>
/// <param name="DirectoryVersion">Sequence of the last directory event these states include; grows.</param>
/// <param name="Units">Whole states.</param>
public sealed record UnitChanged(long DirectoryVersion, IReadOnlyList<UnitState> Units);

/// <summary>A unit.</summary>
/// <param name="Code">Never changes.</param>
/// <param name="Version">Of its stream.</param>
/// <param name="Name">In full.</param>
/// <param name="ShortName">Null where there is none.</param>
/// <param name="Kind">Free text.</param>
/// <param name="Level">central, province, city, county, township or branch.</param>
/// <param name="Parent">Code; null at the top.</param>
/// <param name="Aliases">Phrases notices use for it, alone or with others.</param>
public sealed record UnitState(
    string Code, long Version, string Name, string? ShortName, string Kind, string Level, string? Parent, IReadOnlyList<string> Aliases);

/// <summary>A year of a working calendar was published or amended: its whole present state.</summary>
/// <param name="Name">Of the calendar: <c>cn</c>.</param>
/// <param name="Year">Of the Gregorian calendar.</param>
/// <param name="Version">Of its stream; a receiver keeps the highest.</param>
/// <param name="Holidays">Days off, weekends included where the notice names them.</param>
/// <param name="Workdays">Make-up workdays that fall on a weekend.</param>
/// <param name="Source">The document that ordered it.</param>
public sealed record CalendarPublished(
    string Name, int Year, long Version, IReadOnlyList<DateOnly> Holidays, IReadOnlyList<DateOnly> Workdays, string? Source);
