using Workflow.Contracts.Assignments.V1;

namespace NoticeIssuance.Tests.Notices;

/// <summary>改派, as the notice hears of it.</summary>
[Collection(nameof(NoticesCollection))]
public sealed class JoinedUnitTests(NoticesFixture service)
{
    [Fact]
    public async Task A_unit_that_does_what_another_declined_reads_the_notice_from_then_on()
    {
        var id = await service.AcceptedAsync(NoticesFixture.Notice("港组发〔2016〕20191号"));
        using (var issued = await service.ActAsync(id, "issuance"))
            Assert.Equal(HttpStatusCode.Accepted, issued.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(""));

        var (first, second) = (Reassigned(1), Reassigned(2));
        foreach (var message in new[] { first, first, second })
            await service.Service.Services.GetRequiredService<IBus>().Publish(message, Ct);
        await Eventually.HoldsAsync(async () => await JoinedAsync() == 2, "both are heard of");
        await service.Service.Services.GetRequiredService<IBus>().Publish(first, Ct);
        foreach (var path in new[] { "", "/source" })
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(path));
        using var list = await service.GetAsync("officer", "D", "/v1/notices?limit=500");
        Assert.Contains(id, await list.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Equal(2, await JoinedAsync());

        AssignmentReassigned Reassigned(int requirement) => new(Guid.NewGuid(), Guid.Parse(id), requirement, "C-1-0", "D");

        async Task<HttpStatusCode> StatusAsync(string path)
        {
            using var answer = await service.GetAsync("officer", "D", $"/v1/notices/{id}{path}");
            return answer.StatusCode;
        }

        Task<long> JoinedAsync() => service.Database.Sql(
            "select count(*) from mt_events where stream_id = $1 and type = 'notice.unit-joined.v1'", Guid.Parse(id)).ScalarAsync<long>(Ct);
    }
}
