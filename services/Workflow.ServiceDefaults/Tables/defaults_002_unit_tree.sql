-- The units of today, by the highest version heard of.
-- class: replica, made again from UnitChanged, which DirectoryRequested asks for
create table unit_tree
(
    code       text   primary key,
    version    bigint not null,
    name       text   not null,
    short_name text,
    kind       text   not null,
    level      text   not null,
    parent     text,
    aliases    text[] not null
);

-- Which change of the replica unit_tree holds.
-- class: bookkeeping
create table unit_tree_revision (revision bigint not null);
insert into unit_tree_revision values (0);
