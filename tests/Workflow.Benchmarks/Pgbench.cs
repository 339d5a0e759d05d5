namespace Workflow.Benchmarks;

/// <summary>PostgreSQL's own load generator: the least a client can cost.</summary>
internal static class Pgbench
{
    /// <summary>Runs a script's transactions for so long.</summary>
    /// <param name="script">SQL, and pgbench's own commands; a colon before a word is a variable to it.</param>
    public static async Task<Done> RunAsync(string connectionString, string script, int clients, int seconds)
    {
        var address = new NpgsqlConnectionStringBuilder(connectionString);
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, script);
        var pgbench = Directory.GetFiles("/usr/lib/postgresql", "pgbench", SearchOption.AllDirectories).Order().Last();
        using var process =
            Process.Start(
            new ProcessStartInfo(pgbench,
            ["-n", "-M", "prepared", "-f", file, "-c", $"{clients}", "-j", "2", "-T", $"{seconds}", "-h", address.Host!, "-p",
            $"{address.Port}", "-U", address.Username!, address.Database!])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PGPASSWORD"] = address.Password },
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var lines = (await process.StandardOutput.ReadToEndAsync()).Split('\n');
        await process.WaitForExitAsync();
        File.Delete(file);
        return Number("tps = ", 2) is { } tps && Number("number of transactions actually processed: ", 5) is { } transactions
            ? new(transactions, TimeSpan.FromSeconds(transactions / tps))
            : throw new InvalidOperationException(await errors);

        double? Number(string start, int word) => lines.FirstOrDefault(l => l.StartsWith(start, StringComparison.Ordinal)) is { } line
            ? double.Parse(line.Split(' ')[word].Split('/')[0], CultureInfo.InvariantCulture)
            : null;
    }
}
