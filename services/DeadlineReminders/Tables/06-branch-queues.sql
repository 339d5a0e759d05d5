-- A message is delivered to each queue that takes it, on its own: what one queue does not confirm holds up no other.
alter table delivery add column queue text;
update delivery set queue = unit;
alter table delivery alter column queue set not null, drop constraint delivery_id_key, add unique (id, queue);
drop index delivery_waiting;
create index delivery_waiting on delivery (queue, sequence) where state = 'waiting';

-- What waits goes where its exchange would have brought it.
do $$
begin
    if to_regclass('unit_tree') is not null then
        create temporary table taken on commit drop as
            with recursive above as (
                select distinct unit, unit as queue, 0 as steps from delivery where state = 'waiting'
                union all
                select a.unit, t.parent, a.steps + 1 from above a join unit_tree t on t.code = a.queue
                where t.parent is not null and a.steps < 30)
            select distinct a.unit, a.queue from above a join channel c on c.unit = a.queue
            where c.kind = 'queue' and (c.subtree or a.queue = a.unit);
        insert into delivery (id, plan, unit, queue, attempts, reason, assignment, deadline_version, valid_until, asked_at)
        select d.id, d.plan, d.unit, t.queue, d.attempts, d.reason, d.assignment, d.deadline_version, d.valid_until, d.asked_at
        from delivery d join taken t on t.unit = d.unit and t.queue <> d.unit where d.state = 'waiting' order by d.sequence;
        delete from delivery d where d.state = 'waiting' and d.queue = d.unit and exists (select from taken t where t.unit = d.unit)
            and not exists (select from taken t where t.unit = d.unit and t.queue = d.unit);
        drop table taken;
    end if;
end $$;

-- What is declared is looked at, not remembered.
drop table channel_binding;

-- The broker's own salted hash of the password of a unit's user, so that an empty broker gets the same user again.
-- class: bookkeeping, what the broker knows of passwords; where it is lost the unit gets another password
create table branch_user
(
    unit          text primary key,
    password_hash text not null
);

-- Queues of units that do not work now: found by 'delivery' (and then nothing goes to them but a message that tries), or by a 'look' at the
-- broker. next_at is wall time: when it is tried again.
-- class: bookkeeping, what does not work now
create table queue_standing
(
    unit     text        not null,
    found_by text        not null,
    reason   text        not null,
    detail   text,
    holds    boolean     not null,
    attempts integer     not null default 1,
    since    timestamptz not null default clock_timestamp(),
    next_at  timestamptz not null default clock_timestamp(),
    primary key (unit, found_by)
);
