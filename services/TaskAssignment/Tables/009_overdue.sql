-- How many are overdue is counted every few seconds, of whatever is on the board.
create index board_overdue on board (due_at) where verdict = 'missed' and state in ('dispatched', 'acknowledged', 'returned');
