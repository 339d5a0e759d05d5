-- The request for more time that is not decided.
alter table board add column extension integer;

-- What waits for its assigner: requests for more time, and what was declined.
create index board_to_decide on board (due_at) where extension is not null or state = 'declined';

-- What is declined or another unit's waits for no verdict.
drop index board_pending;
create index board_pending on board (due_at) where verdict = 'pending' and state in ('dispatched', 'acknowledged', 'returned');
