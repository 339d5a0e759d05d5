namespace Architecture.Tests;

/// <summary>
/// Whatever works by itself on many things lets one that throws harm itself alone. Each loop, consumer, job, publisher and projection of
/// the services is named here, with the test that shows it, or with what it works on where that is one thing: a new one has to be.
/// </summary>
public sealed partial class LoopTests
{
    private const string OneMessage = "one thing a message; one that throws goes to the error queue";
    private const string OneState = "one thing, which is looked at again";

    private static readonly Dictionary<string, string> Table = new(StringComparer.Ordinal)
    {
        ["TaskAssignment DueSweep"] = "The_due_sweep_judges_the_others_and_this_one_as_soon_as_it_can_be_read",
        ["TaskAssignment DeadlineRecomputedConsumer"] = "A_moved_deadline_reaches_the_others_and_this_one_as_soon_as_it_can_be_read",
        ["TaskAssignment AssignmentPublisher"] =
            "What_happens_to_the_others_is_told_to_other_services_and_of_this_one_once_it_can_be_read",
        ["TaskAssignment BoardModel"] = "The_board_is_made_again_with_the_others_and_once_more_when_it_can_be_read",
        ["TaskAssignment AssignmentsAskedConsumer"] = "Who_asks_how_assignments_stand_is_answered_also_of_the_unreadable",
        ["TaskAssignment DatedAssignmentsAskedConsumer"] = "rows of the board, no stream is read",
        ["TaskAssignment DutiesAskedConsumer"] = "rows of the board, no stream is read",
        ["TaskAssignment NoticeDistributedConsumer"] = "one chunk, of streams that are begun: none is read",
        ["TaskAssignment EvidenceExpiry"] = OneState,
        ["TaskAssignment NoticeWithdrawnConsumer"] = "A_withdrawal_reaches_the_others_and_the_broken_one_when_it_can_be_read",
        ["TaskAssignment NoticeAmendedConsumer"] = "An_amendment_reaches_the_others_and_the_broken_one_when_it_can_be_read",
        ["TaskAssignment NoticeIssuedConsumer"] = OneMessage,
        ["TaskAssignment CalendarPublishedConsumer"] = OneMessage,
        ["DeadlineReminders RaiseDueRemindersJob"] = "A_sweep_raises_the_others_and_the_broken_one_when_it_is_whole_again",
        ["DeadlineReminders AssignmentsDispatchedConsumer"] = "A_sweep_raises_the_others_and_the_broken_one_when_it_is_whole_again",
        ["DeadlineReminders NoticeCopiedConsumer"] = "A_unit_that_cannot_be_told_leaves_the_others_their_copies",
        ["DeadlineReminders NoticeAmendedConsumer"] = "rows of requirements, no stream is read",
        ["DeadlineReminders AssignmentNewsConsumer"] = "News_reaches_the_others_where_one_units_plan_is_broken",
        ["DeadlineReminders PlanModel"] = "Plans_are_made_again_without_the_broken_one",
        ["DeadlineReminders ChannelsAskedConsumer"] = "rows of channels, no stream is read",
        ["DeadlineReminders CalendarPublishedConsumer"] = "A_calendar_reaches_the_other_plans_and_the_broken_one_when_it_is_whole_again",
        ["DeadlineReminders ReminderPublisher"] = "rows of plans, by the relay, which sets aside streams that cannot be translated",
        ["DeadlineReminders ChannelModel"] = "rows of channels, by the rebuild, which sets aside streams that cannot be read",
        ["DeadlineReminders AssignmentChangedConsumer"] = "A_change_reaches_the_others_and_the_broken_one_when_it_is_whole_again",
        ["DeadlineReminders InboxWatch"] = "units, each woken for itself",
        ["DeadlineReminders LaneWatch"] = "four lanes, each tried for itself",
        ["DeadlineReminders DeliverMessages"] = "messages, each recorded for itself where recording them together throws",
        ["DeadlineReminders LookAtBroker"] = "units, of which each is made and cleared for itself",
        ["NoticeIssuance UnitChangedConsumer"] = "An_unreadable_notice_leaves_the_others_to_the_directory_and_the_calendar",
        ["NoticeIssuance CalendarPublishedConsumer"] = "An_unreadable_notice_leaves_the_others_to_the_directory_and_the_calendar",
        ["NoticeIssuance AssignmentReassignedConsumer"] = OneMessage,
        ["NoticeIssuance NoticeDischargedConsumer"] = OneMessage,
        ["NoticeIssuance NoticePublisher"] = "notices, by the relay, which sets aside streams that cannot be translated",
        ["NoticeIssuance NoticeListModel"] = "notices, by the rebuild, which sets aside streams that cannot be read",
        ["OrganisationDirectory DirectoryPublisher"] = "An_unreadable_unit_is_left_out_of_what_is_told_until_it_can_be_read",
        ["OrganisationDirectory DirectoryRequestedConsumer"] = "An_unreadable_unit_is_left_out_of_what_is_told_until_it_can_be_read",
        ["OrganisationDirectory DirectoryVersionAskedConsumer"] = OneMessage,
        ["OrganisationDirectory AliasTaughtConsumer"] = OneMessage,
        ["OrganisationDirectory FirstVersion"] = "once at the start, no stream is read",
        ["AuditReplay EventPageConsumer"] = OneMessage,
        ["AuditReplay AskForMissingPages"] = "five sources, each tried for itself",
        ["AuditReplay RefusedCalls"] = "hours, each summed for itself",
        ["AuditReplay AccessPublisher"] = "nothing is told",
        ["Console Expiry"] = OneState,
        ["Workflow.ServiceDefaults DelegationChangedConsumer"] = OneMessage,
        ["Workflow.ServiceDefaults UnitTree"] = OneState,
        ["Workflow.ServiceDefaults DirectoryRequest"] = OneState,
        ["Workflow.ServiceDefaults IdempotencyExpiry"] = OneState,
        ["Workflow.ServiceDefaults OperationsMetrics"] = OneState,
        ["Workflow.ServiceDefaults UnitChangedConsumer"] = OneMessage,
        ["Workflow.EventSourcing PagesRequestedConsumer"] = OneMessage,
        ["Workflow.EventSourcing EventPages"] = "pages, which hold what is stored, read or not",
        ["Workflow.EventSourcing ReadModelShadow"] = "The_board_is_made_again_with_the_others_and_once_more_when_it_can_be_read",
        ["Workflow.EventSourcing FeedLeadership"] = OneState,
        ["Workflow.EventSourcing Quarantine"] = "items, each tried for itself",
        ["Workflow.EventSourcing TablesAtStart"] = "once at the start",
    };

