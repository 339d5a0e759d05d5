namespace NoticeIssuance.Understanding;

/// <summary>Last stage: what a person has to settle, with the customary answer first.</summary>
internal static partial class Questions
{
    // A text with more of them is asked about by these.
    private const int MostUnread = 20;

    private static readonly Proposal ToAddressees = new(AnswerValues.Addressees, "由主送机关自行办理");
    private static readonly Proposal ToBranches = new("branch", "由所属各支部分别办理");

    public static IReadOnlyList<OpenQuestion> About(
        NoticeContent content, IReadOnlyList<ReadRequirement> read, TimeContext context, DateOnly received, int? citedYear)
    {
        var questions = new List<OpenQuestion>();
        if (content.IssuedOn is null)
            questions.Add(Ask(QuestionKinds.DateMissing, "issuedOn", null, "未找到成文日期。成文日期是哪一天？", [new(Day(received), "收文当日")]));
        if (content.Addressees.Count == 0)
            questions.Add(Ask(QuestionKinds.AddresseesMissing, "addressees", null, "未找到主送机关。本通知发给哪些单位？", []));
        if (Doubtful(content, context))
            questions.Add(Ask(QuestionKinds.YearDoubtful, "issuedOn", null,
                $"落款日期为{content.IssuedOn:yyyy年M月d日}，发文字号为{content.DocumentNumber}，年份不一致。以哪一年为准？",
                Years(content.IssuedOn!.Value, context.NumberYear!.Value)));
        questions.AddRange((content.Beside?.Amends ?? []).Where(amends => amends.DocumentNumber is not null || amends.Title is not null)
            .Select(Amending));
        questions.AddRange(read.SelectMany(one => About(one, context.IssuedOn, received, citedYear, content.Addressees.Count > 0)));
        return questions;
    }

    /// <summary>
    /// The question an addressee phrase leaves once it was looked up; null when it named its units. Whom it may mean is the directory's
    /// to propose.
    /// </summary>
    /// <param name="number">Of the phrase among the addressees, from 1.</param>
    public static OpenQuestion? AboutAddressee(int number, Addressee addressee, AddresseeResolution resolution)
    {
        var about = QuestionSubject.Addressee(number);
        return resolution switch
        {
            AddresseeResolution.SomeOf some => Ask(QuestionKinds.AddresseePartial, about, addressee.Span,
                $"主送机关“{addressee.Phrase}”只指其中一部分，单位库中可选的有{some.Candidates.Count}个。具体是哪些单位？", []),
            _ when addressee.Partial => Ask(QuestionKinds.AddresseePartial, about, addressee.Span,
                $"主送机关“{addressee.Phrase}”只指其中一部分。具体是哪些单位？", []),
            AddresseeResolution.Units { Codes.Count: > 0 } => null,
            _ => Ask(QuestionKinds.AddresseeUnresolved, about, addressee.Span, $"单位库中没有与主送机关“{addressee.Phrase}”对应的单位。它指哪些单位？", []),
        };
    }

    public static OpenQuestion Embedded(TextSpan span, string title) =>
        Ask(QuestionKinds.EmbeddedNotice, QuestionSubject.Notice, span, $"正文之后另附一份文件（{title}）。其中的要求是否随本通知一并下达？",
            [new("include", "一并下达"), new(AnswerValues.Exclude, "仅下达本通知自身的要求")]);

    /// <summary>What the notice seems to change about an earlier one.</summary>
    private static OpenQuestion Amending(Amendment amends)
    {
        var of = $"{(amends.Title is { } title ? $"《{title}》" : "")}{amends.DocumentNumber}{amends.Article}";
        var change = amends.To is null ? "废止" : amends.From is null ? $"改为“{amends.To}”" : $"由“{amends.From}”改为“{amends.To}”";
        return Ask(QuestionKinds.Amendment, QuestionSubject.Notice, amends.Span, $"本通知是否将{of}的有关内容{change}？",
            [new(AnswerValues.Amends, "是，变更原通知"), new(AnswerValues.Separate, "否，本通知另行执行")]);
    }

