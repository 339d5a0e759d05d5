using Workflow.Contracts.Assignments.V1;

namespace DeadlineReminders.Tests;

/// <summary>What units are told at once: once each, whatever comes again, late or before what it is about.</summary>
public sealed class NewsTests(RemindersFixture reminders) : IClassFixture<RemindersFixture>
{
    private static AssignmentNews News(NoticeHead notice, params UnitNews[] news) => new(notice,
        Given.Chunk(notice, [.. news.Select(one => Given.Assignment(notice, one.Requirement, one.Unit, one.DueAt))]).Requirements, news);

    private static UnitNews Of(NoticeHead notice, string kind, string unit, string? reason = null, int requirement = 1,
        DateTimeOffset? before = null, SupersedingNotice? by = null) => new(
            kind == "withdrawal" ? Ids.NoticeMessage(notice.Notice, unit, 9) : Guid.NewGuid(), kind,
            Ids.Assignment(notice.Notice, requirement, unit, null), requirement, unit, notice.IssuedAt.AddHours(1),
            Given.EndOf("2016-07-29"), before, reason, by);

    [Fact]
    public async Task Each_decision_has_its_type_and_its_words()
    {
        var notice = Given.Notice(reminders.Now);
        var said = new (UnitNews News, string Words)[]
        {
            (Of(notice, "deadline", Given.Branch, before: Given.EndOf("2016-07-01")),
                "的办理时限由2016年7月1日（星期五）调整为2016年7月29日（星期五），请按调整后的时限办理并反馈。"),
            (Of(notice, "return", Given.Branch, "缺少数字"), "的反馈已退回重办（原因：缺少数字），办理时限为2016年7月29日（星期五），请重新办理并反馈。"),
            (Of(notice, "extension-granted", Given.Branch, "仅此一次"), "的延期申请已同意，办理时限延至2016年7月29日（星期五）（仅此一次）。"),
            (Of(notice, "extension-refused", Given.Branch, "时间足够"),
                "的延期申请未予同意（原因：时间足够），办理时限仍为2016年7月29日（星期五），请在时限内完成并反馈。"),
            (Of(notice, "insistence", Given.Branch, "职能在你"), "的退回未予同意（原因：职能在你），仍由你单位办理，办理时限为2016年7月29日（星期五），请签收并办理。"),
            (Of(notice, "acceptance", Given.Branch), "的反馈已审核通过。"),
            (Of(notice, "reopening", Given.Branch, "台账不全"), "已重新交办（原因：台账不全），办理时限为2016年7月29日（星期五），请重新办理并反馈。"),
        };
        await reminders.PublishAsync(News(notice, [.. said.Select(one => one.News)]));
        await ToldAsync(notice, Given.Branch, said.Length);
        var inbox = await reminders.InboxAsync(Given.Branch, notice.Notice);
        Assert.Equal(said.Select(one => $"workflow.{one.News.Kind}.v1"), inbox.Select(message => message.GetProperty("type").GetString()));
        Assert.Equal(said.Select(one => $"北区第一支部：《关于开展专题学习的通知》（滨委组〔2016〕7号）第1项“专题学习之1”{one.Words}"),
            inbox.Select(message => message.GetProperty("data").GetProperty("text").GetString()));
        Assert.Equal(said.Select(one => one.News.Reason),
            inbox.Select(message => message.GetProperty("data").GetProperty("reason").GetString()));
        Assert.Equal(said.Select(one => one.News.Message), inbox.Select(message => message.GetProperty("id").GetGuid()));
        Assert.All(inbox, message => Assert.Equal(notice.IssuedAt.AddHours(1), message.GetProperty("time").GetDateTimeOffset()));
    }

    [Fact]
    public async Task What_comes_after_the_notice_was_withdrawn_is_marked_so()
    {
        var notice = Given.Notice(reminders.Now);
        await reminders.PublishAsync(News(notice, Of(notice, "withdrawal", "D2-B1")));
        await ToldAsync(notice, "D2-B1", 1);
        await reminders.PublishAsync(News(notice, Of(notice, "return", "D2-B1", "缺少数字")));
        await ToldAsync(notice, "D2-B1", 2);
        Assert.Equal(["", "cancelled"], await reminders.QueryAsync<string>(
            "select coalesce(withdrawn_for, '') from inbox where plan = $1 order by position", Ids.Plan(notice.Notice, "D2-B1")));
    }

