using Workflow.Contracts.Notices.V1;
using Workflow.Planning;

namespace NoticeIssuance.Notices;

/// <summary>
/// Stored event → messages: an issued notice is announced once and distributed in chunks, with its copies; a deadline of it that is counted
/// again is told, what is amended, and that it is withdrawn; what an answer teaches goes to the directory.
/// Message ids follow from the event, so a repetition repeats them.
/// </summary>
internal sealed class NoticePublisher(NpgsqlDataSource dataSource, StreamStore streams) : IEventPublisher
{
    private const int MostUnits = 500;

    public async ValueTask<IReadOnlyList<OutgoingMessage>> TranslateAsync(IReadOnlyList<StoredEvent> page, CancellationToken ct)
    {
        var messages = new List<OutgoingMessage>();
        foreach (var stored in page)
        {
            switch (Vocabulary.Today.TypeOf(stored.Type))
            {
                case { } type when type == typeof(NoticeEvent.Issued):
                    var issued = (NoticeEvent.Issued)stored.Read();
                    var frozen = await dataSource.Sql().ContentAsync(issued.DistributionSha256, ct);
                    messages.AddRange(Messages(stored, issued, frozen.Read<FrozenDistribution>()));
                    break;
                case { } type when type == typeof(NoticeEvent.Copied):
                    messages.AddRange(await CopiesAsync(stored, await StoryAsync(stored, ct), NewsKind.Copy, null, null, ct));
                    break;
                case { } type when type == typeof(NoticeEvent.Amended):
                    var (amended, story) = ((NoticeEvent.Amended)stored.Read(), await StoryAsync(stored, ct));
                    messages.AddRange(await AmendedAsync(stored, amended, story, ct));
                    messages.AddRange(await CopiesAsync(stored, story, NewsKind.CopyAmended, amended.Reason, null, ct));
                    break;
                // Before the issue there is nobody to be told.
                case { } type when type == typeof(NoticeEvent.DeadlineRecomputed)
                    && (await streams.LoadAsync<Notice, NoticeEvent>(stored.Stream, ct, stored.Version)).State is Notice.Issued:
                    messages.Add(Message(stored, (NoticeEvent.DeadlineRecomputed)stored.Read()));
                    break;
                case { } type when type == typeof(NoticeEvent.Withdrawn):
                    messages.AddRange(await OverAsync(stored, ((NoticeEvent.Withdrawn)stored.Read()).Reason, by: null, ct));
                    break;
                case { } type when type == typeof(NoticeEvent.Superseded):
                    var superseded = (NoticeEvent.Superseded)stored.Read();
                    messages.AddRange(await OverAsync(stored, superseded.Reason,
                        new(superseded.By, superseded.Title, superseded.DocumentNumber), ct));
                    break;
                case { } type when type == typeof(NoticeEvent.AliasTaught):
                    var taught = (NoticeEvent.AliasTaught)stored.Read();
                    var units = await dataSource.Sql().ContentAsync(taught.UnitsSha256, ct);
                    var (notice, _) = await streams.LoadAsync<Notice, NoticeEvent>(stored.Stream, ct, stored.Version);
                    messages.AddRange(Messages(stored, taught, units.Read<string[]>(), ((Notice.Received)notice).Facts.Source.IssuingUnit));
                    break;
            }
        }
        return messages;
    }

    private static IEnumerable<OutgoingMessage> Messages(StoredEvent stored, NoticeEvent.AliasTaught taught, string[] units,
        string issuer) =>
        units.Chunk(MostUnits).Select((chunk, index) => new OutgoingMessage(
            new AliasTaught(stored.Stream, taught.Phrase, chunk, issuer), index == 0 ? stored.Id : Ids.Derived(stored.Id, $"units/{index}"),
                stored.Stream, stored));

    internal static IEnumerable<OutgoingMessage> Messages(StoredEvent stored, NoticeEvent.Issued issued, FrozenDistribution frozen)
    {
        var head = Head(stored.Stream, frozen, stored.RecordedAt, issued.DistributionSha256);
        return Chunks(stored, head, frozen, frozen.Parts()).Prepend(new(
            new NoticeIssued(head, stored.Version, [.. frozen.Requirements.Select(Requirement)], Owing(frozen.Owing), issued.Assignments,
                issued.Chunks, issued.DirectoryVersion), stored.Id, stored.Stream));
    }

    /// <summary>What is new is what it orders now and did not order before.</summary>
    private async Task<IEnumerable<OutgoingMessage>> AmendedAsync(StoredEvent stored, NoticeEvent.Amended amended,
        IReadOnlyList<Told<NoticeEvent>> story, CancellationToken ct)
    {
        var issue = story.First(told => told.Event is NoticeEvent.Issued);
        var before = story.SkipLast(1).Select(told => told.Event).OfType<NoticeEvent.Amended>().LastOrDefault()?.DistributionSha256
            ?? ((NoticeEvent.Issued)issue.Event).DistributionSha256;
        var contents = await dataSource.Sql().ContentsAsync([before, amended.DistributionSha256], ct);
        return Messages(stored, amended, issue.Stored.RecordedAt, contents[before].Read<FrozenDistribution>(),
            contents[amended.DistributionSha256].Read<FrozenDistribution>());
    }

