-- Calls refused to a caller in an hour, without the first, which is an event; taken away when the event of their sum is stored.
-- hour (its beginning, of UTC) and last_at are business time; roles, method and path are those of the last call.
-- class: bookkeeping
create table refusal
(
    person  text        not null,
    unit    text        not null,
    hour    timestamptz not null,
    roles   text        not null,
    calls   bigint      not null,
    method  text        not null,
    path    text        not null,
    last_at timestamptz not null,
    primary key (person, unit, hour)
);