    [Fact]
    public async Task Who_decides_is_told_who_waits_for_it()
    {
        var notice = Given.Notice(reminders.Now);
        var said = new (UnitNews News, string Words)[]
        {
            (Of(notice, "report", "D1"), "北区第一支部承办的《关于开展专题学习的通知》（滨委组〔2016〕7号）第1项“专题学习之1”已于"),
            (Of(notice, "extension-asked", "D1", "人手不足") with { AskedFor = Given.EndOf("2016-08-05") },
                "北区第一支部申请将《关于开展专题学习的通知》（滨委组〔2016〕7号）第1项“专题学习之1”的办理时限延至2016年8月5日（星期五）（原因：人手不足），请答复。"),
            (Of(notice, "declined", "D1", "不属本单位"), "北区第一支部认为《关于开展专题学习的通知》（滨委组〔2016〕7号）第1项“专题学习之1”不由其承办，已于"),
        };
        await reminders.PublishAsync(News(notice, [.. said.Select(one => one.News with { From = Given.Branch })]));
        await ToldAsync(notice, "D1", said.Length);
        var inbox = await reminders.InboxAsync("D1", notice.Notice);
        Assert.Equal(said.Select(one => $"workflow.{one.News.Kind}.v1"), inbox.Select(message => message.GetProperty("type").GetString()));
        Assert.All(inbox, message => Assert.Equal("D1", message.GetProperty("subject").GetString()));
        Assert.All(said.Zip(inbox), one => Assert.Contains(one.First.Words,
            one.Second.GetProperty("data").GetProperty("text").GetString(), StringComparison.Ordinal));
        Assert.Empty(await reminders.InboxAsync(Given.Branch, notice.Notice));
    }

    [Fact]
    public async Task What_is_urged_is_told_with_its_words_and_what_was_heard_to_be_owed_no_more_is_marked_so()
    {
        var notice = Given.Notice(reminders.Now);
        var (open, undated) = (Given.Assignment(notice, 1, Given.Branch, Given.EndOf("2016-07-29")),
            Given.Assignment(notice, 2, Given.Branch, null));
        var (reported, moved) = (Given.Assignment(notice, 3, Given.Branch, Given.EndOf("2016-07-29")),
            Given.Assignment(notice, 4, Given.Branch, Given.EndOf("2016-07-29")));
        await reminders.PublishAsync(Given.Chunk(notice, open, undated, reported, moved));
        await ToldAsync(notice, Given.Branch, 4);
        await reminders.PublishAsync(Given.Change(notice, reported, 2, "reported"));
        await reminders.PublishAsync(Given.Change(notice, moved, 3, "dispatched") with { DeadlineVersion = 2, ToldApart = true });
        await reminders.CountsAsync(2, "both are heard of", "item where (assignment = $1 and stopped is not null) or (assignment = $2 "
            + "and deadline_version = 2)", reported.Assignment, moved.Assignment);
        UnitNews[] urged = [.. new[] { 1, 2, 3, 4 }.Select(number => Of(notice, "urging", Given.Branch, number == 1 ? "请于本周内反馈" : null,
            number) with { DeadlineVersion = 1, DueAt = number == 2 ? null : Given.EndOf("2016-07-29") })];
        foreach (var _ in new[] { 1, 2 })
            await reminders.PublishAsync(News(notice, urged));
        await ToldAsync(notice, Given.Branch, 8);
        var inbox = (await reminders.InboxAsync(Given.Branch, notice.Notice))[4..];
        Assert.All(inbox, message => Assert.Equal("workflow.urging.v1", message.GetProperty("type").GetString()));
        var at = TimeZoneInfo.ConvertTime(notice.IssuedAt.AddHours(1), OfficialTime.Zone);
        var moment = string.Create(CultureInfo.InvariantCulture, $"{at.Month}月{at.Day}日{at:HH':'mm}");
        Assert.Equal(["北区第一支部：《关于开展专题学习的通知》（滨委组〔2016〕7号）第1项“专题学习之1”的办理时限为2016年7月29日（星期五），"
            + $"截至{moment}尚未办结，请抓紧办理并反馈。催办意见：请于本周内反馈", "北区第一支部：《关于开展专题学习的通知》（滨委组〔2016〕7号）第2项“专题学习之2”"
            + $"截至{moment}尚未办结，请抓紧办理并反馈。"],
            inbox[..2].Select(message => message.GetProperty("data").GetProperty("text").GetString()));
        Assert.Equal(notice.IssuedAt.AddHours(1).AddDays(30),
            inbox[0].GetProperty("data").GetProperty("validUntil").GetDateTimeOffset());
        Assert.Equal(["", "", "already-reported", "deadline-moved"], (await reminders.QueryAsync<string>(
            """
            select coalesce(withdrawn_for, '') from inbox where unit = $1 and plan in (select id from plan where notice = $2)
            order by position
            """, Given.Branch, notice.Notice))[4..]);
    }

