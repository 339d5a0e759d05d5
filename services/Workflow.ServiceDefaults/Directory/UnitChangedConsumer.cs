using Workflow.Contracts.Directory.V1;

namespace Workflow.ServiceDefaults;

/// <summary>Keeps the service's replica of the unit tree.</summary>
public sealed class UnitChangedConsumer(UnitTree tree) : IConsumer<UnitChanged>
{
    /// <summary>Stores what is newer than what is known.</summary>
    public Task Consume(ConsumeContext<UnitChanged> context) => tree.HearAsync(context.Message, context.CancellationToken);
}
