using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Workflow.EventSourcing.Tests.Stores;

/// <summary>Events as the golden rows have them; and a store set up as theirs was.</summary>
public abstract record GoldenEvent
{
    public sealed record Dispatched(string Unit, int Requirement, DateTimeOffset? DueAt, HowUrgent Urgency, IReadOnlyList<string> Asks) : GoldenEvent;

    public sealed record Acknowledged(string By) : GoldenEvent;

    public sealed record Reported(string Text, IReadOnlyDictionary<string, decimal> Figures) : GoldenEvent;

    public sealed record Closed(string? Remark) : GoldenEvent;

    public enum HowUrgent
    {
        Normal,
        Urgent,
    }

    public static readonly Dispatched Sample = new("DL-900", 1, null, HowUrgent.Urgent, ["签收"]);
}

internal static class MartenStores
{
    public static StoreOptions Options(string schema, TimeProvider? clock = null)
    {
        var options = new StoreOptions { DatabaseSchemaName = schema };
        options.Events.StreamIdentity = StreamIdentity.AsGuid;
        options.Events.DatabaseSchemaName = schema;
        options.Events.TimeProvider = clock ?? TimeProvider.System;
        options.Events.MetadataConfig.EnableAll();
        options.Events.MetadataConfig.UserNameEnabled = true;
        options.Events.MapEventType<GoldenEvent.Dispatched>("assignment.dispatched.v1");
        options.Events.MapEventType<GoldenEvent.Acknowledged>("assignment.acknowledged.v1");
        options.Events.MapEventType<GoldenEvent.Reported>("assignment.reported.v1");
        options.Events.MapEventType<GoldenEvent.Closed>("assignment.closed.v1");
        options.UseSystemTextJsonForSerialization(new JsonSerializerOptions(), EnumStorage.AsString, Casing.CamelCase);
        return options;
    }

    /// <summary>A store on the schema, its tables created or accepted.</summary>
    public static async Task<IDocumentStore> MartenAsync(this Database database, Func<StoreOptions>? options = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(database.Source);
        services.AddMarten(_ => (options ?? (() => Options(database.Schema)))()).UseNpgsqlDataSource().UseLightweightSessions().ApplyAllDatabaseChangesOnStartup();
        var provider = services.BuildServiceProvider();
        foreach (var hosted in provider.GetServices<IHostedService>())
            await hosted.StartAsync(TestContext.Current.CancellationToken);
        return provider.GetRequiredService<IDocumentStore>();
    }

    /// <summary>The golden rows in the database's schema.</summary>
    public static async Task LoadGoldenAsync(this Database database)
    {
        var rows = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Golden", "golden.sql"), TestContext.Current.CancellationToken);
        await database.ExecuteAsync($"create schema {database.Schema}; {rows.Replace("golden.mt_", $"{database.Schema}.mt_", StringComparison.Ordinal)}; reset all");
    }
}
