-- The ledger's size. Whoever appends locks this row first: positions are given by one writer at a time, and a reader sees a prefix.
-- class: read model, made again from the entries, whose last position it is
create table ledger
(
    only_row boolean primary key default true check (only_row),
    size     bigint  not null
);
insert into ledger (size) values (0);

-- How far each service's pages have come. moved_at and asked_at are wall time.
-- class: bookkeeping
create table source
(
    source     text        primary key,
    page       bigint      not null default 0,
    ordinal    bigint      not null default 0,
    moved_at   timestamptz not null default now(),
    asked_at   timestamptz,
    asked_page bigint,
    fault      text
);
insert into source (source) values ('notices'), ('assignments'), ('reminders'), ('audit'), ('directory');

-- Pages that came before those they follow.
-- class: replica, made again from the pages, which are asked for again
create table early_page
(
    source        text   not null references source,
    number        bigint not null,
    first_ordinal bigint not null,
    last_ordinal  bigint not null,
    entries       text[] not null,
    primary key (source, number)
);

-- The pages appended: where each lies and what time it spans, which finds an interval of time without an index of every entry's.
-- class: ledger
create table page
(
    source         text        not null,
    number         bigint      not null,
    first_position bigint      not null,
    last_position  bigint      not null,
    earliest       timestamptz not null,
    latest         timestamptz not null,
    appended_at    timestamptz not null default now(),
    primary key (source, number)
);

-- Whom a stream is about, as its first event says; and how long it is.
-- class: read model, made again from the entries
create table stream
(
    source  text   not null collate "C",
    stream  uuid   not null,
    version bigint not null,
    notice  uuid,
    unit    text   collate "C",
    primary key (source, stream)
) with (fillfactor = 80);

-- The entries, in the order received. bytes is what counts; the other columns are taken from it, for search.
-- class: ledger
create table entry
(
    position       bigint      primary key,
    source         text        not null collate "C",
    ordinal        bigint      not null,
    id             uuid        not null,
    stream         uuid        not null,
    version        bigint      not null,
    type           text        not null collate "C",
    recorded_at    timestamptz not null,
    actor          text        collate "C",
    correlation_id text,
    notice         uuid,
    unit           text        collate "C",
    bytes          bytea       not null,
    unique (source, ordinal)
);
create index on entry (stream, position);
create index on entry (notice, position) where notice is not null;
create index on entry (unit, position) where unit is not null;
create index on entry (type, position);
create index on entry (actor, position);
