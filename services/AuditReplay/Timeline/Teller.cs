using AuditReplay.Ledger;
using static AuditReplay.Timeline.Phrases;

namespace AuditReplay.Timeline;

/// <summary>
/// Puts stored events into words, one after the other: what an earlier one said (which requirement an assignment is of, whose it is) a
/// later one need not say again. Persons stay out of it; units are named as they are called today.
/// </summary>
/// <param name="names">Units' names by code.</param>
internal sealed class Teller(IReadOnlyDictionary<string, string> names)
{
    private readonly Dictionary<Guid, (int Requirement, string Unit)> _assignments = [];

    /// <summary>An entry in words, whatever it is.</summary>
    public Words Tell(LedgerRow entry)
    {
        try
        {
            return Tell(entry.Stream, entry.Unit, LedgerEntry.Parse(entry.Bytes).Read(), entry.Type);
        }
        catch (JsonException)
        {
            return Words.Unreadable(entry.Type);
        }
    }

    /// <summary>Learns from an entry that is not told.</summary>
    public void Hear(Guid stream, byte[] entry)
    {
        try
        {
            Learn(stream, LedgerEntry.Parse(entry).Read());
        }
        catch (JsonException)
        {
            // Of a later version: what it says is not known here, as when it is told.
        }
    }

