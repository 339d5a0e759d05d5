-- Answers kept for repeated requests. status is null while the first one is under way.
-- class: bookkeeping
create table idempotency
(
    unit         text        not null,
    key          text        not null,
    request_hash bytea       not null,
    status       integer,
    headers      jsonb,
    body         bytea,
    created_at   timestamptz not null default now(),
    primary key (unit, key)
);
