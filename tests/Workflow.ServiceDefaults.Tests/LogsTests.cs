namespace Workflow.ServiceDefaults.Tests;

public sealed class LogsTests(Sample sample) : IClassFixture<Sample>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_token_person_or_password_is_logged_even_at_the_finest_level()
    {
        var lines = new ConcurrentQueue<string>();
        string[] tokens =
            [sample.Token("branch", "B1"), sample.Token("auditor", "B1"),
            sample.Token("branch", "B1", token => token.Expires = token.NotBefore), sample.Token("branch", "B1") + "x"];
        await using (var service = await Sample.StartAsync(sample.Settings, builder =>
        {
            builder.Logging.AddProvider(new Capture(lines));
            builder.Logging.AddFilter<Capture>(category: null, LogLevel.Trace);
        }))
        {
            foreach (var token in tokens)
            {
                using var http = service.With(token);
                await http.GetAsync("/who", Ct);
                await http.GetAsync("/fails/unexpected", Ct);
            }
        }

        Assert.Contains(lines, line => line.Contains("/fails/unexpected", StringComparison.Ordinal));
        string[] secrets =
            [.. tokens, "p-1", new NpgsqlConnectionStringBuilder(sample.Database.ConnectionString).Password!,
            Uri.UnescapeDataString(sample.Broker.Uri.UserInfo.Split(':')[1])];
        Assert.All(secrets, secret => Assert.DoesNotContain(lines, line => line.Contains(secret, StringComparison.Ordinal)));
    }

    private sealed class Capture(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
