-- Whether the unit's upstream systems may answer and issue.
alter table unit_tree add column upstream_may_issue boolean not null default false;

-- The standing grants, by the highest version heard of. Days are inclusive.
-- class: replica, made again from UnitChanged, which DirectoryRequested asks for
create table unit_grant
(
    issuer   text   not null,
    kind     text   not null,
    below    text   not null,
    from_day date   not null,
    until    date,
    version  bigint not null,
    primary key (issuer, kind, below)
);

-- Parts of versions of the directory that are not whole yet, or follow one that is not.
-- class: replica, made again from UnitChanged, which DirectoryRequested asks for
create table unit_tree_part
(
    version  bigint      not null,
    previous bigint      not null,
    part     integer     not null,
    parts    integer     not null,
    body     jsonb       not null,
    heard_at timestamptz not null default clock_timestamp(),
    primary key (version, previous, part)
);
