namespace TaskAssignment.Tests;

public sealed class BoardProjectionTests
{
    private static readonly Guid Id = Ids.Assignment(Given.Notice, 1, "D1-B1", null);

    private static BoardRow? Row(IEnumerable<AssignmentEvent> events) =>
        events.Aggregate((BoardRow?)null, (row, e) => AssignmentBoard.Project(row, Id, e));

    [Fact]
    public void A_dispatch_makes_the_row()
    {
        var row = Row(Given.Histories["dispatched"])!;
        Assert.Equal((1L, Given.Notice, 1, "D1-B1", "CITY", Part.Sole, "dispatched", (DateTimeOffset?)Given.DueAt, 1, Verdict.Pending),
            (row.Version, row.Notice, row.Requirement, row.Unit, row.IssuingUnit, row.Part, row.State, row.DueAt, row.DeadlineVersion,
                row.Verdict!.Value));
        Assert.Empty(row.Figures);
    }

    [Fact]
    public void The_row_is_in_the_state_and_at_the_version_of_its_stream()
    {
        foreach (var history in Given.Histories.Values.Where(history => history is not []))
            Assert.Equal((HistoryJson.NameOf(Given.After(history)), (long)history.Length), (Row(history)!.State, Row(history)!.Version));
    }

    [Fact]
    public void Figures_count_from_the_report_until_it_is_returned()
    {
        Assert.Equal(3, Row(Given.Histories["reported"])!.Figures["sessions"]);
        Assert.Equal(3, Row(Given.Histories["closed"])!.Figures["sessions"]);
        Assert.Empty(Row(Given.Histories["returned"])!.Figures);
    }

    [Fact]
    public void A_stream_that_does_not_begin_with_its_dispatch_stops_the_projection() =>
        Assert.Throws<ImpossibleEventException>(() => Row([new AssignmentEvent.Acknowledged()]));

    [Fact]
    public void A_second_dispatch_stops_the_projection() =>
        Assert.Throws<ImpossibleEventException>(() => Row([Given.Dispatch, Given.Dispatch]));
}
