-- Notices that were withdrawn, or whose place another took.
-- class: replica, made again from NoticeWithdrawn
create table withdrawal
(
    notice uuid  primary key,
    body   jsonb not null
);

-- Whether all that a notice ordered is done with is asked each time something of it comes to its end.
create index board_not_over on board (notice, assignment) where state not in ('closed', 'reassigned', 'cancelled');

-- What was closed and is to be reported on once more waits for a verdict as what was returned does.
drop index board_pending;
create index board_pending on board (due_at) where verdict = 'pending' and state in ('dispatched', 'acknowledged', 'returned', 'reopened');
drop index board_overdue;
create index board_overdue on board (due_at) where verdict = 'missed' and state in ('dispatched', 'acknowledged', 'returned', 'reopened');
