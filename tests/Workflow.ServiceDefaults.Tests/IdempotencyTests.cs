namespace Workflow.ServiceDefaults.Tests;

public sealed class IdempotencyTests(Sample sample) : IClassFixture<Sample>, IDisposable
{
    private readonly HttpClient _http = sample.As("branch", "B1");

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task The_same_key_and_request_get_the_same_answer()
    {
        var first = await PostAsync("/count", "k-1");
        var second = await PostAsync("/count", "k-1");
        Assert.Equal(HttpStatusCode.Created, second.StatusCode);
        Assert.Equal(await first.Content.ReadAsStringAsync(Ct), await second.Content.ReadAsStringAsync(Ct));
        Assert.Equal(("/counts/1", "\"7\""), (second.Headers.Location!.ToString(), second.Headers.ETag!.Tag));
    }

    [Fact]
    public async Task Without_a_key_the_work_is_done_again() =>
        Assert.NotEqual(await (await PostAsync("/count", key: null)).Content.ReadAsStringAsync(Ct),
            await (await PostAsync("/count", key: null)).Content.ReadAsStringAsync(Ct));

    [Fact]
    public async Task The_same_key_with_another_body_is_a_422()
    {
        await PostAsync("/count", "k-2", "one");
        var second = await PostAsync("/count", "k-2", "two");
        Assert.Equal(HttpStatusCode.UnprocessableContent, second.StatusCode);
        Assert.Contains("idempotency-key-reused", await second.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_is_forgotten_after_thirty_days_and_not_before()
    {
        await using var postgres = NpgsqlDataSource.Create(sample.Database.ConnectionString + ";Search Path=directory");
        var (old, young) = (await (await PostAsync("/count", "k-old")).Content.ReadAsStringAsync(Ct),
            await (await PostAsync("/count", "k-young")).Content.ReadAsStringAsync(Ct));
        await postgres.Sql(
            """
            update idempotency set created_at = now() - case key when 'k-old' then interval '31 days' else interval '29 days' end
            where key in ('k-old', 'k-young')
            """).ExecuteAsync(Ct);

        Assert.Equal(1, await IdempotencyExpiry.ForgetAsync(postgres, Ct));
        Assert.NotEqual(old, await (await PostAsync("/count", "k-old")).Content.ReadAsStringAsync(Ct));
        Assert.Equal(young, await (await PostAsync("/count", "k-young")).Content.ReadAsStringAsync(Ct));
    }

    [Fact]
    public async Task The_same_key_of_another_unit_is_another_key()
    {
        using var other = sample.As("branch", "B2");
        var first = await PostAsync("/count", "k-3");
        var second = await PostAsync("/count", "k-3", http: other);
        Assert.NotEqual(await first.Content.ReadAsStringAsync(Ct), await second.Content.ReadAsStringAsync(Ct));
    }

    [Fact]
    public async Task A_request_that_failed_may_be_mended_under_its_key()
    {
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync("/thing", "k-4", "{", "application/json")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync("/thing", "k-4", """{"name":"a","part":{"number":1}}""", "application/json"))
            .StatusCode);
    }

    [Fact]
    public async Task An_endpoint_that_needs_a_key_says_so()
    {
        var answer = await PostAsync("/once", key: null);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("idempotency-key-missing", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_at_the_same_moment_do_the_work_once_and_answer_alike()
    {
        await CreateWorkAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => PostAsync("/once", "k-5")));
        var texts = await Task.WhenAll(answers.Select(answer => answer.Content.ReadAsStringAsync(Ct)));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode));
        Assert.Single(texts.Distinct());
        Assert.Single(answers.Select(answer => answer.Headers.Location).Distinct());
        Assert.Equal(1L, await ScalarAsync("select count(*) from directory.work"));
    }

    [Fact]
    public async Task Of_two_different_requests_at_the_same_moment_one_is_done_and_the_other_refused()
    {
        await CreateWorkAsync();
        var answers = await Task.WhenAll(PostAsync("/once", "k-7", "one"), PostAsync("/once", "k-7", "two"));
        Assert.Equal([HttpStatusCode.Accepted, HttpStatusCode.UnprocessableContent], answers.Select(answer => answer.StatusCode).Order());
        Assert.Equal(1L, await ScalarAsync("select count(*) from directory.work"));
    }

    [Fact]
    public async Task A_key_and_its_answer_are_part_of_the_one_transaction_of_the_work()
    {
        await CreateWorkAsync();
        await using var dataSource = NpgsqlDataSource.Create(sample.Database.ConnectionString);
        await using var connection = await dataSource.OpenConnectionAsync(Ct);
        await using var held = await connection.BeginTransactionAsync(Ct);
        await using (var hold = new NpgsqlCommand("lock table directory.work", connection, held)) await hold.ExecuteNonQueryAsync(Ct);

        var posting = PostAsync("/once", "k-8");
        await Eventually.HoldsAsync(async () =>
            await ScalarAsync("select count(*) from pg_locks where relation = 'directory.work'::regclass and not granted") is 1L,
            "the work waits");
        Assert.Equal(0L, await ScalarAsync("select count(*) from directory.idempotency where key = 'k-8'"));
        await held.CommitAsync(Ct);
        Assert.Equal(HttpStatusCode.Accepted, (await posting).StatusCode);
        Assert.Equal(202, await ScalarAsync("select status from directory.idempotency where key = 'k-8'"));
    }

    [Fact]
    public async Task A_key_left_by_a_crash_lets_the_same_request_through_and_no_other()
    {
        Assert.Equal(HttpStatusCode.Created, (await PostAsync("/count", "k-6", "one")).StatusCode);
        await ScalarAsync("update directory.idempotency set status = null, headers = null, body = null where key = 'k-6'");
        Assert.Equal(HttpStatusCode.UnprocessableContent, (await PostAsync("/count", "k-6", "two")).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await PostAsync("/count", "k-6", "one")).StatusCode);
    }

    private Task<object?> CreateWorkAsync() =>
        ScalarAsync("drop table if exists directory.work; create table directory.work (at timestamptz default clock_timestamp())");

    private Task<HttpResponseMessage> PostAsync(string path, string? key, string body = "", string type = "text/plain",
        HttpClient? http = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post,
            path) { Content = new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue(type)) };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return (http ?? _http).SendAsync(request, Ct);
    }

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var dataSource = NpgsqlDataSource.Create(sample.Database.ConnectionString);
        await using var command = dataSource.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Ct);
    }
}
