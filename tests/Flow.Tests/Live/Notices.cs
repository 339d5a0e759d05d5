namespace Flow.Tests.Live;

/// <summary>What an upstream system and an issuing officer do, for the flows that begin where a notice is issued.</summary>
internal static class Notices
{
    /// <summary>
    /// Five dated requirements owed by every branch, one principle, one report-back duty of the districts; written 2024-03-04.
    /// </summary>
    public const string Campaign = """
        中共海州市委组织部文件
        海组发〔2024〕7号

        关于开展“走基层、听民声”主题活动的通知

        各区市县委组织部：

        为密切联系群众，决定在全市开展“走基层、听民声”主题活动，现就有关事项通知如下。

        一、充分认识重要意义

        各级党组织要充分认识开展主题活动的重要意义，切实加强组织领导。

        二、重点任务

        （一）开展一次集中学习。3月底前，要以党支部为单位组织一次集中学习，统计参加人数。

        （二）组织一次交流讨论。4月底前，要以党支部为单位组织一次交流讨论。

        （三）召开一次专题组织生活会。5月中旬前，要以党支部为单位召开一次专题组织生活会。

        （四）开展一次主题党日。“七一”前夕，要以党支部为单位开展一次主题党日活动。

        （五）办好一批民生实事。7月底前，要以党支部为单位梳理群众反映的问题，逐项办结。

        三、有关要求

        请各区市县委组织部于8月10日前将活动开展情况书面报送市委组织部。

        中共海州市委组织部
        2024年3月4日
        """;

    /// <summary>The day the campaign's notice is posted.</summary>
    public static readonly DateTimeOffset Posted = At(3, 4);

    /// <summary>Nine o'clock of a day of 2024, in the notice's zone.</summary>
    public static DateTimeOffset At(int month, int day, int hour = 9) => new(2024, month, day, hour, 0, 0, TimeSpan.FromHours(8));

    /// <summary>Imports a city, and returns when every service has heard of it.</summary>
    public static Task ImportAsync(this RunningSystem system, int districts, int branches) =>
        system.ImportAsync(Cities.Csv(districts, branches), 1 + districts + branches);

    /// <summary>Imports units below <c>C</c>, and waits until each service knows as many as there are then.</summary>
    public static async Task ImportAsync(this RunningSystem system, string csv, int units)
    {
        await system.As("operator", "C").PostTextAsync("directory", "/v1/units/import", csv, "text/csv");
        var token = TestTokens.Create("operator", "C");
        foreach (var name in (string[])["notices", "assignments", "reminders"])
        {
            await Eventually.HoldsAsync(async () => Known(await system.Service(name).HealthAsync(token)) == units,
                $"{name} knows the city");
        }
    }

    /// <summary>Posts a text, takes the first proposal of every question, and issues.</summary>
    /// <returns>The notice's id, and how many assignments it will have.</returns>
    public static async Task<(string Id, int Assignments)> IssueAsync(this RunningSystem system, string text)
    {
        var id = (string)(await system.As("upstream", "C")
            .PostTextAsync("notices", "/v1/notices", text, expected: System.Net.HttpStatusCode.Accepted))["id"]!;
        return (id, await system.IssuePostedAsync(id));
    }

    /// <summary>Takes the first proposal of every question about a posted notice, and issues it.</summary>
    /// <returns>How many assignments it will have.</returns>
    public static async Task<int> IssuePostedAsync(this RunningSystem system, string id)
    {
        var officer = system.As("officer", "C");
        var answered = await officer.PostAsync("notices", $"/v1/notices/{id}/answers", new JsonObject { ["acceptProposals"] = true });
        Assert.True(answered["questions"]!.AsArray().Count == 0, $"questions without a proposal: {answered["questions"]}");
        var issued = await officer.PostAsync("notices", $"/v1/notices/{id}/issuance", new JsonObject(), System.Net.HttpStatusCode.Accepted);
        return (int)issued["assignments"]!;
    }

    /// <summary>Returns when every assignment exists; fails when one is missing or double.</summary>
    public static async Task CoveredAsync(this RunningSystem system, string notice, int assignments, TimeSpan? within = null)
    {
        var officer = system.As("officer", "C");
        JsonNode? coverage = null;
        await Eventually.HoldsAsync(async () =>
        {
            coverage = await officer.TryGetAsync("assignments", $"/v1/notices/{notice}/coverage");
            return (int?)coverage?["found"] >= assignments;
        },
            $"{assignments} assignments are made",
            within ?? TimeSpan.FromSeconds(60));
        Assert.Equal((assignments, assignments, 0, 0), (
            (int)coverage!["expected"]!, (int)coverage["found"]!, coverage["missing"]!.AsArray().Count,
                coverage["duplicate"]!.AsArray().Count));
    }

    private static int? Known(JsonNode? health) =>
        (int?)health?["checks"]?.AsArray().Single(check => (string?)check!["name"] == "unit-tree")?["figures"]?["units"];
}
