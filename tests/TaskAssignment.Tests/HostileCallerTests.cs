namespace TaskAssignment.Tests;

public sealed class HostileCallerTests(AssignmentsFixture service)
{
    [Fact]
    public async Task Whatever_a_caller_sends_is_answered_and_never_by_a_fault()
    {
        var fanout = await service.IssueAsync(Fanout.Of(["D1-B1"], [Fanout.Duty(1, null), Fanout.Duty(2, null)]));
        var hostile = new HostileRequests(service.Service,
            [new("branch", "D1-B1"), new("officer", "D1"), new("officer", "CITY"), new("operator", "CITY"), new("auditor", "DL")],
            new Dictionary<string, string>
            {
                ["id"] = fanout.Id(1, "D1-B1").ToString(),
                ["/v1/notices/{id}/progress id"] = fanout.Notice.ToString(),
                ["/v1/notices/{id}/coverage id"] = fanout.Notice.ToString(),
                ["name"] = "board",
            });
        await hostile.NoneIsAFaultAsync(Ct);
        Assert.InRange(hostile.Sent, 1_000, int.MaxValue);
    }

    [Fact]
    public async Task Figures_sum_beyond_what_a_number_of_64_bits_holds()
    {
        var fanout = await service.IssueAsync(Fanout.Of(["D1-B1", "D1-B2"], [Fanout.Duty(1, null)]));
        foreach (var unit in new[] { "D1-B1", "D1-B2" })
            await service.ActAsync("branch", unit, fanout.Id(1, unit), "reports", new { text = "办结", figures = new { people = 1L << 53 } });
        // As an older version took them.
        await service.Sql.Sql("update board set figures = jsonb_build_object('people', 9223372036854775807) where notice = $1",
            fanout.Notice).ExecuteAsync(Ct);
        var progress = await service.ReadAsync("officer", "CITY", $"/v1/notices/{fanout.Notice}/progress");
        Assert.Equal(18446744073709551614m, progress.GetProperty("rows")[0].GetProperty("figures").GetProperty("people").GetDecimal());
    }
}
