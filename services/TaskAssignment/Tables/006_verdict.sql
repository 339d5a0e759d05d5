-- The verdict on the deadline in force: pending, met or missed; null for an undated assignment. Before, a board only knew whether any
-- deadline had been missed, and deadlines were judged by who reminds.
alter table board add column verdict text, add column moved_at timestamptz;

-- A report of the version in force met it, or was late for it; what has no report waits for its verdict.
do $$
begin
    if to_regclass('mt_events') is not null then
        with told as (
            select stream_id, max(version) filter (where type = 'assignment.report-submitted.v1') as report,
                max(version) filter (where type = 'assignment.deadline-moved.v1') as moved,
                max(version) filter (where type = 'assignment.deadline-missed.v1') as missed
            from mt_events
            where type in ('assignment.report-submitted.v1', 'assignment.deadline-moved.v1', 'assignment.deadline-missed.v1')
            group by stream_id)
        update board b
        set verdict = case
            when told.missed > coalesce(told.moved, 0) then 'missed'
            when told.report > coalesce(told.moved, 0) then 'met'
            else 'pending' end
        from board own left join told on told.stream_id = own.assignment
        where own.assignment = b.assignment and b.due_at is not null;
    end if;
end $$;

alter table board drop column missed;

create index board_pending on board (due_at) where verdict = 'pending';

-- This service counts working days now: calendars published before are asked for again.
update unit_tree_revision set directory_asked_at = null;
