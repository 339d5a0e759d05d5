namespace Flow.Tests.Live;

/// <summary>The auditor's export against the services' own tables.</summary>
internal static class History
{
    private static readonly string[] Schemas = ["notices", "assignments", "reminders", "audit", "directory"];

    /// <summary>
    /// Waits until the ledger holds every event that was stored before it was read, then checks that it holds nothing but stored events,
    /// each source's ordinals 1, 2, 3 … without a gap.
    /// </summary>
    public static async Task<IReadOnlyList<JsonNode>> ExportAsync(this RunningSystem system, TimeSpan? within = null)
    {
        IReadOnlyList<JsonNode> entries = [];
        // Reading is itself recorded, a little later: what each attempt records is not waited for by the next.
        var before = await StoredAsync(system);
        await Eventually.PassesAsync(async () =>
        {
            var stored = before.Union(await StoredAsync(system, "type not like 'access.%'"));
            entries = await ReadAsync(system);
            Assert.Empty(stored.Except(entries.Select(Id)));
        },
            within);
        Assert.Equal(entries.Count, entries.Select(Id).Distinct().Count());
        Assert.Empty(entries.Select(Id).Except(await StoredAsync(system)));
        foreach (var source in entries.GroupBy(e => (string)e["source"]!))
            Assert.Equal(Enumerable.Range(1, source.Count()).Select(n => (long)n), source.Select(e => (long)e["ordinal"]!));
        return entries;
    }

    /// <summary>The notices whose receipt the ledger has now.</summary>
    public static async Task<IReadOnlyList<string>> ReceivedAsync(this RunningSystem system) => await system.Postgres
        .Sql("select stream::text from audit.entry where type = 'notice.received.v1'").ReadAsync(row => row.GetString(0), Ct);

    private static Guid Id(JsonNode entry) => (Guid)entry["id"]!;

    private static async Task<IReadOnlyList<Guid>> StoredAsync(RunningSystem system, string which = "true") => await system.Postgres
        .Sql(string.Join(" union all ",
            Schemas.Select(schema => $"select id from {schema}.mt_events where type <> 'tombstone' and {which}")))
        .ReadAsync(row => row.GetGuid(0), Ct);

    private static async Task<IReadOnlyList<JsonNode>> ReadAsync(RunningSystem system)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/v1/events", UriKind.Relative));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/x-ndjson"));
        using var response = await system.As("auditor", "A").SendAsync("audit", request);
        response.EnsureSuccessStatusCode();
        var text = await response.Content.ReadAsStringAsync(Ct);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
    }
}
