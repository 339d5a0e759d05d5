namespace Workflow.ServiceDefaults.Tests;

public sealed class PublishedCalendarsTests(Sample sample) : IClassFixture<Sample>
{
    private NpgsqlDataSource Database => sample.Service.Services.GetRequiredService<NpgsqlDataSource>();

    [Fact]
    public async Task The_highest_version_stays_over_what_ships_whatever_the_order_of_messages()
    {
        await KeepAsync(2020, version: 2, new(2020, 12, 31));
        await KeepAsync(2020, version: 1, new(2020, 12, 30));

        var calendar = (await new PublishedCalendars(Database).NowAsync(Ct)).For(2020)!;
        Assert.Equal("cn/2020/4", calendar.Version.ToString());
        Assert.Equal((true, false), (calendar.IsWorkingDay(new(2020, 12, 30)), calendar.IsWorkingDay(new(2020, 12, 31))));
        Assert.NotNull((await new PublishedCalendars(Database).NowAsync(Ct)).For(2016));
    }

    [Fact]
    public async Task Publishing_waits_for_whoever_counts_by_the_calendars_before()
    {
        await using var connection = await Database.OpenConnectionAsync(Ct);
        await using var counting = await connection.BeginTransactionAsync(Ct);
        Assert.Null((await PublishedCalendars.HoldAsync(counting, Ct)).For(2030));
        var publishing = KeepAsync(2030, version: 1, new(2030, 1, 1));
        await Eventually.HoldsAsync(async () => await Database.Sql(
            "select count(*) from pg_locks where locktype = 'advisory' and not granted and classid = $1::bigint::oid",
            (long)PublishedCalendars.LockClass).ScalarAsync<long>(Ct) == 1, "publishing waits");
        Assert.Null((await new PublishedCalendars(Database).NowAsync(Ct)).For(2030));

        await counting.CommitAsync(Ct);
        await publishing;
        Assert.NotNull((await new PublishedCalendars(Database).NowAsync(Ct)).For(2030));
    }

    [Fact]
    public async Task What_a_service_kept_in_tables_of_its_own_before_is_taken_over()
    {
        await using var database = new PostgresDatabase();
        await database.InitializeAsync();
        await using (var before = NpgsqlDataSource.Create(database.ConnectionString))
            await before.Sql("create schema directory").Add("create table directory.directory_seen (version bigint not null)")
                .Add("insert into directory.directory_seen values (42)")
                .Add("""
                    create table directory.calendar (name text not null, year integer not null, version bigint not null,
                        holidays date[] not null, workdays date[] not null, primary key (name, year))
                    """)
                .Add("insert into directory.calendar values ('cn', 2031, 1, '{2031-01-01}', '{}')").ExecuteAsync(Ct);

        await using var service = await Sample.StartAsync(
            new Dictionary<string, string?>(sample.Settings) { ["Postgres:ConnectionString"] = database.ConnectionString });
        Assert.Equal(42, service.Services.GetRequiredService<UnitTree>().Now.DirectoryVersion);
        Assert.NotNull((await service.Services.GetRequiredService<PublishedCalendars>().NowAsync(Ct)).For(2031));
    }

    private async Task KeepAsync(int year, long version, DateOnly off)
    {
        await using var connection = await Database.OpenConnectionAsync(Ct);
        await using var transaction = await connection.BeginTransactionAsync(Ct);
        await PublishedCalendars.KeepAsync(new("cn", year, version, [off], [], Source: null), transaction, Ct);
        await transaction.CommitAsync(Ct);
    }
}
