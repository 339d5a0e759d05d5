using System.Text.Json.Serialization;
using TaskAssignment.Assignments;

namespace TaskAssignment.Notices;

/// <summary>Every requirement × unit that owes it against the assignments that exist; empty lists are the proof.</summary>
/// <param name="Expected">Pairs that the notice's issue named.</param>
/// <param name="Found">
/// Assignments of the notice on the board; not what another unit does instead, since that one's are counted, nor what was dropped.
/// </param>
/// <param name="Missing">Pairs without an assignment.</param>
/// <param name="Duplicate">What has more than one.</param>
/// <param name="Outcomes">Assignments by state; states nobody is in are left out.</param>
/// <param name="DirectoryVersion">
/// The version of the directory whose units it is proved for; units added later are not in it. Null where the issue did not name one.
/// </param>
/// <param name="Dropped">Assignments of pairs that the notice named before it was amended, and names no more.</param>
internal sealed record Coverage(long Expected, long Found, IReadOnlyList<Owed> Missing, IReadOnlyList<Owed> Duplicate,
    IReadOnlyDictionary<string, long> Outcomes, long? DirectoryVersion, long Dropped)
{
    private const string Sql =
        """
        with expected as (
          select distinct r::int as requirement, u as unit
          from notice, jsonb_array_elements(owing) o,
            jsonb_array_elements_text(o -> 'requirements') r, jsonb_array_elements_text(o -> 'units') u
          where notice = $1),
        no_longer as (
          select distinct r::int as requirement, u as unit
          from amendment, jsonb_array_elements(body -> 'noLonger') o,
            jsonb_array_elements_text(o -> 'requirements') r, jsonb_array_elements_text(o -> 'units') u
          where notice = $1),
        dropped as (
          select count(*) as assignments from board where notice = $1 and state <> 'reassigned' and (
            (requirement, unit) in (select requirement, unit from no_longer) or requirement in (
              select (d ->> 'number')::int from amendment, jsonb_array_elements(body -> 'dropped') d where notice = $1))),
        found as (
          select requirement, unit, occurrence, count(*) as copies from board where notice = $1 group by requirement, unit, occurrence),
        missing as (select requirement, unit from expected except select requirement, unit from found)
        select
          (select count(*) from expected),
          (select count(*) from board where notice = $1 and state <> 'reassigned') - (select assignments from dropped),
          (select coalesce(jsonb_agg(jsonb_build_object('requirement', requirement, 'unit', unit) order by requirement, unit), '[]')
            from missing),
          (select coalesce(jsonb_agg(jsonb_build_object('requirement', requirement, 'unit', unit, 'occurrence', occurrence)
            order by requirement, unit, occurrence), '[]') from found where copies > 1),
          (select coalesce(jsonb_object_agg(state, assignments), '{}')
            from (select state, count(*) as assignments from board where notice = $1 group by state) s),
          (select directory_version from notice where notice = $1),
          (select assignments from dropped)
        where exists (select from notice where notice = $1 and owing is not null)
        """;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/notices/{id:guid}/coverage", HandleAsync)
            .RequireAccess(Standing.WholeReaders)
            .WithSummary("What a notice expects against what was dispatched: missing, duplicate, and how each stands");

    private static async Task<Results<Ok<Coverage>, ProblemHttpResult>> HandleAsync(
        Guid id, Caller caller, Standing standing, NoticeStore notices, NpgsqlDataSource dataSource, CancellationToken ct)
    {
        var issuer = await notices.IssuingUnitAsync(id, ct);
        if (issuer is null || !standing.MaySeeWhole(caller, issuer))
            return Progress.Unknown(id);
        return await ReadAsync(id, dataSource, ct) is { } coverage ? TypedResults.Ok(coverage)
            : Problems.Unknown($"Of notice {id} only assignments have arrived, not yet what it expects.");
    }

    private static Task<Coverage?> ReadAsync(Guid notice, NpgsqlDataSource dataSource, CancellationToken ct)
    {
        return dataSource.Sql(Sql, notice).FirstAsync(row => new Coverage(Expected: row.GetInt64(0), Found: row.GetInt64(1),
            Json<List<Owed>>(row, 2), Json<List<Owed>>(row, 3), Json<Dictionary<string, long>>(row, 4), row.Maybe<long>(5),
            Dropped: row.GetInt64(6)), ct);

        static T Json<T>(NpgsqlDataReader row, int column) =>
            JsonSerializer.Deserialize<T>(row.GetString(column), JsonSerializerOptions.Web)!;
    }
}

/// <summary>A requirement and a unit that owes it.</summary>
/// <param name="Requirement">Its number in the notice.</param>
/// <param name="Unit">The unit's code.</param>
/// <param name="Occurrence">Period of a recurring duty; absent otherwise.</param>
internal sealed record Owed(int Requirement, string Unit,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Occurrence = null);
