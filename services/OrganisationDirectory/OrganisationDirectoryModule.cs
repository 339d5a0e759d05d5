using OrganisationDirectory.Calendars;
using OrganisationDirectory.Callers;
using OrganisationDirectory.Grants;
using OrganisationDirectory.Units;

namespace OrganisationDirectory;

/// <summary>Which units there are, who reports to whom, which days are worked.</summary>
internal static class OrganisationDirectoryModule
{
    public static void AddOrganisationDirectory(this WebApplicationBuilder builder)
    {
        builder.AddWorkflowService(Sources.Directory, AddConsumers);
        builder.Services.AddUnitTree();
        builder.Services.AddHostedService<FirstVersion>();
        builder.Services.AddSingleton<IEventPublisher, DirectoryPublisher>();
        builder.Services.AddSingleton<ISetAside, ToldLater>();
    }

    private static void AddConsumers(IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<DirectoryRequestedConsumer>();
        bus.AddConsumer<DirectoryVersionAskedConsumer>();
        bus.AddConsumer<AliasTaughtConsumer>();
    }

    public static void MapOrganisationDirectory(this IEndpointRouteBuilder endpoints)
    {
        var units = endpoints.MapGroup("/v1/units").WithTags("units");
        ImportUnits.Map(units);
        ReadUnits.Map(units);
        SetUpstream.Map(units);

        var grants = endpoints.MapGroup("/v1/grants").WithTags("grants");
        ListGrants.Map(grants);
        RecordGrants.Map(grants);

        var calendars = endpoints.MapGroup("/v1/calendars").WithTags("calendars");
        ReadCalendar.Map(calendars);
        PublishCalendar.Map(calendars);

        WhoAmI.Map(endpoints);
        Delegating.Map(endpoints);
        endpoints.MapOperations();
    }
}