    /// <summary>All that changes for the unit is in one message, and reminders name the requirement by its words of today.</summary>
    [Fact]
    public async Task An_amendment_says_all_that_changes_for_the_unit_and_later_messages_use_its_words()
    {
        var notice = Given.Notice(reminders.Now);
        var (before, after) = (Given.EndOf("2016-07-29"), Given.EndOf("2016-08-12"));
        var chunk = Given.Chunk(notice, [.. Enumerable.Range(1, 3).Select(n => Given.Assignment(notice, n, Given.Branch, before))]);
        await reminders.PublishAsync(chunk);
        await ToldAsync(notice, Given.Branch, 3);
        UnitChange[] changes = [new(chunk.Assignments[0].Assignment, 1, "专题学习之1", "dropped", null, null),
            new(chunk.Assignments[1].Assignment, 2, "专题学习之2", "moved", before, after),
            new(chunk.Assignments[2].Assignment, 3, "分两批学习", "reworded", null, before)];
        await reminders.PublishAsync(News(notice, Of(notice, "amendment", Given.Branch, "与上级部署衔接") with { Changes = changes }));
        await ToldAsync(notice, Given.Branch, 4);
        var told = (await reminders.InboxAsync(Given.Branch, notice.Notice))[^1];
        Assert.Equal("workflow.amendment.v1", told.GetProperty("type").GetString());
        Assert.Equal("北区第一支部：《关于开展专题学习的通知》（滨委组〔2016〕7号）已变更（原因：与上级部署衔接），你单位承办的事项中：第1项“专题学习之1”不再办理，也不再提醒；"
            + "第2项“专题学习之2”的办理时限由2016年7月29日（星期五）调整为2016年8月12日（星期五）；第3项“分两批学习”的内容已修改。请按变更后的要求办理。",
            told.GetProperty("data").GetProperty("text").GetString());
        Assert.Equal(["1 dropped ", "2 moved 2016-08-12T23:59:59+08:00", "3 reworded 2016-07-29T23:59:59+08:00"],
            told.GetProperty("data").GetProperty("changes").EnumerateArray().Select(change => $"{change.GetProperty("requirement")} "
                + $"{change.GetProperty("change")} {(change.TryGetProperty("dueAt", out var due) ? due : "")}"));

        foreach (var (amendment, title) in new[] { (2, "分两批学习"), (1, "分三批学习") })
            await reminders.PublishAsync(new NoticeAmended(notice, 9, amendment, "x", [chunk.Requirements[2] with
            {
                Title = title, TextAmendment = amendment,
            }], [], [], [], 3, 3));
        await reminders.GivesAsync("分两批学习", "the words of the last amendment hold",
            "select title from requirement where notice = $1 and number = 3", notice.Notice);
        await reminders.PublishAsync(chunk);
        Assert.Equal(["专题学习之1", "专题学习之2", "分两批学习"], await reminders.QueryAsync<string>(
            "select title from requirement where notice = $1 order by number", notice.Notice));
    }

