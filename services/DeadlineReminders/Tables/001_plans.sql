-- What messages to branches say of a notice and of its requirements.
-- class: replica, made again from AssignmentsDispatched, which carries the heads of notices
create table notice
(
    id              uuid        primary key,
    issuing_unit    text        not null,
    title           text        not null,
    document_number text,
    issued_at       timestamptz not null
);

-- class: replica, made again from AssignmentsDispatched, which carries the requirements
create table requirement
(
    notice uuid    not null,
    number integer not null,
    title  text    not null,
    quote  text    not null,
    primary key (notice, number)
);

-- The lock of a reminder plan, and the version of its stream; 0 = locked before the stream began.
-- class: read model, made again from plan streams
create table plan
(
    id      uuid   primary key,
    notice  uuid   not null,
    unit    text   not null,
    version bigint not null default 0
) with (fillfactor = 80);

-- An assignment within its plan: what a step is decided on when it falls due.
-- class: read model, made again from plan streams
create table item
(
    assignment         uuid    primary key,
    plan               uuid    not null,
    requirement        integer not null,
    due_at             timestamptz,
    deadline_version   integer not null,
    assignment_version bigint  not null,
    stopped            text,
    deadline_passed    boolean not null default false,
    -- Steps lack an instant, because a year's working calendar is not published.
    waits_for_calendar boolean not null default false
);

create index item_waits_for_calendar on item (plan) where waits_for_calendar;

-- A change that arrived before the assignment was planned: the one with the highest version.
-- class: replica, made again from AssignmentChanged, until the assignment's chunk comes
create table early_change
(
    assignment uuid   primary key,
    version    bigint not null,
    change     jsonb  not null
);

-- Wake-ups: the ladder's steps, and 'deadline' for the due instant itself. outcome is null while pending.
-- class: read model, made again from plan streams
create table step
(
    assignment       uuid        not null,
    deadline_version integer     not null,
    step             text        not null,
    plan             uuid        not null,
    lane             smallint    not null,
    due_at           timestamptz not null,
    outcome          text,
    decided_at       timestamptz,
    primary key (assignment, deadline_version, step)
);

create index step_due on step (lane, due_at, plan) where outcome is null;
create index step_pending on step (plan, due_at) where outcome is null;

-- What each lane's trigger is set to: the business instant, and the wall instant that was at that time. Its row is the lock of setting it.
-- class: bookkeeping, what Quartz is set to
create table lane
(
    lane     smallint primary key,
    due_at   timestamptz,
    wakes_at timestamptz
);

insert into lane (lane) values (0), (1), (2), (3);
