-- What is due of a lane is read in this order, as far as it is taken up: with the assignment in the index nothing is left to be sorted.
drop index step_due;
create index step_due on step (lane, due_at, plan, assignment) where outcome is null;

-- What got a part of its steps from one calendar, and waits for the next year's, did not say so any more.
update item i set waits_for_calendar = true
where not waits_for_calendar and due_at is not null
    and (select count(*) from step s where s.assignment = i.assignment and s.deadline_version = i.deadline_version) < 8;
