using FsCheck;
using FsCheck.Fluent;

namespace TaskAssignment.Tests;

/// <summary>Whatever is commanded in whatever order: what is decided can be folded, and the board says the same as the stream.</summary>
public sealed class CommandSequenceTests
{
    private static readonly Func<Assignment, Decision<AssignmentEvent>>[] Commands = [
        Acknowledge.Decide,
        state => NameResponsiblePerson.Decide(state, new("secretary", null)),
        state => NameResponsiblePerson.Decide(state, new("secretary", "p-2")),
        state => SubmitReport.Decide(state,
            new(new string('1', 64), new Dictionary<string, long> { ["people"] = 40 }, [], Given.DueAt, "p-1")),
        state => SubmitReport.Decide(state, new(new string('2', 64), new Dictionary<string, long>(), [Given.Minutes],
            Given.DueAt.AddHours(1), "p-1")),
        state => ReturnReport.Decide(state, new("no minutes"), WorkingCalendars.Shipped, Given.DueAt),
        state => ReturnReport.Decide(state, new("no figures", Given.DueAt.AddDays(30)), WorkingCalendars.Shipped, Given.DueAt),
        AcceptReport.Decide,
        state => CloseAssignment.Decide(state, new(OpenJointParts: 1)),
        state => CloseAssignment.Decide(state, new(OpenJointParts: 0)),
        state => MissDeadline.Decide(state, Given.DueAt),
        state => MissDeadline.Decide(state, Given.DueAt.AddDays(60)),
        state => MoveDeadline.Decide(state, new(Given.DueAt.AddDays(2), 9, "cn/2016/2", RecountReason.CalendarAmended), Given.DueAt),
        state => MoveDeadline.Decide(state, new(Given.DueAt, 10, "cn/2016/3", RecountReason.CalendarAmended), Given.DueAt),
        state => AskForTime.Decide(state, new("flood", Given.DueAt.AddDays(20)), Given.DueAt),
        state => AskForTime.Decide(state, new("snow", Given.DueAt.AddDays(40)), Given.DueAt),
        state => DecideOnTime.Decide(state, 1, new(Granted: true), Given.DueAt),
        state => DecideOnTime.Decide(state, 2, new(Granted: true, Given.DueAt.AddDays(41)), Given.DueAt),
        state => DecideOnTime.Decide(state, 1, new(Granted: false, Reason: "no"), Given.DueAt),
        state => DeclineAssignment.Decide(state, new("not ours"), Given.DueAt),
        state => InsistOnAssignment.Decide(state, new("yours"), WorkingCalendars.Shipped, Given.DueAt),
        state => InsistOnAssignment.Decide(state, new("it is", Given.DueAt.AddDays(50)), WorkingCalendars.Shipped, Given.DueAt),
        state => ReassignAssignment.Decide(state, new("D1-B2")),
    ];

    private static readonly AssignmentEvent.Dispatched[] Dispatches =
        [Given.Dispatch, Given.Principle, Given.Dispatch with { Part = Part.Lead }, Given.Dispatch with { DueAt = null }];

    private static readonly Arbitrary<(int Dispatch, int[] Commands)> Sequences = Gen.Choose(0, Dispatches.Length - 1)
        .SelectMany(dispatch => Gen.Choose(0, Commands.Length - 1).ArrayOf(), (dispatch, commands) => (dispatch, commands))
        .ToArbitrary();

    [Fact]
    public void No_sequence_of_commands_reaches_an_impossible_event_and_the_board_follows() =>
        Prop.ForAll(Sequences, sequence =>
        {
            var assignment = Ids.Assignment(Given.Notice, 1, "D1-B1", null);
            Assignment state = Given.After(Dispatches[sequence.Dispatch]);
            var row = AssignmentBoard.Project(null, assignment, Dispatches[sequence.Dispatch]);
            foreach (var command in sequence.Commands)
            {
                var before = state;
                if (Decide(command, before) is not Decision<AssignmentEvent>.Accepted accepted)
                    continue;
                foreach (var @event in accepted.Events)
                    (state, row) = (Assignment.Evolve(state, @event), AssignmentBoard.Project(row, assignment, @event));
                Assert.Equal("nothing", accepted.Events is [] ? "nothing" : Decide(command, state).InAWord());
                Assert.Equal(HistoryJson.NameOf(state), row.State);
                Assert.Equal(((Assignment.Known)state).Facts.Verdict, row.Verdict);
                Assert.Equal((((Assignment.Known)state).Facts.DueAt, ((Assignment.Known)state).Facts.DeadlineVersion),
                    (row.DueAt, row.DeadlineVersion));
                Assert.Equal(((Assignment.Known)state).Facts.Asked?.Number, row.Extension);
                if (before is Assignment.Closed or Assignment.Reassigned)
                    Assert.Empty(accepted.Events);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    /// <summary>A report that came in time for a deadline judged meanwhile is to come again: nothing happens.</summary>
    private static Decision<AssignmentEvent> Decide(int command, Assignment state)
    {
        try
        {
            return Commands[command](state);
        }
        catch (RefusedRequestException)
        {
            return new Decided([]);
        }
    }
}
