using Workflow.Contracts.Notices.V1;

namespace DeadlineReminders.Plans;

/// <summary>Table <c>notice</c>: what messages and lists say of a notice, whichever message about it comes first.</summary>
internal static class NoticeHeads
{
    /// <summary>Adds one statement.</summary>
    public static Sql KeepNotice(this Sql sql, NoticeHead head) => sql.Add(
        """
        insert into notice (id, issuing_unit, title, document_number, issued_at) values ($1, $2, $3, $4, $5) on conflict do nothing
        """, head.Notice, head.IssuingUnit, head.Title, head.DocumentNumber, head.IssuedAt);
}
