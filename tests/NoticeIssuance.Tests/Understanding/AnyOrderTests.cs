namespace NoticeIssuance.Tests.Understanding;

/// <summary>A notice is read by what it says, not by where it says it.</summary>
public sealed class AnyOrderTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 30)];

    /// <summary>The same notice with another number, other months, its parts in another order, its line breaks kept or lost.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whatever_the_order_of_its_parts_a_notice_reads_the_same(int seed)
    {
        var random = new Random(seed);
        var (year, number, cited) = (random.Next(2014, 2026), random.Next(1, 999), random.Next(1, 99));
        var months = Enumerable.Range(2, 11).OrderBy(_ => random.Next()).Take(3).ToArray();
        string[] items =
        [
            $"要组织一次集中学习。{months[0]}月底前，各单位要采取多种方式组织党员学习先进事迹。",
            $"要开展一次讨论。{months[1]}月10日前，以支部为单位开展座谈交流。",
            $"要召开一次组织生活会。{months[2]}月中旬前，以支部为单位召开专题组织生活会。",
            $"要撰写一篇心得体会。要认真落实《征文通知》（海组传〔{year}〕{cited}号）要求，做好征文组织工作。",
            "要开展一次主题活动。“七一”前夕，各支部要结合实际开展主题实践活动。",
        ];
        var body = items.OrderBy(_ => random.Next()).Select((item, i) => $"{"一二三四五"[i]}{item}");
        string[] lines =
        [
            "中共海东市委组织部文件", $"海组传〔{year}〕{number + 100}号", "关于深入开展学习活动的通知", "各区市县委组织部，各开放先导区党工委组织部（党群工作部），市直党（工）委组织人事部门：",
            "现就深入开展学习活动通知如下。", "一、充分认识重要意义", "各级党组织要充分认识学习活动的重要意义，高度重视。", "二、把学习活动落到实处", .. body, "三、加强组织领导", "各单位要高度重视，统筹安排。",
        ];
        var read = Notices.Read(string.Join(random.Next(3) switch { 0 => "\n", 1 => "\n\n", _ => "" }, lines));
        Assert.Equal($"海组传〔{year}〕{number + 100}号", read.Content.DocumentNumber);
        Assert.Equal($"海组传〔{year}〕{cited}号", Assert.Single(read.Content.References).DocumentNumber);
        Assert.Equal(3, read.Content.Addressees.Count);
        string[] due =
        [
            $"{year}-{months[0]:00}-{DateTime.DaysInMonth(year, months[0])}", $"{year}-{months[1]:00}-10",
            $"{year}-{months[2]:00}-20", $"{year}-06-30",
        ];
        Assert.Equal(due.Order(), Notices.Days(read.Content.Requirements).OfType<string>().Order());
        var asked = Assert.Single(read.Questions, question => question.Kind == QuestionKinds.DeadlineAmbiguous);
        Assert.Equal([$"{year}-{months[2]:00}-20", $"{year}-{months[2]:00}-10"], asked.Proposals.Select(proposal => proposal.Value[..10]));
    }
}
