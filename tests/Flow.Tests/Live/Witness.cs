namespace Flow.Tests.Live;

/// <summary>
/// Notes at random instants what the services answer about a notice and some of its units, and later holds the auditor's replay against it,
/// by stream version.
/// </summary>
/// <param name="notice">The notice's id.</param>
/// <param name="owed">Assignments by unit; all of a unit's.</param>
internal sealed class Witness(RunningSystem system, string notice, IReadOnlyDictionary<string, IReadOnlyList<string>> owed)
{
    private readonly List<(DateTimeOffset At, Dictionary<Guid, long> Versions)> _notes = [];

    /// <summary>How many instants were noted.</summary>
    public int Noted => _notes.Count;

    /// <summary>
    /// Notes the versions at an instant: those answered before it and, the same, some time after it, so that nothing was under way then.
    /// </summary>
    [SuppressMessage("Security", "CA5394", Justification = "When to look is no secret.")]
    public async Task NoteAsync(Random random)
    {
        while (true)
        {
            await PauseAsync(random.Next(400));
            var before = await VersionsAsync();
            var at = system.Now;
            await PauseAsync(300);
            var after = await VersionsAsync();
            if (before.All(b => after[b.Key] == b.Value))
            {
                _notes.Add((at, before));
                return;
            }
        }
    }

    /// <summary>Every noted version is what the replay of its instant rests on: of the notice, and of each unit.</summary>
    public async Task ReplayAsync()
    {
        foreach (var (at, versions) in _notes)
        {
            var ofNotice = await StreamsAsync($"/v1/notices/{notice}/state", at);
            var ofUnits = new Dictionary<Guid, long>();
            foreach (var unit in owed.Keys)
                foreach (var (stream, version) in await StreamsAsync($"/v1/units/{unit}/state", at))
                    ofUnits[stream] = version;
            foreach (var (stream, version) in versions)
            {
                var replayed = new[] { ofNotice, ofUnits }.Where(streams => streams.ContainsKey(stream)).Select(streams => streams[stream])
                    .Distinct();
                Assert.True(replayed.SequenceEqual([version]),
                    $"{stream} at {at:O}: the service answered version {version}, the replay {string.Join(" and ", replayed)}");
            }
        }
    }

    /// <summary>The versions of the notice's stream and, of each unit, its own stream, its assignments and its plan.</summary>
    private async Task<Dictionary<Guid, long>> VersionsAsync()
    {
        var officer = system.As("officer", "C");
        var versions = new Dictionary<Guid, long> { [Guid.Parse(notice)] = await officer.VersionAsync("notices", $"/v1/notices/{notice}") };
        foreach (var (unit, assignments) in owed)
        {
            versions[Ids.Unit(unit)] = await officer.VersionAsync("directory", $"/v1/units/{unit}");
            versions[Ids.Plan(Guid.Parse(notice), unit)] =
                await officer.VersionAsync("reminders", $"/v1/assignments/{assignments[0]}/reminders");
            foreach (var assignment in assignments)
                versions[Guid.Parse(assignment)] = await officer.VersionAsync("assignments", $"/v1/assignments/{assignment}");
        }
        return versions;
    }

    private async Task<Dictionary<Guid, long>> StreamsAsync(string path, DateTimeOffset at)
    {
        var state = await system.As("auditor", "A")
            .GetAsync("audit", $"{path}?at={at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)}");
        Assert.All(state["streams"]!.AsArray(), stream => Assert.Null(stream!["fault"]));
        return state["streams"]!.AsArray().ToDictionary(stream => (Guid)stream!["stream"]!, stream => (long)stream!["version"]!);
    }

    private static Task PauseAsync(int milliseconds) => Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System, Ct);
}
