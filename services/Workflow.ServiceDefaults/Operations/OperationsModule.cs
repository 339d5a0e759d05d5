using Microsoft.AspNetCore.Routing;

namespace Workflow.ServiceDefaults;

/// <summary>What operators see and do in every service.</summary>
public static class OperationsModule
{
    internal static void AddOperations(this IServiceCollection services)
    {
        services.AddHttpClient(nameof(ErrorQueues));
        services.AddSingleton<ErrorQueues>().AddSingleton<EmptiedQueues>().AddSingleton<Operations>();
    }

    /// <summary>Maps <c>GET /v1/operations</c> and what is done about error queues; a service with a unit tree calls it.</summary>
    public static void MapOperations(this IEndpointRouteBuilder routes)
    {
        Operations.Map(routes);
        EmptyErrorQueue.Map(routes);
    }
}
