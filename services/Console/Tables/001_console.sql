-- What a person who is signed in carries, sealed; the cookie holds the id alone.
-- class: bookkeeping
create table ticket
(
    id         text        primary key,
    sealed     bytea       not null,
    expires_at timestamptz not null
);

create index on ticket (expires_at);

-- The keys that seal, as their library writes them; sealed themselves by a certificate where one is set.
-- class: bookkeeping
create table sealing_key
(
    name text not null primary key,
    xml  text not null
);

-- A form that came when nobody was signed in any more, sealed, for the hour after.
-- class: bookkeeping
create table kept_form
(
    id         text        primary key,
    sealed     bytea       not null,
    expires_at timestamptz not null
);

create index on kept_form (expires_at);
