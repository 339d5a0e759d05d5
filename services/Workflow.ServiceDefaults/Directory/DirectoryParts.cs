using Workflow.Contracts.Directory.V1;

namespace Workflow.ServiceDefaults;

/// <summary>
/// Versions of the directory as they arrive, in parts and in any order: one is taken up when all its parts are here and the version before
/// is, so that the tree is never half of an import.
/// </summary>
internal static class DirectoryParts
{
    /// <summary>Keeps the part, then takes up what is whole. The row of the revision orders those who do.</summary>
    /// <returns>Whether a version was taken up, or this one was before: it may be that nothing else came of it then.</returns>
    public static async Task<bool> HearAsync(UnitChanged message, NpgsqlTransaction transaction, CancellationToken ct)
    {
        var known = await transaction.Sql("select directory_version from unit_tree_revision for update").ScalarAsync<long>(ct);
        // One that says everything in one part is taken up again: of each unit the highest version stays.
        if (message.DirectoryVersion <= known && (message.Previous > 0 || message.Parts > 1))
            return message.DirectoryVersion == known;
        var taken = false;
        await transaction.Sql(
            "insert into unit_tree_part (version, previous, part, parts, body) values ($1, $2, $3, $4, $5::jsonb) on conflict do nothing",
            message.DirectoryVersion, message.Previous, message.Part, message.Parts,
            JsonSerializer.Serialize(message, JsonSerializerOptions.Web)).ExecuteAsync(ct);
        while (await NextAsync(known, transaction, ct) is { Count: > 0 } parts)
        {
            (known, taken) = (Math.Max(known, parts[0].DirectoryVersion), true);
            await UnitTree.Store(transaction.Sql(), [.. parts.SelectMany(part => part.Units)],
                    [.. parts.SelectMany(part => part.Grants ?? [])], parts[0].DirectoryVersion)
                .Add("delete from unit_tree_part where version <= $1", known).ExecuteAsync(ct);
        }
        return taken;
    }

    /// <summary>
    /// Whether parts have waited so long that what they wait for seems lost. Then everything is asked for again, and told so only once in
    /// that time.
    /// </summary>
    public static async Task<bool> AreStuckAsync(NpgsqlDataSource dataSource, TimeSpan patience, CancellationToken ct) =>
        await dataSource.Sql(
            "update unit_tree_part set heard_at = clock_timestamp() where heard_at < clock_timestamp() - $1", patience)
                .ExecuteAsync(ct) > 0;

    /// <summary>The parts of the first version that is whole and follows what is known.</summary>
    private static Task<List<UnitChanged>> NextAsync(long known, NpgsqlTransaction transaction, CancellationToken ct) => transaction.Sql(
        """
        select body::text from unit_tree_part p join
            (select version, previous from unit_tree_part where previous <= $1
             group by version, previous having count(*) = max(parts) order by version, previous limit 1) whole using (version, previous)
        """, known).ReadAsync(row => JsonSerializer.Deserialize<UnitChanged>(row.GetString(0), JsonSerializerOptions.Web)!, ct);
}