    internal static IEnumerable<OutgoingMessage> Messages(StoredEvent stored, NoticeEvent.Amended amended, DateTimeOffset issuedAt,
        FrozenDistribution before, FrozenDistribution after)
    {
        var head = Head(stored.Stream, after, issuedAt, amended.DistributionSha256);
        var owed = before.Parts().Select(part => (part.Unit, part.Requirement)).ToHashSet();
        return Chunks(stored, head, after, [.. after.Parts().Where(part => !owed.Contains((part.Unit, part.Requirement)))]).Prepend(new(
            new NoticeAmended(head, stored.Version, amended.Number, amended.Reason, [.. after.Requirements.Select(Requirement)],
                [.. after.Dropped.Select(dropped => new DroppedRequirement(dropped.Number, dropped.Title))], Owing(after.Owing),
                Owing(after.NoLonger), amended.Assignments, amended.DirectoryVersion), stored.Id, stored.Stream));
    }

    private async Task<IEnumerable<OutgoingMessage>> OverAsync(StoredEvent stored, string? reason, SupersedingNotice? by,
        CancellationToken ct) =>
        (await CopiesAsync(stored, await StoryAsync(stored, ct), NewsKind.CopyWithdrawn, reason, by, ct)).Prepend(
            new(new NoticeWithdrawn(stored.Stream, stored.Version, reason, by), stored.Id, stored.Stream));

    /// <summary>The notice's events up to this one, itself the last.</summary>
    private async Task<IReadOnlyList<Told<NoticeEvent>>> StoryAsync(StoredEvent stored, CancellationToken ct) =>
        [.. (await streams.LoadStoriesAsync<Notice, NoticeEvent>([stored.Stream], ct)).Stories[stored.Stream].Events
            .Take((int)stored.Version)];

    /// <summary>To those that a copy goes to by the event, or has gone to before it.</summary>
    private async Task<IEnumerable<OutgoingMessage>> CopiesAsync(StoredEvent stored, IReadOnlyList<Told<NoticeEvent>> story, string kind,
        string? reason, SupersedingNotice? by, CancellationToken ct)
    {
        var notice = (Notice.GivenOut)story.Select(told => told.Event).Aggregate(Notice.Initial, Notice.Evolve);
        var to = kind == NewsKind.Copy ? [(NoticeEvent.Copied)stored.Read()] : notice.Facts.Copied;
        if (to.IsEmpty)
            return [];
        var issuedAt = story.First(told => told.Event is NoticeEvent.Issued).Stored.RecordedAt;
        var contents = await dataSource.Sql().ContentsAsync([notice.DistributionSha256, .. to.Select(units => units.UnitsSha256)], ct);
        var frozen = contents[notice.DistributionSha256].Read<FrozenDistribution>();
        var head = Head(stored.Stream, frozen, issuedAt, notice.DistributionSha256);
        // Also to who came to owe a part: it is told of what changes in that alone.
        return to.SelectMany(units => contents[units.UnitsSha256].Read<string[]>()).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal).Chunk(MostUnits).Select((units, index) => new OutgoingMessage(
                new NoticeCopied(head, stored.Version, kind, stored.RecordedAt, units, reason, by),
                Ids.Derived(stored.Id, $"copies/{index}"), stored.Stream, stored));
    }

    private static NoticeHead Head(Guid notice, FrozenDistribution frozen, DateTimeOffset issuedAt, string sha256) => new(
        notice, frozen.IssuingUnit, frozen.Title, frozen.DocumentNumber, frozen.Issuer, frozen.IssuedOn, issuedAt, sha256);

    private static List<Owing> Owing(IReadOnlyList<FrozenOwing> owing) =>
        [.. owing.Select(group => new Owing([.. group.Requirements.Select(part => part.Requirement)], group.Units))];

    private static IEnumerable<OutgoingMessage> Chunks(StoredEvent stored, NoticeHead head, FrozenDistribution frozen,
        IReadOnlyList<OwedPart> parts)
    {
        var notice = stored.Stream;
        var requirements = frozen.Requirements.ToDictionary(requirement => requirement.Number, Requirement);
        var occurrences = frozen.Requirements.ToDictionary(requirement => requirement.Number, requirement => requirement.Occurrence);
        var chunks = Distribution.Chunks(parts);
        foreach (var (index, chunk) in chunks.Index())
        {
            var assignments = chunk.Select(part => new DistributedAssignment(
                Ids.Assignment(notice, part.Requirement, part.Unit, occurrences[part.Requirement]), part.Requirement, part.Unit,
                    occurrences[part.Requirement], part.Part.Name()));
            var distributed = chunk.Select(part => part.Requirement).Distinct().Order().Select(number => requirements[number]);
            yield return new(
                new NoticeDistributed(head, index + 1, chunks.Count, [.. distributed], [.. assignments], frozen.Amendment),
                    Ids.Derived(stored.Id, $"chunk/{index + 1}"), notice, stored);
        }
    }

    private static DistributedRequirement Requirement(FrozenRequirement frozen) => new(
        frozen.Number, frozen.Label, frozen.Title, frozen.Quote, frozen.Kind, frozen.Disposition.Name(), frozen.DueAt, frozen.Figures,
        frozen.Counted is { } counted ? new(counted.From, counted.Days) : null, frozen.DueOrigin, frozen.Text, frozen.Files,
        frozen.Checklist, frozen.Lead, frozen.Joint is [] ? null : frozen.Joint, frozen.DueAmendment, frozen.TextAmendment);

    private static OutgoingMessage Message(StoredEvent stored, NoticeEvent.DeadlineRecomputed recomputed) => new(
        new DeadlineRecomputed(stored.Stream, stored.Version, recomputed.Number, recomputed.DueAt, recomputed.Calendar, recomputed.Reason),
            stored.Id, stored.Stream);
}
