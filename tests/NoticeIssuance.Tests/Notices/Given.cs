namespace NoticeIssuance.Tests.Notices;

/// <summary>A small city and a small notice to decide on.</summary>
internal static class Given
{
    public static readonly DateTimeOffset Now = new(2016, 4, 1, 2, 0, 0, TimeSpan.Zero);

    public static readonly DateTimeOffset EndOfApril = new(2016, 4, 30, 15, 59, 59, TimeSpan.Zero);

    /// <summary>C over the districts C-1 and C-2, each over two branches.</summary>
    public static DirectoryView City(long version = 7) => DirectoryView.Of(new UnitSnapshot(1, [
        Unit("C", "港城市委组织部", "组织部", UnitLevel.City, null),
        Unit("C-1", "东区委组织部", "组织部", UnitLevel.County, "C", "各区委组织部"),
        Unit("C-2", "西区委组织部", "组织部", UnitLevel.County, "C", "各区委组织部"),
        Unit("C-1-1", "东区一支部", "党支部", UnitLevel.Branch, "C-1"),
        Unit("C-1-2", "东区二支部", "党支部", UnitLevel.Branch, "C-1"),
        Unit("C-2-1", "西区一支部", "党支部", UnitLevel.Branch, "C-2"),
        Unit("C-2-2", "西区二支部", "党支部", UnitLevel.Branch, "C-2"),
    ]), version);

    public static UnitNode Unit(string code, string name, string kind, UnitLevel level, string? parent, params string[] aliases) =>
        new(code, name, null, kind, level, parent, aliases, 1);

    public static DirectoryView Nobody { get; } = DirectoryView.Of(new UnitSnapshot(0, []), 0);

    public static NoticeContent Content(params Requirement[] requirements) => new(
        GrammarVersion: 1, Title: "关于开展主题活动的通知", DocumentNumber: "港组发〔2016〕9号", Issuer: "中共港城市委组织部", IssuedOn: new(2016, 3, 28),
        Addressees: [new("各区委组织部", new(10, 6), Partial: false)], Copies: [], Urgency: null, Classification: null, References: [],
            Attachments: [], Signature: null,
        Requirements: requirements, Marks: []);

    public static Requirement Requirement(
        int number, Disposition disposition = Disposition.Dated, UnitLevel? level = UnitLevel.Branch, DateTimeOffset? dueAt = null,
        string? lead = null, string[]? joint = null, Deadline? deadline = null, Recurrence? recurrence = null) => new(
        number, Label: null, Text: $"第{number}项工作", Span: new(100 * number, 50), Quote: $"完成第{number}项工作，并作记录", Kind: "other", disposition,
            new OwedBy(level),
        Actor: null, lead, joint ?? [], ReportTo: null, Figures: [], Evidence: [], Checklist: null, After: null, Cites: null,
        deadline ?? (disposition is Disposition.Dated ? Deadline(dueAt ?? EndOfApril) : null), recurrence);

    public static Deadline Deadline(DateTimeOffset? dueAt, Anchor? anchor = null) =>
        new(dueAt, "4月底前", new(120, 5), "month-end", null, null, [], anchor);

    public static OpenQuestion Ambiguous(int requirement) => new(
        $"q-{requirement}", QuestionKinds.DeadlineAmbiguous, $"requirement:{requirement}", new(120, 5), "哪一天？",
        [new("2016-06-20T23:59:59+08:00", "中旬到20日"), new("2016-06-10T23:59:59+08:00", "中旬之前")]);

    /// <summary>Whether 6月5日 in the requirement's words is a limit.</summary>
    public static OpenQuestion Unread(int requirement) => new(
        $"t-{requirement}", QuestionKinds.TimeUnread, $"requirement:{requirement}", new(100 * requirement, 4), "是否为办结时限？",
        [new(AnswerValues.NoLimit, "不是办结时限")]);

    public static PostNotice Posted(NoticeContent content, Guid? earlier = null, params OpenQuestion[] questions) => new(
        new IncomingNotice(KeptContent.Of("正文"u8.ToArray(), "text/plain"), "utf-8", "正文", Html: false, Given: null, Files: [],
            Reference: "ref-1"),
        content, questions, "C", earlier);

    /// <summary>The notice as received with these requirements, by the city.</summary>
    public static NoticeFile Received(params Requirement[] requirements) => Received(Content(requirements), City());

    /// <summary>The notice as received with this content.</summary>
    public static NoticeFile Received(NoticeContent content, DirectoryView directory, params OpenQuestion[] questions)
    {
        var posted = Posted(content, questions: questions);
        var ruling = PostNotice.Decide(posted, directory);
        return NoticeFile.New(Guid.Parse("0195d2a0-0000-7000-8000-000000000001"), posted.Dossier()).Then(ruling);
    }

    public static NoticeFile Then(this NoticeFile file, Ruling ruling)
    {
        Events(ruling);
        return file.After(ruling);
    }

    public static NoticeFile Then(this NoticeFile file, IReadOnlyList<NoticeEvent> events) => file.After(new(new Decided(events)));

    public static IReadOnlyList<NoticeEvent> Events(Ruling ruling) => Assert.IsType<Decision<NoticeEvent>.Accepted>(ruling.Decision).Events;

    /// <summary>The id of the question of this kind.</summary>
    public static string Asked(this NoticeFile file, string kind) =>
        Assert.Single(file.Facts.Questions.Values, question => question.Kind == kind).Question;

    public static string Refusal(Ruling ruling) => Assert.IsType<Decision<NoticeEvent>.Rejected>(ruling.Decision).Refusal.Code;

    /// <summary>What is wrong with the input, each with its place.</summary>
    public static IReadOnlyList<FieldError> Errors(Ruling ruling) =>
        Assert.IsType<Decision<NoticeEvent>.Unfit>(ruling.Decision).Input.Errors;
}
