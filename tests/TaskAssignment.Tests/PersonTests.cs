namespace TaskAssignment.Tests;

/// <summary>A responsible person's name is known to the person store alone.</summary>
public sealed class PersonTests(AssignmentsFixture service)
{
    private async Task<Guid> DispatchAsync() => (await service.IssueAsync(Fanout.Of(["D1-B1"], [Fanout.Duty(1, null)]))).Id(1, "D1-B1");

    private async Task<System.Text.Json.JsonElement> ResponsibleAsync(Guid id) =>
        (await service.ReadAsync("branch", "D1-B1", $"/v1/assignments/{id}")).GetProperty("responsiblePerson");

    [Fact]
    public async Task Who_is_named_is_shown_and_the_same_person_has_one_id()
    {
        var (first, second) = (await DispatchAsync(), await DispatchAsync());
        foreach (var id in new[] { first, second, first })
            await service.ActAsync("branch", "D1-B1", id, "responsible-person",
            new { role = "组织委员", staffNumber = "S-77", name = "欧阳明月" });
        var named = await ResponsibleAsync(first);
        Assert.Equal(("组织委员", "S-77", "欧阳明月"),
            (named.GetProperty("role").GetString(), named.GetProperty("staffNumber").GetString(), named.GetProperty("name").GetString()));
        Assert.Equal(named.GetProperty("person").GetString(), (await ResponsibleAsync(second)).GetProperty("person").GetString());
        Assert.Equal(2, (await service.ReadAsync("branch", "D1-B1", $"/v1/assignments/{first}")).GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task A_role_alone_needs_no_person()
    {
        var id = await DispatchAsync();
        await service.ActAsync("branch", "D1-B1", id, "responsible-person", new { role = "支部书记" });
        Assert.Equal("""{"role":"支部书记"}""", (await ResponsibleAsync(id)).GetRawText());
    }

    [Fact]
    public async Task Deleting_the_key_erases_the_person_and_leaves_the_history()
    {
        var id = await DispatchAsync();
        await service.ActAsync("branch", "D1-B1", id, "responsible-person", new { name = "端木清风" });
        var person = (await ResponsibleAsync(id)).GetProperty("person").GetString()!;
        Assert.Equal(1, await service.Sql.Sql("delete from person_key where person = $1", person).ExecuteAsync(Ct));

        Assert.Equal($$"""{"person":"{{person}}"}""", (await ResponsibleAsync(id)).GetRawText());
    }

    [Fact]
    public async Task The_name_is_in_no_table_message_or_log_line()
    {
        const string Name = "司徒长河", StaffNumber = "STAFF-314159";
        var id = await DispatchAsync();
        await service.ActAsync("branch", "D1-B1", id, "responsible-person", new { staffNumber = StaffNumber, name = Name });
        await Eventually.HoldsAsync(() => service.Published.Changed(id).Any(), "the naming is published");

        foreach (var needle in new[] { Name, StaffNumber })
        {
            Assert.Empty(await TablesHoldingAsync(needle));
            Assert.DoesNotContain(service.Published.All, message => message.Raw.Contains(needle, StringComparison.Ordinal));
            Assert.DoesNotContain(service.LogLines, line => line.Contains(needle, StringComparison.Ordinal));
        }

        Assert.NotEmpty(await TablesHoldingAsync(id.ToString()));
        Assert.Contains(service.Published.All, message => message.Raw.Contains(id.ToString(), StringComparison.Ordinal));
    }

    /// <summary>
    /// Every table with a row that holds the words, as text or as bytes of UTF-8. Looked through from the first again where a read model
    /// that is made again beside this changed places meanwhile.
    /// </summary>
    private async Task<List<string>> TablesHoldingAsync(string words)
    {
        var bytes = Convert.ToHexStringLower(Encoding.UTF8.GetBytes(words));
        while (true)
        {
            try
            {
                var holding = new List<string>();
                foreach (var table in await service.Sql.Sql(
                    "select table_name from information_schema.tables where table_schema = 'assignments' and table_type = 'BASE TABLE'")
                    .ReadAsync(row => row.GetString(0), Ct))
                {
                    if (await service.CountAsync($"{table} as t where t::text like $1 or t::text like $2", $"%{words}%", $"%{bytes}%") > 0)
                        holding.Add(table);
                }
                return holding;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedTable)
            {
                Ct.ThrowIfCancellationRequested();
            }
        }
    }
}
