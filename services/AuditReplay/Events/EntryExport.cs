using System.Buffers;
using System.IO.Pipelines;
using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace AuditReplay.Events;

/// <summary>
/// Entries as NDJSON, however many there are, in constant memory: read in batches by position, each batch a statement of its own,
/// so that a slow reader holds neither a connection nor a snapshot.
/// </summary>
internal sealed class EntryExport(EntryFilter filter, NpgsqlDataSource dataSource, long after, long size) : IResult,
    IEndpointMetadataProvider
{
    private const int BatchRows = 1000;
    private const int BatchBytes = 1 << 20;

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(void), ["application/x-ndjson"]));

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = "application/x-ndjson; charset=utf-8";
        var (body, ct) = (httpContext.Response.BodyWriter, httpContext.RequestAborted);
        await body.FlushAsync(ct);
        for (long? position = after; position is { } behind;)
        {
            position = await WriteBatchAsync(body, behind, ct);
            await body.FlushAsync(ct);
        }
    }

    /// <summary>Writes the next batch; answers the position it ended at, null when nothing follows.</summary>
    private Task<long?> WriteBatchAsync(PipeWriter body, long behind, CancellationToken ct) =>
        filter.Select(dataSource, behind, size, BatchRows).ResultsAsync<long?>(async row =>
        {
            var (rows, bytes) = (0, 0);
            while (bytes < BatchBytes && await row.ReadAsync(ct))
            {
                var entry = row.GetFieldValue<byte[]>(1);
                body.Write(entry);
                body.Write("\n"u8);
                behind = row.GetInt64(0);
                (rows, bytes) = (rows + 1, bytes + entry.Length);
            }
            return rows == BatchRows || bytes >= BatchBytes ? behind : null;
        }, ct);
}
