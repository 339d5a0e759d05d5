-- Every message to a unit, numbered 1, 2, 3 … a unit without a gap.
-- class: read model, made again from plan streams
create table inbox
(
    unit       text        not null,
    position   bigint      not null,
    id         uuid        not null unique,
    plan       uuid        not null,
    assignment uuid        not null,
    step       text,
    body       text        not null,
    written_at timestamptz not null,
    receipt_at timestamptz,
    primary key (unit, position)
);

create index inbox_assignment on inbox (assignment);

-- class: read model, made again from plan streams
create table inbox_position
(
    unit text   primary key,
    last bigint not null
) with (fillfactor = 50);

-- What leaves by the broker, besides lying in the inbox. next_at is wall time: a claim is a lease.
-- class: bookkeeping, deliveries under way and done
create table delivery
(
    sequence   bigint generated always as identity primary key,
    id         uuid        not null unique,
    plan       uuid        not null,
    unit       text        not null,
    state      text        not null default 'waiting',
    attempts   integer     not null default 0,
    next_at    timestamptz not null default clock_timestamp(),
    reason     text,
    settled_at timestamptz
);

create index delivery_waiting on delivery (sequence) where state = 'waiting';
create index delivery_dead on delivery (sequence) where state = 'dead';

-- How units want to be reached; bound_path is the routing key their queue is bound by now.
-- class: read model, made again from channel streams
create table channel
(
    unit       text    primary key,
    kind       text    not null,
    subtree    boolean not null,
    bound_path text
);