    [Fact]
    public async Task Repeated_or_in_parts_it_is_told_once()
    {
        var notice = Given.Notice(reminders.Now);
        var by = new SupersedingNotice(Guid.NewGuid(), "关于深化专题学习的通知", "滨委组〔2016〕19号");
        // Each assignment of the unit names the same message, in whatever page they are.
        UnitNews[] over = [.. Enumerable.Range(1, 3).Select(number => Of(notice, "withdrawal", Given.Branch, requirement: number, by: by))];
        foreach (var some in new[] { over[..1], over, over[1..] })
            await reminders.PublishAsync(News(notice, some));
        await ToldAsync(notice, Given.Branch, 1);
        await reminders.PublishAsync(News(notice, over));
        var accepted = Of(notice, "acceptance", Given.Branch);
        foreach (var _ in new[] { 1, 2 })
            await reminders.PublishAsync(News(notice, accepted));
        await ToldAsync(notice, Given.Branch, 2);
        var inbox = await reminders.InboxAsync(Given.Branch, notice.Notice);
        Assert.Equal("北区第一支部：《关于开展专题学习的通知》（滨委组〔2016〕7号）已由《关于深化专题学习的通知》（滨委组〔2016〕19号）代替，其中尚未办结的事项不再办理，也不再提醒。",
            inbox[0].GetProperty("data").GetProperty("text").GetString());
        Assert.Equal(2, inbox.Count);
    }

    [Fact]
    public async Task News_before_the_assignment_is_planned_is_told_and_what_is_over_by_then_is_no_news()
    {
        var notice = Given.Notice(reminders.Now);
        var (over, open) = (Given.Assignment(notice, 1, Given.Branch, Given.EndOf("2016-07-29")),
            Given.Assignment(notice, 2, Given.Branch, Given.EndOf("2016-07-29")));
        await reminders.PublishAsync(News(notice, Of(notice, "withdrawal", Given.Branch, "另有部署")));
        await ToldAsync(notice, Given.Branch, 1);
        await reminders.PublishAsync(Given.Change(notice, over, 2, "cancelled"));
        await reminders.GivesAsync(2L, "the change is kept", "select version from early_change where assignment = $1", over.Assignment);
        await reminders.PublishAsync(Given.Chunk(notice, over, open));
        await reminders.PlannedAsync(open.Assignment);
        Assert.Equal(["cancelled"], await reminders.QueryAsync<string>("select stopped from item where assignment = $1", over.Assignment));
        // Nor is what has not been heard to be over yet: the unit knows that the notice orders nothing.
        Assert.Equal(["workflow.withdrawal.v1"], (await reminders.InboxAsync(Given.Branch, notice.Notice))
            .Select(message => message.GetProperty("type").GetString()));

        var another = Given.Notice(reminders.Now);
        var (reassigned, made) = (Given.Assignment(another, 1, Given.Branch, null), Given.Assignment(another, 2, Given.Branch, null));
        await reminders.PublishAsync(Given.Change(another, reassigned, 3, "reassigned"));
        await reminders.GivesAsync(3L, "the change is kept", "select version from early_change where assignment = $1",
            reassigned.Assignment);
        await reminders.PublishAsync(Given.Chunk(another, reassigned, made));
        await ToldAsync(another, Given.Branch, 1);
        Assert.Equal(made.Assignment, Assert.Single(await reminders.InboxAsync(Given.Branch, another.Notice)).GetProperty("data")
            .GetProperty("assignmentId").GetGuid());
    }

    [Fact]
    public async Task News_reaches_the_others_where_one_units_plan_is_broken()
    {
        var notice = Given.Notice(reminders.Now);
        string[] units = [Given.Branch, "D1-B2"];
        await reminders.PublishAsync(Given.Chunk(notice, [.. units.Select(unit => Given.Assignment(notice, 1, unit, null))]));
        await reminders.CountsAsync(2, "they are planned", "plan where notice = $1", notice.Notice);
        await UnknownEvent.AppendAsync(reminders.Service.Services.GetRequiredService<NpgsqlDataSource>(), Ids.Plan(notice.Notice, "D1-B2"));
        await reminders.PublishAsync(News(notice, [.. units.Select(unit => Of(notice, "acceptance", unit))]));
        await ToldAsync(notice, Given.Branch, 2);
    }

    private Task ToldAsync(NoticeHead notice, string unit, int messages) => reminders.CountsAsync(messages, "the unit is told",
        "inbox where unit = $2 and plan = $1", Ids.Plan(notice.Notice, unit), unit);
}
