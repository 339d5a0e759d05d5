-- Deadlines are judged by their owner: nothing wakes at the due instant itself any more.
delete from step where step = 'deadline';
delete from step_before where step = 'deadline';

-- What a reminder rests on, looked at again before it leaves: the assignment and its deadline, until when its words hold (business time),
-- and when the owner was asked (wall time). Null for news, which hold.
alter table delivery
    add column assignment uuid,
    add column deadline_version integer,
    add column valid_until timestamptz,
    add column asked_at timestamptz;

-- Reminders that wait were decided without asking.
update delivery d
set assignment = i.assignment, asked_at = 'epoch', valid_until = '2200-01-01',
    deadline_version = (select max(s.deadline_version) from step s
        where s.assignment = i.assignment and s.step = i.step and s.outcome = 'sent')
from inbox i
where i.id = d.id and i.step is not null and d.state = 'waiting';

-- A message that was not sent, because what it says was no longer so: it stands in the inbox as withdrawn.
alter table inbox add column withdrawn_at timestamptz, add column withdrawn_for text;