    [Fact]
    public void Every_loop_is_named() => Assert.Equal(Found().Order(StringComparer.Ordinal), Table.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Every_test_that_is_named_is_there()
    {
        var tests = string.Join('\n', Project.All.Where(project => project.Name.EndsWith("Tests", StringComparison.Ordinal))
            .SelectMany(project => project.Sources).SelectMany(source => source.Lines)
            .Where(line => line.Contains("public async Task ", StringComparison.Ordinal)));
        Assert.DoesNotContain(Table.Values, shown => !shown.Contains(' ') && !tests.Contains($" {shown}(", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("internal sealed class Sweep(A a, Func<B, C> c)\n    : BackgroundService, ISetAside\n{", "Sweep")]
    [InlineData("public sealed class PagesConsumer : IConsumer<Pages>\n{", "PagesConsumer")]
    [InlineData("internal sealed class PagesConsumerDefinition : ConsumerDefinition<PagesConsumer>\n{", null)]
    public void A_loop_is_found(string source, string? name) => Assert.Equal(name is null ? [] : [name], Names(source));

    private static IEnumerable<string> Found() =>
        from project in Project.Services.Concat([Project.Named("Workflow.ServiceDefaults"), Project.Named("Workflow.EventSourcing")])
        from source in project.Sources
        from name in Names(string.Join('\n', source.Lines))
        select $"{project.Name} {name}";

    private static IEnumerable<string> Names(string source) =>
        from Match type in Class().Matches(source)
        where Loop().IsMatch(type.Groups["of"].Value)
        select type.Groups["name"].Value;

    [GeneratedRegex(@"\bclass\s+(?<name>\w+)(?:<[^>]*>)?(?:\((?:[^(){};]|\([^()]*\))*\))?\s*:\s*(?<of>[^{;]*?)\s*[{;]")]
    private static partial Regex Class();

    [GeneratedRegex(@"\b(?:BackgroundService|IHostedService|IConsumer<|IJob\b|IFeedConsumer|IReadModel\b|IEventPublisher)")]
    private static partial Regex Loop();
}