    /// <param name="stream">The event's stream.</param>
    /// <param name="unit">Code of the unit the stream is about, where it is about one.</param>
    /// <param name="event">A stored event.</param>
    /// <param name="type">Its stored name, which is told where there are no words for it.</param>
    public Words Tell(Guid stream, string? unit, object @event, string type)
    {
        Learn(stream, @event);
        var (whoseZh, whose) = Assignment(stream);
        return @event switch
        {
            NoticeEvent.Received e =>
                new($"{UnitZh(e.IssuingUnit)}的通知原文已收存", $"The text of a notice of {Unit(e.IssuingUnit)} was received and stored"),
            NoticeEvent.Understood e => new(
                $"已读出《{e.Title}》{e.DocumentNumber}：主送 {e.Addressees} 处，工作要求 {e.Requirements} 项",
                $"It was read as “{e.Title}” {e.DocumentNumber}: addressee phrases {e.Addressees}, requirements {e.Requirements}"),
            NoticeEvent.QuestionRaised e => new($"有一处待确认：{e.Text}", $"A question was raised: {e.Text}"),
            NoticeEvent.QuestionAnswered e => new($"已确认“{e.Question}”：{e.Value}", $"The question “{e.Question}” was answered: {e.Value}"),
            NoticeEvent.AddresseesResolved e =>
                new($"主送“{e.Phrase}”对应单位 {e.Units} 个", $"The addressees “{e.Phrase}” were resolved; units: {e.Units}"),
            NoticeEvent.AliasTaught e =>
                new($"请名录今后以“{e.Phrase}”称呼单位 {e.Units} 个", $"The directory was asked to know “{e.Phrase}” from now on; units: {e.Units}"),
            // Units and days are also set by the directory, which knows the names, and by issuing; what is left is a person's correction.
            NoticeEvent.RequirementCorrected { Disposition: null, Owes: null, DueAt: null } e => new(
                $"第 {e.Number} 项要求的承办单位已明确：{UnitsZh(e)}", $"The units of requirement {e.Number} were settled: {UnitsOf(e)}"),
            NoticeEvent.RequirementCorrected { Disposition: null, Owes: null, Lead: null, Joint: null, DueAt: { } due } e => new(
                $"第 {e.Number} 项要求的限期定为 {Day(due)}", $"Requirement {e.Number} was settled to be due {Day(due)} China time"),
            NoticeEvent.RequirementCorrected e =>
                new($"第 {e.Number} 项要求经办理人更正{DueZh(e.DueAt)}", $"Requirement {e.Number} was corrected by an officer{Due(e.DueAt)}"),
            NoticeEvent.BeyondAuthority e => new(
                $"{e.Units} 个单位不在发文单位职权范围之内", $"Units beyond the authority of the issuer: {e.Units}"),
            NoticeEvent.Approved e => new(
                $"{UnitZh(e.By)}批准向职权范围之外的单位发文", $"{Unit(e.By)} approved what lies beyond the issuer's authority"),
            NoticeEvent.Agreed e => new($"{UnitZh(e.By)}会签同意承办", $"{Unit(e.By)} agreed to be ordered"),
            NoticeEvent.Issued e => new(
                $"通知印发：工作要求 {e.Requirements} 项，承办单位 {e.Units} 个，交办事项 {e.Assignments} 件",
                $"The notice was issued: requirements {e.Requirements}, units {e.Units}, assignments {e.Assignments}"),
            NoticeEvent.DeadlineRecomputed e => new(
                $"第 {e.Number} 项要求因{ReasonZh(e.Reason)}（{e.Published}）重算限期：{BeforeZh(e.Before)}改为 {Day(e.DueAt)}",
                $"The deadline of requirement {e.Number} was counted again, {Reason(e.Reason)} ({e.Published}): "
                + $"{Before(e.Before)}now {Day(e.DueAt)} China time"),
            NoticeEvent.UnitJoined e => new(
                $"{UnitZh(e.Unit)}接办第 {e.Requirement} 项要求", $"{Unit(e.Unit)} does requirement {e.Requirement} from now on"),
            NoticeEvent.Concluded => new("通知所列事项已全部办结", "All that the notice ordered is done with"),
            NoticeEvent.Resumed => new("通知有事项重新办理", "Something that the notice ordered is to be done once more"),
            NoticeEvent.Amended e => new(
                $"通知第 {e.Number} 次变更：{AmendedZh(e)}；新交办 {e.Made} 件，不再办理 {e.NoLonger} 件。{e.Reason}",
                $"The notice was amended ({e.Number}): {Amended(e)}; assignments new: {e.Made}, owed no more: {e.NoLonger}. {e.Reason}"),
            NoticeEvent.CopiesSet e => new($"抄送单位经办理人更正：{string.Join('，', CopiesZh(e))}",
                $"To whom copies go was corrected by an officer: {string.Join(", ", Copies(e))}"),
            NoticeEvent.Copied e => new($"抄送单位 {e.Units} 个", $"Copies went out; units: {e.Units}"),
            NoticeEvent.Withdrawn e => new($"通知撤回：{e.Reason}", $"The notice was withdrawn: {e.Reason}"),
            NoticeEvent.Superseded e => new($"通知废止，由《{e.Title}》{e.DocumentNumber}代替{SaidZh(e.Reason)}",
                $"“{e.Title}” {e.DocumentNumber} took the place of the notice{Said(e.Reason)}"),
            NoticeEvent.Rejected e => new($"退文：{e.Reason}", $"The notice was rejected: {e.Reason}"),

            AssignmentEvent.Dispatched e => new(
                $"向{UnitZh(e.Unit)}交办第 {e.Requirement} 项要求{DueZh(e.DueAt)}",
                $"Requirement {e.Requirement} was assigned to {Unit(e.Unit)}{Due(e.DueAt)}"),
            AssignmentEvent.Acknowledged => new($"{whoseZh}已签收", $"{whose} was acknowledged"),
            AssignmentEvent.ResponsiblePersonNamed e =>
                new($"{whoseZh}已明确专人负责{RoleZh(e.Role)}", $"{whose} has a responsible person now{Role(e.Role)}"),
            AssignmentEvent.ReportSubmitted e =>
                new($"{whoseZh}提交第 {e.Number} 次反馈{FiguresZh(e.Figures)}", $"{whose}: report {e.Number} was submitted{Figures(e.Figures)}"),
            AssignmentEvent.ReportReturned e =>
                new($"{whoseZh}的反馈被退回重办：{e.Reason}", $"{whose}: report {e.Number} was returned: {e.Reason}"),
            AssignmentEvent.ReportAccepted e => new($"{whoseZh}的反馈审核通过", $"{whose}: report {e.Number} was accepted"),
            AssignmentEvent.DeadlineMissed e => new($"{whoseZh}逾期未反馈{DueZh(e.DueAt)}", $"{whose} is late without a report{Due(e.DueAt)}"),
            AssignmentEvent.DeadlineMoved { Origin: DeadlineOrigin.Return or DeadlineOrigin.Reopening } e => new(
                $"{whoseZh}重新办理，限期 {Day(e.DueAt)}", $"{whose} is to be done again by {Day(e.DueAt)} China time"),
            AssignmentEvent.DeadlineMoved { Origin: DeadlineOrigin.Extension } e => new(
                $"{whoseZh}限期延至 {Day(e.DueAt)}", $"{whose} has time until {Day(e.DueAt)} China time"),
            AssignmentEvent.DeadlineMoved { Reason: null } e => new(
                $"{whoseZh}限期改为 {Day(e.DueAt)}", $"{whose} is now due {Day(e.DueAt)} China time"),
            AssignmentEvent.DeadlineMoved e => new(
                $"{whoseZh}因{ReasonZh(e.Reason)}（{e.Calendar}）限期改为 {Day(e.DueAt)}",
                $"{whose} is now due {Day(e.DueAt)} China time, {Reason(e.Reason)} ({e.Calendar})"),
            AssignmentEvent.DeadlineKept e => new(
                $"{whoseZh}已反馈，限期不随{(e.Calendar is null ? "通知变更" : "工作日历")}改变；如退回重办，限期 {Day(e.Instead)}",
                $"{whose} was reported and keeps its deadline; returned, it would be due {Day(e.Instead)} China time"),
            AssignmentEvent.ExtensionRequested e => new($"{whoseZh}申请延期到 {Day(e.DueAt)}：{e.Reason}",
                $"{whose}: more time was asked for, until {Day(e.DueAt)} China time: {e.Reason}"),
            AssignmentEvent.ExtensionGranted e => new($"{whoseZh}的延期申请获准，延至 {Day(e.DueAt)}{SaidZh(e.Reason)}",
                $"{whose}: more time was granted, until {Day(e.DueAt)} China time{Said(e.Reason)}"),
            AssignmentEvent.ExtensionRefused e =>
                new($"{whoseZh}的延期申请未获准：{e.Reason}", $"{whose}: more time was refused: {e.Reason}"),
            AssignmentEvent.Declined e => new(
                $"{whoseZh}被承办单位退回：{e.Reason}{(e.Rather is { } rather ? $"（或应由{UnitZh(rather)}承办）" : "")}",
                $"{whose} was declined: {e.Reason}{(e.Rather is { } other ? $" (it may be {Unit(other)}'s)" : "")}"),
            AssignmentEvent.DeclineRefused e =>
                new($"{whoseZh}退回未获同意，仍由原单位承办：{e.Reason}", $"{whose}: the decline was not accepted: {e.Reason}"),
            AssignmentEvent.Reassigned e => new($"{whoseZh}改派{UnitZh(e.Unit)}承办{SaidZh(e.Reason)}",
                $"{whose} was given to {Unit(e.Unit)} instead{Said(e.Reason)}"),
            AssignmentEvent.Closed => new($"{whoseZh}已销号", $"{whose} was closed"),
            AssignmentEvent.Reopened e => new($"{whoseZh}销号后重新办理：{e.Reason}", $"{whose} was reopened: {e.Reason}"),
            AssignmentEvent.Urged e => new(
                $"{UnitZh(e.By)}催办{whoseZh}{SaidZh(e.Words)}", $"{Unit(e.By)} urged {whose} by hand{Said(e.Words)}"),
            AssignmentEvent.Amended e => new(
                $"{whoseZh}因通知变更：{ChangesZh(e.Changes)}", $"{whose}, for the notice was amended: {Changes(e.Changes)}"),
            AssignmentEvent.Cancelled e => new(
                $"{whoseZh}不再办理，因通知已{CauseZh(e.Cause)}{SaidZh(e.Reason)}",
                $"{whose} is owed no more, for the notice was "
                + $"{Cause(e.Cause)}{Said(e.Reason)}"),

            ReminderPlanEvent.Planned e => new(
                $"已为{UnitZh(e.Unit)}排定提醒，事项 {e.Assignments.Count} 件",
                $"Reminders were planned for {Unit(e.Unit)}; assignments: {e.Assignments.Count}"),
            ReminderPlanEvent.Sent e => new(
                $"{LevelZh(e.Level)}（{StepZh(e.Step)}）发往{UnitZh(e.Audience)}：{Assignment(e.Assignment).Zh}",
                $"{Level(e.Level)} ({Step(e.Step)}) sent to {Unit(e.Audience)}: {Assignment(e.Assignment).En}"),
            ReminderPlanEvent.Suppressed e => new(
                $"{Assignment(e.Assignment).Zh}：{StepZh(e.Step)}一步不提醒，因{ReasonZh(e.Reason)}",
                $"{Assignment(e.Assignment).En}: no reminder {Step(e.Step)}, {Reason(e.Reason)}"),
            ReminderPlanEvent.Escalated e => new(
                $"{Assignment(e.Assignment).Zh}已报{UnitZh(e.To)}（{LevelZh(e.Level)}，{StepZh(e.Step)}）",
                $"{Assignment(e.Assignment).En} was escalated to {Unit(e.To)} ({Level(e.Level)}, {Step(e.Step)})"),
            ReminderPlanEvent.DeadlinePassed e => new(
                $"{Assignment(e.Assignment).Zh}到期未见反馈{DueZh(e.DueAt)}",
                $"{Assignment(e.Assignment).En} fell due without a report{Due(e.DueAt)}"),
            ReminderPlanEvent.NotMissed e =>
                new($"{Assignment(e.Assignment).Zh}到期，无逾期", $"{Assignment(e.Assignment).En} fell due with nothing to miss"),
            ReminderPlanEvent.Followed e =>
                new($"{Assignment(e.Assignment).Zh}有变动，提醒照旧", $"{Assignment(e.Assignment).En} changed; its reminders stay as they are"),
            ReminderPlanEvent.Stopped e => new(
                $"{Assignment(e.Assignment).Zh}停止提醒，因{ReasonZh(e.Reason)}",
                $"{Assignment(e.Assignment).En}: reminders stopped, {Reason(e.Reason)}"),
            ReminderPlanEvent.Revised e =>
                new($"{Assignment(e.Assignment).Zh}恢复提醒{DueZh(e.DueAt)}", $"{Assignment(e.Assignment).En}: reminders go on{Due(e.DueAt)}"),
            ReminderPlanEvent.Rescheduled e => new(
                $"{Assignment(e.Assignment).Zh}因{ReasonZh(e.Reason)}（{e.Published}）改排提醒："
                + string.Join("，", e.Steps.Select(s => $"{StepZh(s.Step)} {Day(s.At)}")),
                $"{Assignment(e.Assignment).En}: reminders were set anew, {Reason(e.Reason)} ({e.Published}): "
                + $"{string.Join(", ", e.Steps.Select(s => $"{Step(s.Step)} {Day(s.At)}"))} China time"),
            ReminderPlanEvent.Delivered e => new(
                $"提醒已送达{UnitZh(e.Queue ?? unit)}（{ChannelZh(e.Channel)}）",
                $"A reminder was delivered to {Unit(e.Queue ?? unit)} ({e.Channel})"),
            ReminderPlanEvent.DeadLettered e => new(
                $"提醒未能送达{(e.Queue is null ? "" : UnitZh(e.Queue))}（{ChannelZh(e.Channel)}）：{ReasonZh(e.Reason)}",
                $"A reminder could not be delivered{(e.Queue is null ? "" : $" to {Unit(e.Queue)}")} ({e.Channel}): {Reason(e.Reason)}"),
            ReminderPlanEvent.Withdrawn e => new(
                $"提醒未发出即撤回，因{ReasonZh(e.Reason)}", $"A reminder was withdrawn before it left, {Reason(e.Reason)}"),
            ReminderPlanEvent.UnitTold { Kind: NewsKind.Withdrawal } e =>
                new($"已告知{UnitZh(e.Unit)}：通知不再要求办理", $"{Unit(e.Unit)} was told that the notice orders nothing any more"),
            ReminderPlanEvent.UnitTold { Kind: NewsKind.Urging, Assignment: { } urged } e => new(
                $"对{UnitZh(e.Unit)}的催办已写入收件箱：{Assignment(urged).Zh}",
                $"The urging was written to the inbox of {Unit(e.Unit)}: {Assignment(urged).En}"),
            ReminderPlanEvent.UnitTold { Assignment: { } told } e => new(
                $"已告知{UnitZh(e.Unit)}：{Assignment(told).Zh}{NewsZh(e.Kind)}",
                $"{Unit(e.Unit)} was told of {Assignment(told).En}: {News(e.Kind)}"),
            ReminderPlanEvent.UnitTold { Kind: NewsKind.Copy } e => new($"已抄送{UnitZh(e.Unit)}", $"{Unit(e.Unit)} got a copy of the notice"),
            ReminderPlanEvent.UnitTold e =>
                new($"已告知{UnitZh(e.Unit)}：所抄送的{NewsZh(e.Kind)}", $"{Unit(e.Unit)} was told of its copy: {News(e.Kind)}"),
            ReminderPlanEvent.MessageRead => new("消息已读", "A message was read"),
            ChannelEvent.Configured e => new(
                $"{UnitZh(e.Unit)}{(e.Subtree ? "及其下级" : "")}改由{ChannelZh(e.Kind)}接收",
                $"Messages for {Unit(e.Unit)}{(e.Subtree ? " and those below" : "")} now go by {e.Kind}"),

            UnitEvent.Established e => new($"设立单位{e.Name}（{e.Code}）", $"The unit {e.Name} ({e.Code}) was established"),
            UnitEvent.Renamed e => new($"单位 {unit} 更名为{e.Name}", $"The unit {unit} was renamed {e.Name}"),
            UnitEvent.Reclassified e =>
                new($"{UnitZh(unit)}改为{LevelZh(e.Level)}、{e.Kind}类", $"{Unit(unit)} is now of level {Level(e.Level)} and kind {e.Kind}"),
            UnitEvent.Moved e => new(
                $"{UnitZh(unit)}改隶{(e.Parent is null ? "顶层" : UnitZh(e.Parent))}",
                $"{Unit(unit)} was moved to {(e.Parent is null ? "the top" : Unit(e.Parent))}"),
            UnitEvent.AliasAdded e => new($"{UnitZh(unit)}又称“{e.Alias}”", $"{Unit(unit)} is also called “{e.Alias}”"),
            UnitEvent.AliasRemoved e => new($"{UnitZh(unit)}不再称“{e.Alias}”", $"{Unit(unit)} is no longer called “{e.Alias}”"),
            UnitEvent.UpstreamSet e => new(
                $"{UnitZh(unit)}的上游系统{(e.MayIssue ? "可以" : "不再可以")}答复并印发通知",
                $"Upstream systems of {Unit(unit)} may {(e.MayIssue ? "answer and issue" : "no longer answer and issue")} notices"),
            GrantEvent.Recorded e => new(
                $"授权{UnitZh(e.Issuer)}向{UnitZh(e.Below)}以下的{e.Kind}发文，{e.From:yyyy-MM-dd} 起{UntilZh(e.Until)}",
                $"{Unit(e.Issuer)} may order units of kind {e.Kind} below {Unit(e.Below)} from {e.From:yyyy-MM-dd}{Until(e.Until)}"),
            DelegationEvent.Given e => new(
                $"{UnitZh(e.Unit)}授权他人代行{RolesZh(e.Roles)}职责，{e.From:yyyy-MM-dd} 至 {e.Until:yyyy-MM-dd}{SaidZh(e.Reason)}",
                $"{Unit(e.Unit)}: another acts as {RolesOf(e.Roles)}, {e.From:yyyy-MM-dd} to {e.Until:yyyy-MM-dd}{Said(e.Reason)}"),
            DelegationEvent.Ended => new("代办授权提前结束", "A delegation was ended before its last day"),
            DirectoryEvent.Changed e => new(
                $"名录更新：单位 {e.Units} 个，授权 {e.Grants} 项", $"A version of the directory; units changed: {e.Units}, grants: {e.Grants}"),
            WorkingCalendarEvent.Published e => new($"公布 {e.Year} 年工作日历", $"The working calendar of {e.Year} was published"),
            WorkingCalendarEvent.Amended e => new(
                $"工作日历调整：放假 {e.Holidays.Count} 天，调休上班 {e.Workdays.Count} 天",
                $"The working calendar was amended; days off: {e.Holidays.Count}, make-up workdays: {e.Workdays.Count}"),

            AccessEvent.Recorded { LedgerSize: null } e => new($"审计查阅 {e.Path}", $"An auditor asked for {e.Path}"),
            AccessEvent.Recorded e =>
                new($"审计查阅 {e.Path}，当时账本 {e.LedgerSize} 条", $"An auditor asked for {e.Path}; the ledger had {e.LedgerSize} entries"),
            AccessEvent.Refused e => new($"无权查阅 {e.Path}，已拒绝", $"A call was refused: {e.Method} {e.Path}"),
            AccessEvent.RefusalsSummed e => new(
                $"同一小时内又拒绝查阅 {e.Calls} 次，最后一次在 {Day(e.LastAt)}：{e.Path}",
                $"Further calls refused in that hour: {e.Calls}, the last at {Day(e.LastAt)} China time: {e.Method} {e.Path}"),
            LedgerEvent.EpochBegun e => new(
                $"账本自第 {e.FromPage} 页起重新接收 {e.Source} 的记录（第 {e.Epoch} 纪元）：{e.Reason}",
                $"The ledger takes {e.Source} anew from page {e.FromPage}, as epoch {e.Epoch}: {e.Reason}"),
            OperatorEvent.MessagesRetried e => new(
                $"运维重新处理队列 {e.Queue} 的消息 {e.Count} 条：{e.Reason}", $"Messages of {e.Queue} were tried again: {e.Count}. {e.Reason}"),
            OperatorEvent.MessagesDiscarded e => new(
                $"运维丢弃队列 {e.Queue} 的消息 {e.Count} 条：{e.Reason}", $"Messages of {e.Queue} were dropped: {e.Count}. {e.Reason}"),
            OperatorEvent.DeliveriesResent e => new(
                $"运维重发{UnitZh(e.Unit)}及以下未送达的消息 {e.Count} 条：{e.Reason}",
                $"Dead deliveries to {Unit(e.Unit)} and below wait again: {e.Count}. {e.Reason}"),
            _ => Words.Wordless(type),
        };
    }

    private void Learn(Guid stream, object @event)
    {
        if (@event is AssignmentEvent.Dispatched dispatched)
            _assignments[stream] = (dispatched.Requirement, dispatched.Unit);
        if (@event is ReminderPlanEvent.Planned planned)
        {
            foreach (var assignment in planned.Assignments)
                _assignments[assignment.Assignment] = (assignment.Requirement, planned.Unit);
        }
    }

    private string AmendedZh(NoticeEvent.Amended e) => string.Join("，", new[]
    {
        Numbers("增加", e.Added), Numbers("修改", e.Changed), Numbers("取消", e.Dropped),
        e.UnitsAdded is [] ? "" : $"增发{string.Join("、", e.UnitsAdded.Select(UnitZh))}",
        e.UnitsRemoved is [] ? "" : $"不再发{string.Join("、", e.UnitsRemoved.Select(UnitZh))}",
    }.Where(part => part.Length > 0));

    private string Amended(NoticeEvent.Amended e) => string.Join("; ", new[]
    {
        Numbers("requirements added: ", e.Added), Numbers("changed: ", e.Changed), Numbers("dropped: ", e.Dropped),
        e.UnitsAdded is [] ? "" : $"also to {string.Join(", ", e.UnitsAdded.Select(Unit))}",
        e.UnitsRemoved is [] ? "" : $"no more to {string.Join(", ", e.UnitsRemoved.Select(Unit))}",
    }.Where(part => part.Length > 0));

    private static string Numbers(string what, IReadOnlyList<int> numbers) => numbers is [] ? ""
        : what + (char.IsAscii(what[0]) ? string.Join(", ", numbers) : $"第 {string.Join("、", numbers)} 项要求");

    private static string SaidZh(string? reason) => reason is null ? "" : $"：{reason}";

    private static string Said(string? reason) => reason is null ? "" : $": {reason}";

    private (string Zh, string En) Assignment(Guid id) => _assignments.TryGetValue(id, out var known)
        ? ($"{UnitZh(known.Unit)}第 {known.Requirement} 项要求", $"Requirement {known.Requirement} of {Unit(known.Unit)}")
        : ("该事项", "The assignment");

    private string UnitsZh(NoticeEvent.RequirementCorrected e) =>
        Named(e).Select(UnitZh).ToList() is { Count: > 0 } units ? string.Join("、", units) : "不单独指定";

    private string UnitsOf(NoticeEvent.RequirementCorrected e) =>
        Named(e).Select(Unit).ToList() is { Count: > 0 } units ? string.Join(", ", units) : "nobody in particular";

    private IEnumerable<string> CopiesZh(NoticeEvent.CopiesSet e) =>
        e.Added.Select(code => $"增加{UnitZh(code)}").Concat(e.Removed.Select(code => $"不送{UnitZh(code)}"));

    private IEnumerable<string> Copies(NoticeEvent.CopiesSet e) =>
        e.Added.Select(code => $"also {Unit(code)}").Concat(e.Removed.Select(code => $"not {Unit(code)}"));

    private static IEnumerable<string> Named(NoticeEvent.RequirementCorrected e) =>
        (e.Joint ?? []).Prepend(e.Lead).OfType<string>().Where(code => code.Length > 0);

    private string UnitZh(string? code) => Known(code) is { } name ? $"{name}（{code}）" : code ?? "该单位";

    private string Unit(string? code) => Known(code) is { } name ? $"{name} ({code})" : code ?? "the unit";

    private string? Known(string? code) => code is null ? null : names.GetValueOrDefault(code);
}
