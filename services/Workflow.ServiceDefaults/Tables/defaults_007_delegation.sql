-- Who acts for whom, from when to when.
-- class: replica, made again from DelegationChanged, which DirectoryRequested asks for
create table delegation
(
    id         uuid    primary key,
    version    bigint  not null,
    person     text    not null,
    unit       text    not null,
    roles      text[]  not null,
    substitute text    not null,
    from_day   date    not null,
    until_day  date    not null,
    is_ended   boolean not null
);

create index on delegation (person);
create index on delegation (substitute);
create index on delegation (unit);

-- What was given before this service knew of delegations is asked for again.
update unit_tree_revision set directory_asked_at = null;
