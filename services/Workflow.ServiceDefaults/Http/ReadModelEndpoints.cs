using Microsoft.AspNetCore.Routing;

namespace Workflow.ServiceDefaults;

/// <summary>What an operator does when a read model's projection was mended: has it made again from the events.</summary>
public static class ReadModelEndpoints
{
    /// <summary>
    /// Maps <c>GET /v1/read-models</c> and <c>POST /v1/read-models/{name}/rebuild</c>. The progress is also on the health page, as
    /// <c>{name}.rebuild.position</c>.
    /// </summary>
    public static void MapReadModels(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/read-models", async (ReadModels known, CancellationToken ct) => new ReadModelList(await known.ListAsync(ct)))
            .RequireAccess((Roles.Operator, Reach.Root))
            .WithTags("operation").WithSummary("The read models that can be rebuilt, and how far that is");
        routes.MapPost("/v1/read-models/{name}/rebuild", RebuildAsync).RequireAccess((Roles.Operator, Reach.Root))
            .WithTags("operation").WithSummary(
                "Make a read model again from the first event, beside the one in use, which it then replaces; "
                + "asked while that is going on, nothing changes");
    }

    private static async Task<Results<Accepted<ReadModelState>, ProblemHttpResult>> RebuildAsync(string name, ReadModels known,
        CancellationToken ct) =>
        await known.RebuildAsync(name, ct) is { } state ? TypedResults.Accepted("/v1/read-models", state)
            : Problems.Unknown($"There is no read model '{name}'.");

    /// <param name="Items">By name.</param>
    private sealed record ReadModelList(IReadOnlyList<ReadModelState> Items);
}
