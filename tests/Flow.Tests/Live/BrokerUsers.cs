namespace Flow.Tests.Live;

/// <summary>The users of the services at a broker, as <c>deploy/local/broker</c> makes them.</summary>
internal static class BrokerUsers
{
    /// <summary>With their virtual hosts.</summary>
    /// <param name="management">Of an administrator.</param>
    /// <param name="services">By their names.</param>
    public static async Task MakeAsync(Uri management, string virtualHost, string branches, IEnumerable<string> services, string password)
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