    /// <summary>Time words that may be a limit: of the requirement they stand in where that has none, else of the notice.</summary>
    public static IEnumerable<OpenQuestion> Unread(IReadOnlyList<TimeRun> times, IReadOnlyList<Requirement> requirements) =>
        times.Where(run => run.As == TimeRun.Question).Take(MostUnread).Select(run =>
        {
            var within = requirements.FirstOrDefault(one => one is { Span: { } span, Deadline: null } && span.Start <= run.Span.Start
                && run.Span.Start + run.Span.Length <= span.Start + span.Length);
            return within is null
                ? Ask(QuestionKinds.TimeUnread, QuestionSubject.Notice, run.Span, $"“{run.Words}”是否为办结时限？如是，请更正相应事项的时限。",
                    [new(AnswerValues.NoLimit, "不是办结时限"), new(AnswerValues.Corrected, "是，已更正相应事项的时限")])
                : Ask(QuestionKinds.TimeUnread, QuestionSubject.Requirement(within.Number), run.Span,
                    $"第{within.Number}项中的“{run.Words}”是否为办结时限？如是，办结时限是哪一天？", [new(AnswerValues.NoLimit, "不是办结时限")]);
        });

    /// <summary>The words count in working days of a year that has no calendar.</summary>
    public static OpenQuestion CalendarMissing(int requirement, Deadline deadline, int year) => Ask(
        QuestionKinds.CalendarMissing, QuestionSubject.Requirement(requirement), deadline.Span,
        $"“{deadline.Words}”须按工作日计算，但{year}年的工作日历尚未发布。办结时限是哪一天？", []);

    /// <summary>The same question once the calendar is there: what it comes to is proposed, and still to be confirmed.</summary>
    public static OpenQuestion CalendarArrived(int requirement, Deadline deadline, DateTimeOffset due, string calendar) => Ask(
        QuestionKinds.CalendarMissing, QuestionSubject.Requirement(requirement), deadline.Span,
        $"“{deadline.Words}”须按工作日计算，所需的工作日历现已发布（{calendar}）。办结时限是否为{OfficialTime.DayOf(due):yyyy年M月d日}？",
        [new(Instant(RequirementReader.Instant(OfficialTime.DayOf(due), OfficialTime.DayEnds)), "按已发布的工作日历计算")]);

