-- The units of today, by the highest version heard of.
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

create table unit_tree_revision (revision bigint not null);
insert into unit_tree_revision values (0);
