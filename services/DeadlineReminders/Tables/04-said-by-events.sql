-- From here on events say what rows alone said: the hash of every message's words, the instants of decisions, receipts, the version of an
-- assignment that was seen, a deadline that was not missed. What rows had said before is kept as it stood, so that the rows can be made
-- again from events that do not say it.

-- The words of messages, by the message's id, so that those of a notice lie together.
-- class: content by hash, named by its SHA-256 in plan streams (those of older events: message_before)
create table message_body
(
    id   uuid primary key,
    body text not null
);

insert into message_body (id, body) select id, body from inbox order by id;

-- class: bookkeeping, written by this script alone: the place, hash and instants of messages whose events do not name them
create table message_before
(
    id         uuid        primary key,
    unit       text        not null,
    plan       uuid        not null,
    assignment uuid        not null,
    step       text,
    sha256     bytea       not null,
    written_at timestamptz not null,
    position   bigint      not null,
    receipt_at timestamptz
);

insert into message_before (id, unit, plan, assignment, step, sha256, written_at, position, receipt_at)
select id, unit, plan, assignment, step, sha256(convert_to(body, 'UTF8')), written_at, position, receipt_at from inbox order by id;

create index message_before_assignment on message_before (assignment);

-- class: bookkeeping, written by this script alone: steps that were decided when events named no instants
create table step_before
(
    assignment       uuid        not null,
    deadline_version integer     not null,
    step             text        not null,
    plan             uuid        not null,
    due_at           timestamptz not null,
    outcome          text        not null,
    decided_at       timestamptz not null,
    primary key (assignment, deadline_version, step)
);

insert into step_before (assignment, deadline_version, step, plan, due_at, outcome, decided_at)
select assignment, deadline_version, step, plan, due_at, outcome, decided_at from step where outcome is not null;

-- class: bookkeeping, written by this script alone: versions of assignments that were followed without an event
create table item_before
(
    assignment         uuid   primary key,
    assignment_version bigint not null
);

insert into item_before (assignment, assignment_version) select assignment, assignment_version from item;

alter table inbox add column sha256 bytea;
update inbox set sha256 = b.sha256 from message_before b where b.id = inbox.id;
alter table inbox alter column sha256 set not null, drop column body;

-- A plan has a row as long as it has events.
delete from plan where version = 0;

-- class: bookkeeping, what the broker's queues are bound by now
create table channel_binding
(
    unit text primary key,
    path text not null
);

insert into channel_binding (unit, path) select unit, bound_path from channel where bound_path is not null;
alter table channel drop column bound_path;
