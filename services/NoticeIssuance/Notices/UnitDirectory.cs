using System.Data;
using NoticeIssuance.Understanding;
using Npgsql;
using Workflow.Contracts.Directory.V1;
using Workflow.EventSourcing;
using Workflow.Planning;
using Workflow.ServiceDefaults;

namespace NoticeIssuance.Notices;

/// <summary>
/// The units of today as notices see them: phrases to resolve, a tree to distribute over. Immutable; take it once for one decision.
/// </summary>
/// <param name="Version">The last directory event that was seen.</param>
internal sealed record DirectoryView(UnitSnapshot Units, AddresseePhrases Phrases, long Version)
{
    public static DirectoryView Of(UnitSnapshot units, long version) => new(units, new([.. units.All
        .OrderBy(unit => unit.Code, StringComparer.Ordinal)
        .Select(unit =>
            new DirectoryUnit(unit.Code, unit.Name, unit.ShortName, unit.Kind, Names.Of(unit.Level), unit.Parent, unit.Aliases))]),
            version);

    /// <summary>
    /// Whom the phrase means when <paramref name="issuingUnit"/> writes it. Where units of several trees go by it (two cities, each with
    /// its 各区县委组织部), those of the issuer's own tree are meant.
    /// </summary>
    public AddresseeResolution Resolve(string phrase, string issuingUnit) => Phrases.Resolve(phrase, issuingUnit) switch
    {
        AddresseeResolution.Units units => new AddresseeResolution.Units(OfItsTree(units.Codes, issuingUnit)),
        AddresseeResolution.SomeOf some => new AddresseeResolution.SomeOf(OfItsTree(some.Candidates, issuingUnit)),
        var unresolved => unresolved,
    };

    private IReadOnlyList<string> OfItsTree(IReadOnlyList<string> codes, string issuingUnit) =>
        Units.Path(issuingUnit) is [var root, ..] && codes.Where(code => Units.IsSelfOrBelow(code, root)).ToList() is { Count: > 0 } own
            ? own : codes;

    public IReadOnlyList<PlannedUnit> Planned() =>
        [.. Units.All.Select(unit => new PlannedUnit(unit.Code, unit.Parent, unit.Kind, unit.Level))];
}

/// <summary>Makes a <see cref="DirectoryView"/> of the replica, once for each change of it; tree and version are of one snapshot.</summary>
internal sealed class UnitDirectory(UnitTree tree, NpgsqlDataSource dataSource)
{
    private DirectoryView? _last;

    public async Task<DirectoryView> NowAsync(CancellationToken ct)
    {
        if (Volatile.Read(ref _last) is { } last && last.Units.Revision >= tree.Now.Revision)
            return last;
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        var units = await UnitTree.LoadAsync(connection, transaction, ct);
        var view = DirectoryView.Of(units, await transaction.Sql("select version from directory_seen").ScalarAsync<long>(ct));
        Volatile.Write(ref _last, view);
        return view;
    }

    /// <summary>Takes up what the directory said.</summary>
    public async Task KeepAsync(UnitChanged changed, CancellationToken ct)
    {
        await using (var connection = await dataSource.OpenConnectionAsync(ct))
        {
            await using var transaction = await connection.BeginTransactionAsync(ct);
            await UnitTree.StoreAsync(changed.Units, transaction, ct);
            await transaction.Sql("update directory_seen set version = greatest(version, $1)", changed.DirectoryVersion).ExecuteAsync(ct);
            await transaction.CommitAsync(ct);
        }
        await tree.RefreshAsync(ct);
    }
}
