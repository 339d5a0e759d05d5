namespace Flow.Tests.Live;

/// <summary>Who the services are to the servers, made by what <c>deploy/local/up</c> makes them by.</summary>
internal static class Identities
{
    /// <summary>Their roles in a database, as often as wanted.</summary>
    /// <param name="database">Of a superuser.</param>
    /// <param name="services">By their names.</param>
    public static async Task MakeRolesAsync(NpgsqlDataSource database, IEnumerable<string> services, string password)
    {
        await using var connection = await database.OpenConnectionAsync(Ct);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("select set_config('workflow.passwords', $1, false)")
                {
                    Parameters = { new() { Value = JsonSerializer.Serialize(services.ToDictionary(name => name, _ => password)) } },
                },
                new(await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "deploy/local/roles.sql"), Ct)),
            },
        };
        await batch.ExecuteNonQueryAsync(Ct);
    }

    /// <summary>Their users at a broker, with the virtual hosts.</summary>
    /// <param name="management">Of an administrator.</param>
    /// <param name="services">By their names.</param>
    public static async Task MakeUsersAsync(Uri management, string virtualHost, string branches, IEnumerable<string> services,
        string password)
    {
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(Checkout.Root, "deploy/local/broker"), [virtualHost, branches])
            { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        await process.StandardInput.WriteAsync(string.Concat(services.Select(service => $"{service} {password}\n")));
        process.StandardInput.Close();
        using var http = RabbitServer.Client(management);
        using var definitions = new StringContent(await process.StandardOutput.ReadToEndAsync(Ct), Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri("api/definitions", UriKind.Relative), definitions, Ct);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
    }
}
