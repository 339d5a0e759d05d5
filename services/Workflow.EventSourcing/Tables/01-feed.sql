-- How far each consumer of the feed has come.
-- class: bookkeeping
create table if not exists event_feed
(
    consumer   text        primary key,
    position   bigint      not null,
    updated_at timestamptz not null default now()
);

-- Which events form each page for the ledger. Stored before anything of it is sent.
-- class: bookkeeping
create table if not exists event_page
(
    number        bigint      primary key,
    first_ordinal bigint      not null,
    last_ordinal  bigint      not null,
    from_seq      bigint      not null,
    to_seq        bigint      not null,
    confirmed_at  timestamptz
);

create index if not exists event_page_unconfirmed on event_page (number) where confirmed_at is null;
