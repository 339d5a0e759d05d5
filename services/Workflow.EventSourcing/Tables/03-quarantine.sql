-- What a loop, the relay or a reader set aside, because it threw: the others go on, and it is tried again by itself. next_at is wall time.
-- class: bookkeeping, what cannot be read or done for now
create table quarantine
(
    place    text        not null,
    item     uuid        not null,
    -- Of the stream's event that cannot be read, where that is the reason.
    version  bigint,
    type     text,
    reason   text        not null,
    attempts integer     not null default 1,
    since    timestamptz not null default clock_timestamp(),
    next_at  timestamptz not null,
    primary key (place, item)
);

create index quarantine_next on quarantine (next_at);
