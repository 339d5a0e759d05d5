using System.Text.Json;
using TaskAssignment.Assignments;
using Workflow.History;
using Xunit;

namespace TaskAssignment.Tests;

/// <summary>The board is nothing but its events: projected again from the stored rows, it comes out the same.</summary>
public sealed class BoardRebuildTests(AssignmentsFixture service)
{
    private static readonly string[] Units = [.. Enumerable.Range(1, 40).Select(i => $"R-{i}")];

    [Fact]
    public async Task The_board_projected_again_is_the_board()
    {
        var fanout = await service.IssueAsync(Fanout.Of(Units, [Fanout.Duty(1, "2016-05-31T15:59:59.123456Z"), Fanout.Duty(2, null), Fanout.Principle(3)]));
        await ActAtRandomAsync(fanout, new Random(20160401));

        var rebuilt = await ProjectAsync(fanout.Notice);
        Assert.Equal(120, rebuilt.Count);
        Assert.Equal(Lines(rebuilt), Lines(await ProjectAsync(fanout.Notice)));
        Assert.Equal(Lines(rebuilt), Lines(await new BoardStore(service.Sql).FindAsync(rebuilt.Keys, TestContext.Current.CancellationToken)));
        Assert.True(rebuilt.Values.Select(row => row.State).Distinct().Count() >= 5, "the acts have led to many states");
    }

    private async Task ActAtRandomAsync(Fanout fanout, Random random)
    {
        for (var i = 0; i < 400; i++)
        {
            var unit = Units[random.Next(Units.Length)];
            var id = fanout.Id(random.Next(1, 4), unit);
            var (role, caller, act, body) = random.Next(6) switch
            {
                0 => ("branch", unit, "acknowledgement", null),
                1 => ("branch", unit, "responsible-person", new { role = $"role {random.Next(3)}" }),
                2 => ("branch", unit, "reports", new { text = "done", figures = new { people = random.Next(100) } }),
                3 => ("officer", "CITY", "return", new { reason = "more" }),
                4 => ("officer", "CITY", "acceptance", null),
                _ => ("officer", "CITY", "closure", (object?)null),
            };
            using var answer = await service.PostAsync(role, caller, $"/v1/assignments/{id}/{act}", body);
            Assert.True((int)answer.StatusCode is 204 or 409, $"{act}: {answer.StatusCode}");
        }
    }

    private async Task<Dictionary<Guid, BoardRow>> ProjectAsync(Guid notice)
    {
        await using var command = service.Sql.CreateCommand("select stream_id, type, data::text from mt_events where correlation_id = $1 order by seq_id");
        command.Parameters.Add(new() { Value = notice.ToString() });
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var board = new Dictionary<Guid, BoardRow>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            board[reader.GetGuid(0)] = AssignmentBoard.Project(
                board.GetValueOrDefault(reader.GetGuid(0)), reader.GetGuid(0), (AssignmentEvent)StoredJson.Read(reader.GetString(1), reader.GetString(2)));
        return board;
    }

    private static string[] Lines(Dictionary<Guid, BoardRow> board) => [.. board.Values.OrderBy(row => row.Assignment).Select(row => JsonSerializer.Serialize(row))];
}
