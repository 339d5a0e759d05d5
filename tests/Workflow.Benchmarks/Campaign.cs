namespace Workflow.Benchmarks;

/// <summary>What a city is ordered in benchmarks: notices of dated duties that every branch owes.</summary>
internal static class Campaign
{
    /// <summary>Duties in each notice.</summary>
    public const int Requirements = 5;

    /// <summary>The first line of a city's file.</summary>
    private const string Header = "code,name,short_name,kind,level,parent,aliases\nBH,中共滨海市委组织部,市委组织部,组织部,city,,\n";

    /// <summary>A city of districts with so many branches each; the number of its units.</summary>
    public static async Task<int> ImportAsync(BenchmarkedProcess directory, int districts, int branches)
    {
        var units = new StringBuilder(Header);
        for (var d = 1; d <= districts; d++)
        {
            units.Append(CultureInfo.InvariantCulture, $"BH-{d},中共第{d}区委组织部,第{d}区委组织部,组织部,county,BH,各区市县委组织部\n");
            for (var b = 1; b <= branches; b++)
                units.Append(CultureInfo.InvariantCulture, $"BH-{d}-{b},第{d}区第{b}党支部,,党支部,branch,BH-{d},\n");
        }
        using var operating = directory.As("operator", "BH", 1);
        await SucceedsAsync(operating.PostAsync(new Uri("/v1/units/import", UriKind.Relative),
            new StringContent(units.ToString(), Encoding.UTF8, "text/csv")));
        return 1 + districts + (districts * branches);
    }

    /// <summary>Posts a notice, which is issued at once; its id.</summary>
    /// <param name="days">From now until its duties are due.</param>
    public static async Task<Guid> IssueAsync(BenchmarkedProcess notices, int number, int days)
    {
        using var upstream = notices.As("upstream", "BH", 1);
        using var post = new HttpRequestMessage(HttpMethod.Post, "/v1/notices?issue=true")
            { Content = JsonContent.Create(Notice(number, days)) };
        post.Headers.Add("Idempotency-Key", $"campaign-{number}");
        return (await SucceedsAsync(upstream.SendAsync(post))).GetProperty("id").GetGuid();
    }

    private static object Notice(int number, int days) => new
    {
        text = $"中共滨海市委组织部文件\n滨组发〔2024〕{number}号\n关于开展主题活动的通知\n各区市县委组织部：\n一、以支部为单位组织集中学习。\n中共滨海市委组织部\n2024年3月4日\n",
        title = "关于开展主题活动的通知",
        documentNumber = $"滨组发〔2024〕{number}号",
        issuer = "中共滨海市委组织部",
        issuedOn = "2024-03-04",
        addressees = new[] { "各区市县委组织部" },
        requirements = Enumerable.Range(1, Requirements).Select(i => new
        {
            text = $"以支部为单位组织第{i}次集中学习。", disposition = "dated", owes = new { level = "branch" },
            dueAt = TimeProvider.System.GetUtcNow().AddDays(days),
        }),
    };

    private static async Task<JsonElement> SucceedsAsync(Task<HttpResponseMessage> sending)
    {
        using var answer = await sending;
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException(
                $"{answer.RequestMessage!.RequestUri}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
