using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;

namespace Workflow.ServiceDefaults.Tests;

public sealed class BusinessClockTests : IDisposable
{
    private static readonly DateTimeOffset Wall = new(2026, 11, 21, 22, 0, 0, TimeSpan.Zero);
    private readonly ManualClock _wall = new(Wall);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("workflow-clock-");

    private string File => Path.Combine(_folder.FullName, "clock.json");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Without_a_file_it_is_the_wall_clock()
    {
        using var clock = Clock();
        Assert.Equal(Wall, clock.GetUtcNow());
        Assert.Equal(TimeSpan.Zero, clock.GetUtcNow().Offset);
    }

    [Fact]
    public void It_is_set_before_the_first_question_and_runs_on_at_wall_speed()
    {
        Set("2016-04-01T00:00:00+08:00", "2026-11-21T21:59:50Z");
        using var clock = Clock();
        Assert.Equal(DateTimeOffset.Parse("2016-03-31T16:00:10Z", null), clock.GetUtcNow());
        _wall.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(DateTimeOffset.Parse("2016-03-31T16:01:10Z", null), clock.GetUtcNow());
    }

    [Fact]
    public void It_follows_the_file_within_a_quarter_of_a_second_and_says_so()
    {
        using var clock = Clock();
        var changes = 0;
        clock.Changed += () => changes++;

        Set("2016-04-01T00:00:00Z", "2026-11-21T22:00:00Z");
        _wall.Advance(TimeSpan.FromMilliseconds(250));
        Assert.Equal(DateTimeOffset.Parse("2016-04-01T00:00:00.250Z", null), clock.GetUtcNow());

        Set("2016-04-30T00:00:00Z", "2026-11-21T22:00:00.25Z");
        _wall.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(DateTimeOffset.Parse("2016-04-30T00:00:05Z", null), clock.GetUtcNow());
        Assert.Equal(2, changes);
    }

    [Fact]
    public void A_file_half_written_changes_nothing_until_it_is_whole()
    {
        Set("2016-04-01T00:00:00Z", "2026-11-21T22:00:00Z");
        using var clock = Clock();
        System.IO.File.WriteAllText(File, """{"business":"2016-04-""");
        _wall.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2016, clock.GetUtcNow().Year);
    }

    [Fact]
    public void In_production_a_file_stops_the_start_and_is_not_read()
    {
        Set("2030-01-01T00:00:00Z", "2024-01-01T00:00:00Z");
        using var clock = Clock(Environments.Production);
        Assert.Equal(_wall.GetUtcNow(), clock.GetUtcNow());
        var refusal = new MachinesTimeInProduction(new HostingEnvironment { EnvironmentName = Environments.Production })
            .Validate(name: null, new() { File = File });
        Assert.StartsWith("BusinessClock__File: ", refusal.FailureMessage, StringComparison.Ordinal);
    }

    private void Set(string business, string wall) =>
        System.IO.File.WriteAllText(File, $$"""{"business":"{{business}}","wall":"{{wall}}"}""");

    private BusinessClock Clock(string environment = "Development") =>
        new(_wall, new BusinessClockOptions { File = File }, new HostingEnvironment { EnvironmentName = environment },
            NullLogger<BusinessClock>.Instance);
}
