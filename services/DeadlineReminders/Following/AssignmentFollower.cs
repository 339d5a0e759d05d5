using DeadlineReminders.Messages;
using DeadlineReminders.Rows;
using Workflow.Contracts.Assignments.V1;

namespace DeadlineReminders.Following;

/// <summary>Takes up what an assignment has come to, whether its owner told of it or was asked.</summary>
internal sealed class AssignmentFollower(MessageWriter writer, UnitTree tree)
{
    /// <summary>Appends what follows; a change that is no newer than what was seen means nothing.</summary>
    /// <param name="changes">The plan is locked; the item and its pending steps are loaded.</param>
    /// <param name="plan">As it stands among the changes.</param>
    /// <param name="change">The assignment's present state.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="causation">The message that told of it; null = the transaction's.</param>
    public async Task FollowAsync(PlanChanges changes, PlanRow plan, AssignmentChanged change, CancellationToken ct,
        Guid? causation = null)
    {
        var item = changes.Rows.Items[change.Assignment];
        if (change.Version <= item.AssignmentVersion)
            return;
        var isMoved = change.DeadlineVersion > item.DeadlineVersion;
        var calendars = isMoved ? await PublishedCalendars.HoldAsync(changes.Transaction.Transaction, ct) : WorkingCalendars.None;
        var pending = changes.Rows.Pending(change.Assignment).Select(step => step.Wake.Step);
        var news = isMoved && !change.ToldApart && change.DueAt is not null && FollowAssignment.ReasonToStop(change.State) is null
            ? await NewsAsync(changes.Transaction, change, item.DueAt, ct) : null;
        if (news is not null)
            changes.Messages.Add(news);
        changes.Append(plan, FollowAssignment.Follow(item.Item, change, pending, calendars, changes.Transaction.Now)
            .Select(e => e is ReminderPlanEvent.Revised revised ? revised with { Sha256 = news?.Sha256 } : e), causation);
    }

    /// <summary>What owners of before told with the change; such a message may lie in the queue while services are renewed.</summary>
    private async Task<BranchMessage> NewsAsync(StreamTransaction transaction, AssignmentChanged change, DateTimeOffset? before,
        CancellationToken ct)
    {
        var matter = (await transaction.Sql(
            """
            select n.document_number, n.title, r.title, r.quote from notice n join requirement r on r.notice = n.id
            where n.id = $1 and r.number = $2
            """, change.Notice, change.Requirement).FirstAsync(row => new Matter(change.Notice, row.Text(0), row.GetString(1),
                change.Requirement, row.GetString(2), row.GetString(3), change.Unit, change.DueAt), ct))!;
        var news = new UnitNews(Ids.DeadlineMessage(change.Notice, change.Assignment, change.DeadlineVersion),
            change.ReturnedFor is null ? NewsKind.Deadline : NewsKind.Return, change.Assignment, change.Requirement, change.Unit,
            transaction.Now, change.DueAt, before, change.ReturnedFor);
        var unit = tree.Now.ShortNameOf(change.Unit);
        return writer.News(news, matter, Wording.News(news, matter, unit, owing: unit));
    }
}
