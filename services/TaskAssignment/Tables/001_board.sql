-- The board: one row an assignment, written in the transaction of its events. Everything in it can be rebuilt from them.
-- class: read model, made again from the assignments' streams
create table board
(
    assignment       uuid        primary key,
    version          bigint      not null,
    notice           uuid        not null,
    requirement      integer     not null,
    unit             text        not null,
    occurrence       text,
    issuing_unit     text        not null,
    part             text        not null,
    state            text        not null,
    due_at           timestamptz,
    deadline_version integer     not null,
    missed           boolean     not null,
    -- Of the report that stands; empty when there is none or it was returned.
    figures          jsonb       not null
);

-- Not unique on purpose: coverage counts what is there, it does not rest on what an index forbids.
create index on board (notice, requirement, unit);
create index on board (unit, coalesce(due_at, 'infinity'), assignment);
create index on board (issuing_unit, coalesce(due_at, 'infinity'), assignment);
