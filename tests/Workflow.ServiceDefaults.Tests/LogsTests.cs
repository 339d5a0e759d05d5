namespace Workflow.ServiceDefaults.Tests;

public sealed class LogsTests(Sample sample) : IClassFixture<Sample>
{
    [Fact]
    public async Task No_token_person_or_password_is_logged_even_at_the_finest_level()
    {
        var log = new CapturedLog();
        string[] tokens =
            [sample.Token("branch", "B1"), sample.Token("auditor", "B1"),
            sample.Token("branch", "B1", token => token.Expires = token.NotBefore), sample.Token("branch", "B1") + "x"];
        await using (var service = await Sample.StartAsync(sample.Settings, builder =>
        {
            builder.Logging.AddProvider(log);
            builder.Logging.AddFilter<CapturedLog>(category: null, LogLevel.Trace);
        }))
        {
            foreach (var token in tokens)
            {
                using var http = service.With(token);
                await http.GetAsync("/who", Ct);
                await http.GetAsync("/fails/unexpected", Ct);
            }
        }

        Assert.Contains(log.Lines, line => line.Contains("/fails/unexpected", StringComparison.Ordinal));
        string[] secrets =
            [.. tokens, "p-1", new NpgsqlConnectionStringBuilder(sample.Database.ConnectionString).Password!,
            Uri.UnescapeDataString(sample.Broker.Uri.UserInfo.Split(':')[1])];
        Assert.All(secrets, secret => Assert.DoesNotContain(log.Lines, line => line.Contains(secret, StringComparison.Ordinal)));
    }
}
