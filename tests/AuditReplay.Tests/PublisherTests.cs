using System.Net.Http.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace AuditReplay.Tests;

/// <summary>A source's pages are taken of its own user of the broker, which vouches for who publishes.</summary>
public sealed class PublisherTests(PublisherTests.Audit fixture) : IClassFixture<PublisherTests.Audit>
{
    private const string Exchange = "Workflow.Contracts.Audit.V1:EventPage";
    private readonly AuditFixture _audit = fixture.Own;

    [Fact]
    public async Task Only_a_services_own_user_publishes_its_pages_and_the_broker_lets_nobody_take_anothers_name()
    {
        var service = _audit.Sending["notices"];
        await using var own = await ConnectAsync("notices");
        await using var other = await ConnectAsync("reminders");

        var page = Page(service);
        await PublishAsync(own, page, fixture.UserOf("notices"));
        await _audit.HasAsync("notices", page.LastOrdinal);

        var next = Page(service);
        await PublishAsync(other, next, fixture.UserOf("reminders"));
        await ProblemAsync($"Page {next.Number} of notices: the user {fixture.UserOf("reminders")} published it; only "
            + $"{fixture.UserOf("notices")} may.");
        await PublishAsync(other, next, user: null);
        await ProblemAsync($"Page {next.Number} of notices: the user of nobody published it");
        var refused = await Assert.ThrowsAnyAsync<RabbitMQClientException>(() => PublishAsync(other, next, fixture.UserOf("notices")));
        Assert.Contains("406", refused.ToString(), StringComparison.Ordinal);
        Assert.Equal(page.LastOrdinal, await _audit.OrdinalAsync("notices"));

        // What was refused lies in the error queue, once each, and holds up nothing.
        await Eventually.HoldsAsync(async () => await fixture.CountAsync("workflow-audit-event-page_error") == 2, "both were set aside");
        await PublishAsync(own, next, fixture.UserOf("notices"));
        await _audit.HasAsync("notices", next.LastOrdinal);
        Assert.Null(await _audit.ProblemAsync());
    }

    private static EventPage Page(SendingService service) => service.Next(new Recorded(Guid.CreateVersion7(),
        Story.At("2016-04-20T01:00Z"), new NoticeEvent.Received("9f86", 1, "text/plain", "utf-8", "DL", null)));

    private Task<IConnection> ConnectAsync(string source) => new ConnectionFactory
    {
        Uri = new UriBuilder(_audit.Broker) { UserName = fixture.UserOf(source), Password = Audit.Password }.Uri,
    }.CreateConnectionAsync(Ct);

    private static async Task PublishAsync(IConnection connection, EventPage page, string? user)
    {
        await using var channel = await connection.CreateChannelAsync(
            new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), Ct);
        var properties = new BasicProperties { ContentType = "application/vnd.masstransit+json", MessageId = Guid.NewGuid().ToString() };
        if (user is not null)
            properties.UserId = user;
        await channel.BasicPublishAsync(Exchange, "", mandatory: true, properties, JsonSerializer.SerializeToUtf8Bytes(
            new { messageId = properties.MessageId, messageType = new[] { $"urn:message:{Exchange}" }, message = page },
            JsonSerializerOptions.Web), Ct);
    }

    private Task ProblemAsync(string beginning) => Eventually.HoldsAsync(async () =>
        (await _audit.ProblemAsync())?.Contains(beginning, StringComparison.Ordinal) is true, $"the health page says: {beginning}");

    public sealed class Audit : IAsyncLifetime
    {
        public const string Password = "of-a-test";
        private readonly string _run = Guid.NewGuid().ToString("n");
        private HttpClient _management = null!;

        public Audit() => Own.More["Ledger:PublishedBy"] = UserOf("{source}");

        public AuditFixture Own { get; } = new();

        public string UserOf(string source) => $"test-{_run}-{source}";

        public async ValueTask InitializeAsync()
        {
            await Own.InitializeAsync();
            _management = await RabbitServer.ManagementAsync();
            foreach (var source in new[] { "notices", "reminders" })
            {
                await PutAsync($"api/users/{UserOf(source)}", new { password = Password, tags = "" });
                await PutAsync($"api/permissions{Own.Broker.AbsolutePath}/{UserOf(source)}",
                    new { configure = "^$", write = $"^{Exchange}$", read = "^$" });
            }
        }

        public async Task<int> CountAsync(string queue)
        {
            await using var connection = await new ConnectionFactory { Uri = Own.Broker }.CreateConnectionAsync(Ct);
            await using var channel = await connection.CreateChannelAsync(cancellationToken: Ct);
            return (int)await channel.MessageCountAsync(queue, Ct);
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var source in new[] { "notices", "reminders" })
                (await _management.DeleteAsync(new Uri($"api/users/{UserOf(source)}", UriKind.Relative))).Dispose();
            await Own.DisposeAsync();
        }

        private async Task PutAsync(string path, object body) =>
            (await _management.PutAsJsonAsync(new Uri(path, UriKind.Relative), body, Ct)).EnsureSuccessStatusCode();
    }
}