    private static IEnumerable<OpenQuestion> About(ReadRequirement read, DateOnly? written, DateOnly received, int? citedYear,
        bool addressed)
    {
        var requirement = read.Requirement;
        var about = QuestionSubject.Requirement(requirement.Number);
        if (requirement.Deadline is { } deadline && read is { Dated: { } dated, Limit: { } limit })
        {
            if (deadline is { DueAt: { } due, Alternatives: [var other, ..] })
                yield return Ask(QuestionKinds.DeadlineAmbiguous, about, deadline.Span, $"“{deadline.Words}”有两种理解。办结时限是哪一天？",
                    [.. IsBefore(due) ? [] : (Proposal[])[new(Instant(due), "通常理解")],
                    .. IsBefore(other.DueAt) ? [] : (Proposal[])[new(Instant(other.DueAt), other.Why)]]);
            else if (deadline.DueAt is { } early && IsBefore(early))
                yield return Ask(QuestionKinds.DeadlineAmbiguous, about, deadline.Span,
                    $"“{deadline.Words}”早于本通知的成文日期。办结时限是哪一天？", []);
            else if (dated.Impossible)
                yield return Ask(QuestionKinds.DeadlineAmbiguous, about, deadline.Span,
                    $"没有“{deadline.Words}”这一天。办结时限是哪一天？", []);
            else if (dated.CalendarMissing is { } year)
                yield return CalendarMissing(requirement.Number, deadline, year);
            else if (dated.NeedsYear)
                yield return Ask(QuestionKinds.YearUnknown, about, deadline.Span,
                    $"“{deadline.Words}”未写明年份，文中也无从推断。办结时限是哪一天？", Guesses(limit, received, citedYear));
        }
        if (requirement.Disposition is not (Disposition.Dated or Disposition.Recurring) || requirement.Owes.Level is not null)
            yield break;
        if (Owing.IsOpen(null, requirement.Text))
            yield return Ask(QuestionKinds.OwingLevel, about, requirement.Span,
                $"第{requirement.Number}项“{Short(requirement.Quote)}”由哪一级办理？", [ToBranches, ToAddressees]);
        else if (requirement.Actor?.Contains("各级", StringComparison.Ordinal) == true)
            yield return Ask(QuestionKinds.OwingLevel, about, requirement.Span,
                $"第{requirement.Number}项由“{requirement.Actor}”办理，具体是哪一级？", [ToAddressees, ToBranches]);
        else if (requirement.Actor is { } actor && OutsideTree().IsMatch(actor))
            yield return Ask(QuestionKinds.OwingLevel, about, requirement.Span,
                $"第{requirement.Number}项由“{actor}”办理，不在本系统单位之列。由哪个单位负责落实？", [ToAddressees, ToBranches]);
        else if (!addressed && requirement is { Actor: null, Lead: null } && !Orders.SpeaksToAddressees(requirement.Text))
            yield return Ask(QuestionKinds.ActorMissing, about, requirement.Span,
                $"第{requirement.Number}项“{Short(requirement.Quote)}”未写明由谁办理。由哪一级办理？", [ToAddressees, ToBranches]);

        // Nothing is due before the notice itself; such a reading is no proposal.
        bool IsBefore(DateTimeOffset due) => OfficialTime.DayOf(due) < written;
    }

    [GeneratedRegex($"^(?:各级|各|有关)?(?:{Words.Outside})$", Words.Options)] private static partial Regex OutsideTree();

    private static List<Proposal> Guesses(Limit limit, DateOnly received, int? citedYear)
    {
        var guesses = new List<Proposal>();
        if (citedYear is { } cited && Guess(limit, new(null, cited, WorkingCalendars.None)) is { } byCited)
            guesses.Add(new(byCited, "按所引文件的年份推断"));
        if (Guess(limit, new(received, null, WorkingCalendars.None)) is { } byReceipt)
            guesses.Add(new(byReceipt, "按收文日期推断"));
        return guesses;
    }

    private static string? Guess(Limit limit, TimeContext context) =>
        Dating.Date(limit, context) is { Day: { } day } dated ? Instant(RequirementReader.Instant(day, dated.Time)) : null;

    /// <summary>Whether the date line contradicts the year of the number by more than the turn of a year explains.</summary>
    public static bool Doubtful(NoticeContent content, TimeContext context) =>
        content.IssuedOn is { } day && context.NumberYear is { } year && day.Year != year && !(day.Year == year + 1 && day.Month <= 2);

    private static Proposal[] Years(DateOnly written, int numbered)
    {
        var day = Math.Min(written.Day, DateTime.DaysInMonth(numbered, written.Month));
        return [new(Day(new(numbered, written.Month, day)), "以发文字号的年份为准"), new(Day(written), "以落款日期为准")];
    }

    private static OpenQuestion Ask(string kind, string about, TextSpan? span, string wording, IReadOnlyList<Proposal> proposals)
    {
        var id = SHA256.HashData(Encoding.UTF8.GetBytes($"{kind}/{about}/{span?.Start}/{span?.Length}"));
        return new(Convert.ToHexStringLower(id.AsSpan(0, 8)), kind, about, span, wording, proposals);
    }

    private static string Short(string quote) => quote.Length <= 30 ? quote : string.Concat(quote.AsSpan(0, 29), "…");

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Instant(DateTimeOffset instant) => instant.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);
}
