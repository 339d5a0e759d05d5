namespace NoticeIssuance.Notices;

/// <summary>The acts on a notice: who may, and in which state something would come of it.</summary>
internal static class NoticeActs
{
    public static readonly ActRule<NoticeFile> Answer = new("answer", IsOpen, (Roles.Officer, Reach.Own), (Roles.Upstream, Reach.Own));

    public static readonly ActRule<NoticeFile> Issue = new("issue", file => IsOpen(file) && !file.Facts.OpenQuestions().Any(),
        (Roles.Officer, Reach.Own), (Roles.Upstream, Reach.Own));

    public static readonly ActRule<NoticeFile> Reject = new("reject", IsOpen, (Roles.Officer, Reach.Own));

    /// <summary>撤回.</summary>
    public static readonly ActRule<NoticeFile> Withdraw = new("withdraw", IsInForce, (Roles.Officer, Reach.Own));

    /// <summary>废止.</summary>
    public static readonly ActRule<NoticeFile> Supersede = new("supersede", IsInForce, (Roles.Officer, Reach.Own));

    /// <summary>变更.</summary>
    public static readonly ActRule<NoticeFile> Amend = new("amend", file => file.State is Notice.Issued, (Roles.Officer, Reach.Own));

    /// <summary>抄送.</summary>
    public static readonly ActRule<NoticeFile> Copy = new("copy", file => IsOpen(file) || IsInForce(file), (Roles.Officer, Reach.Own));

    public static readonly ActRule<NoticeFile> Approve = new("approve", IsOpen, (Roles.Officer, Reach.OwnAndBelow));

    public static readonly ActRule<NoticeFile> Agree = new("agree", IsOpen, (Roles.Officer, Reach.Own));

    /// <summary>What the caller may do with the notice now, by name.</summary>
    public static IReadOnlyList<string> Allowed(NoticeFile file, Caller caller, DirectoryView directory) =>
    [
        .. new[] { Answer, Issue, Reject, Amend, Withdraw, Supersede, Copy }.Where(act =>
            act.Allows(file, caller, directory.Units, file.IssuingUnit)
            && act.Table.For(caller, directory.Units).Any(rule => MayAs(rule.Role, caller.Unit, directory.Units))).Select(act => act.Name),
        .. new[] { (Approve, true), (Agree, false) }.Where(consent => IsOpen(file) && caller.Has(Roles.Officer)
            && BeyondAuthority.Consent(file, caller.Unit, consent.Item2, directory).Events.Count > 0).Select(consent => consent.Item1.Name),
    ];

    /// <summary>Upstream systems answer and issue where their unit's operator lets them.</summary>
    public static bool MayAs(string role, string unit, UnitSnapshot tree) =>
        role != Roles.Upstream || tree.Find(unit) is { UpstreamMayIssue: true };

    /// <summary>Why nothing is changed any more in what the notice asks for; null while it is open.</summary>
    public static Refused? Over(Notice state) => state switch
    {
        Notice.Issued or Notice.Concluded => new("notice-issued", "The notice is issued; what it asks for is not changed any more."),
        Notice.Withdrawn => new("notice-withdrawn", "The notice was withdrawn."),
        Notice.Superseded s => new("notice-superseded", $"Notice {s.By.By} took the place of this one."),
        Notice.Rejected => new("notice-rejected", "The notice was sent back."),
        _ => null,
    };

    /// <summary>Why a reason is none; null where it is one.</summary>
    /// <param name="reason">As it was given.</param>
    /// <param name="longest">In characters.</param>
    public static Unusable? Unfit(string? reason, int longest) => string.IsNullOrWhiteSpace(reason) || reason.Length > longest
        ? new("reason-missing", $"A reason of 1 to {longest} characters is needed.", [new("$.reason", "Say why.")]) : null;

    private static bool IsInForce(NoticeFile file) => file.State is Notice.Issued or Notice.Concluded;

    private static bool IsOpen(NoticeFile file) => file.State is Notice.Received;
}
