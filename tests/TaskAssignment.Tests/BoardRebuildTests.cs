namespace TaskAssignment.Tests;

/// <summary>The board is nothing but its events: projected again from the stored rows, it comes out the same.</summary>
public sealed class BoardRebuildTests(AssignmentsFixture service)
{
    private static readonly string[] Units = [.. Enumerable.Range(1, 40).Select(i => $"R-{i}")];

    [Fact]
    public async Task The_board_projected_again_is_the_board()
    {
        var fanout = await service.IssueAsync(
            Fanout.Of(Units, [Fanout.Duty(1, "2016-05-31T15:59:59.123456Z"), Fanout.Duty(2, null), Fanout.Principle(3)]));
        await ActAtRandomAsync(fanout, new Random(20160401));

        var rebuilt = await ProjectAsync(fanout.Notice);
        Assert.Equal(120, rebuilt.Count);
        Assert.Equal(Lines(rebuilt), Lines(await ProjectAsync(fanout.Notice)));
        Assert.Equal(Lines(rebuilt), Lines(await new BoardStore(service.Sql).FindAsync(rebuilt.Keys, Ct)));
        Assert.True(rebuilt.Values.Select(row => row.State).Distinct().Count() >= 5, "the acts have led to many states");
    }

    [Fact]
    public async Task The_board_made_again_from_nothing_is_the_board_in_every_column()
    {
        const string Due = "2016-05-31T15:59:59Z";
        var issued = Fanout.Of(Units,
            [Fanout.Duty(1, Due), Fanout.Duty(2, null), Fanout.Principle(3), Fanout.Duty(4, "2016-04-30T15:59:59Z")],
            lead: Units[0]);
        var recurring = issued.Chunks[0].Assignments.Select(a => a with { Occurrence = a.Requirement == 2 ? "2016-Q2" : null });
        var fanout = await service.IssueAsync(issued with { Chunks = [issued.Chunks[0] with { Assignments = [.. recurring] }] });
        await ActAtRandomAsync(fanout, new Random(4));
        await HasAsync("verdict = 'missed'");
        await service.PublishAsync(
            new DeadlineRecomputed(fanout.Notice, 7, 1, Fanout.At("2016-06-02T15:59:59Z"), "cn/2016/2", "calendar-amended"));
        await HasAsync("deadline_version = 2");
        await ActAtRandomAsync(fanout, new Random(5), acts: 100);
        using (await service.PostAsync("officer", "CITY", "/v1/urgings", new { notice = fanout.Notice, requirement = 4 }))
            await HasAsync("urged_at is not null");

        var board = await RowsAsync(fanout.Notice);
        Assert.Equal(["issuing_unit", "notice"], await service.Sql.Sql(
            """
            select key from board, jsonb_each(to_jsonb(board)) where notice = $1
            group by key having count(distinct value) = 1 order by key
            """, fanout.Notice).ReadAsync(row => row.GetString(0), Ct));
        await service.Sql.Sql("delete from board where notice = $1", fanout.Notice).ExecuteAsync(Ct);
        await RebuildAsync();
        Assert.Equal(board, await RowsAsync(fanout.Notice));

        Task HasAsync(string condition) => Eventually.HoldsAsync(
            async () => await service.CountAsync($"board where notice = $1 and {condition}", fanout.Notice) > 0,
            $"some are so: {condition}");
    }

    [Fact]
    public async Task An_operator_has_the_board_rebuilt_while_it_is_written()
    {
        var fanout = await service.IssueAsync(
            Fanout.Of(Units, [Fanout.Duty(1, "2016-05-31T15:59:59Z"), Fanout.Duty(2, null), Fanout.Duty(3, null)]));
        await ActAtRandomAsync(fanout, new Random(1));
        await service.Sql.Sql("update board set state = 'closed', version = 99 where notice = $1 and requirement = 1", fanout.Notice)
            .ExecuteAsync(Ct);

        await RebuildAsync(meanwhile: () => ActAtRandomAsync(fanout, new Random(2)));
        await ActAtRandomAsync(fanout, new Random(3));

        var projected = await ProjectAsync(fanout.Notice);
        Assert.Equal(Lines(projected), Lines(await new BoardStore(service.Sql).FindAsync(projected.Keys, Ct)));
    }

    /// <summary>All that the table says of a notice, whatever columns it has.</summary>
    private Task<List<string>> RowsAsync(Guid notice) =>
        service.Sql.Sql("select to_jsonb(board)::text from board where notice = $1 order by assignment", notice)
        .ReadAsync(row => row.GetString(0), Ct);

    private async Task RebuildAsync(Func<Task>? meanwhile = null)
    {
        using var operating = service.Service.As("operator", "CITY");
        Assert.Equal(HttpStatusCode.Accepted, (await operating.PostAsync("/v1/read-models/board/rebuild", content: null, Ct)).StatusCode);
        if (meanwhile is not null)
            await meanwhile();
        await Eventually.HoldsAsync(async () =>
            await operating.GetStringAsync("/v1/read-models", Ct) is var list
            && list.Contains("\"rebuilding\":false", StringComparison.Ordinal), "the board is rebuilt");
    }

    private async Task ActAtRandomAsync(Fanout fanout, Random random, int acts = 400)
    {
        await service.EstablishAsync(Units);
        for (var i = 0; i < acts; i++)
        {
            var unit = Units[random.Next(Units.Length)];
            var id = fanout.Id(random.Next(1, 4), unit);
            var (role, caller, act, body) = random.Next(12) switch
            {
                0 => ("branch", unit, "acknowledgement", null),
                1 => ("branch", unit, "responsible-person", new { role = $"role {random.Next(3)}" }),
                2 => ("branch", unit, "reports", new { text = "done", figures = new { people = random.Next(100) } }),
                3 => ("officer", "CITY", "return", new { reason = "more" }),
                4 => ("officer", "CITY", "acceptance", null),
                5 or 6 => ("branch", unit, "extension-requests",
                    new { reason = "flood", dueAt = $"2016-07-{10 + random.Next(9)}T23:59:59+08:00" }),
                7 => ("officer", "CITY", "extension-requests/1/decision", new { granted = true }),
                8 => ("branch", unit, "decline", new { reason = "not ours" }),
                9 or 10 => ("officer", "CITY", "insistence", new { reason = $"yours {random.Next(9)}" }),
                _ => ("officer", "CITY", "closure", (object?)null),
            };
            using var answer = await service.PostAsync(role, caller, $"/v1/assignments/{id}/{act}", body);
            // Time that was given is not asked for again with an earlier day.
            Assert.True((int)answer.StatusCode is 204 or 409 || ((int)answer.StatusCode is 422 && act == "extension-requests"),
                $"{act}: {answer.StatusCode}");
        }
    }

    private async Task<Dictionary<Guid, BoardRow>> ProjectAsync(Guid notice)
    {
        var events = await service.Sql.Sql("select stream_id, type, data::text from mt_events where correlation_id = $1 order by seq_id",
            notice.ToString()).ReadAsync(row => (row.GetGuid(0), Vocabulary.Today.Read(row.GetString(1), row.GetString(2))), Ct);
        var board = new Dictionary<Guid, BoardRow>();
        foreach (var (id, e) in events)
            board[id] = AssignmentBoard.Project(board.GetValueOrDefault(id), id, (AssignmentEvent)e);
        return board;
    }

    private static string[] Lines(Dictionary<Guid, BoardRow> board) =>
        [.. board.Values.OrderBy(row => row.Assignment).Select(row => JsonSerializer.Serialize(row))];
}
