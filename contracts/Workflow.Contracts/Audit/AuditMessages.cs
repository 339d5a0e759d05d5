namespace Workflow.Contracts.Audit.V1;

/// <summary>
/// The stored events of one service, in order: page <paramref name="Number"/> follows page <paramref name="Number"/> − 1 without a gap.
/// A page's boundaries never change; it may be published again.
/// </summary>
/// <param name="Source">notices, assignments, reminders, audit or directory.</param>
/// <param name="Number">1, 2, 3 … within the source.</param>
/// <param name="FirstOrdinal">Ordinal of the first entry, inclusive.</param>
/// <param name="LastOrdinal">Ordinal of the last entry, inclusive.</param>
/// <param name="Entries">Each the RFC 8785 canonical JSON of a ledger entry; at most 500, or 256 kB.</param>
/// <param name="Hash">
/// Of the page and all before it, as it was cut: lower-case hex of SHA-256 over <c>source/number\n</c>, <paramref name="Previous"/>,
/// <c>\n</c> and the SHA-256 of each entry's bytes. Absent in pages cut before there were hashes.
/// </param>
/// <param name="Previous">The hash of the page before; absent in the first that has one.</param>
public sealed record EventPage(string Source, long Number, long FirstOrdinal, long LastOrdinal, IReadOnlyList<string> Entries,
    string? Hash = null, string? Previous = null);

/// <summary>The ledger misses pages of a source, and asks for them again.</summary>
/// <param name="Source">Whose pages.</param>
/// <param name="From">First page wanted, inclusive.</param>
/// <param name="To">Last page wanted, inclusive.</param>
public sealed record PagesRequested(string Source, long From, long To);
