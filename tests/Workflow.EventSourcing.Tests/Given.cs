namespace Workflow.EventSourcing.Tests;

internal static class Given
{
    public static readonly Guid Notice = Guid.Parse("01530000-0000-7000-8000-000000000001");

    public static readonly AssignmentEvent.Dispatched Dispatched =
        new(Notice, 1, "DL-001", null, "DL", Disposition.Dated, default, null, new string('a', 64));

    /// <summary>How much the <see cref="Recording"/>s have written down.</summary>
    public static Task<long> RecordedAsync(this Database database) =>
        database.ScalarAsync<long>($"select count(*) from {database.Schema}.recorded");

    /// <summary>A bus on which the ledger hears what is published.</summary>
    public static void AddLedger(this IServiceCollection services, Database database, Uri broker, Ledger ledger) =>
        services.AddMassTransit(bus => bus.UsingRabbitMq((_, rabbit) =>
        {
            rabbit.At(broker);
            rabbit.ReceiveEndpoint($"ledger-{database.Schema}", endpoint => endpoint.Instance(ledger));
        }));
}
