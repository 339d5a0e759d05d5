-- Working calendars as published, over those that ship with the product. Services that counted by them had this table before.
-- class: replica, made again from CalendarPublished, which DirectoryRequested asks for
create table if not exists calendar
(
    name     text    not null,
    year     integer not null,
    version  bigint  not null,
    holidays date[]  not null,
    workdays date[]  not null,
    primary key (name, year)
);

-- The last directory event whose units are in unit_tree; where a service kept it by itself, taken over.
alter table unit_tree_revision add column directory_version bigint not null default 0;

do $$
begin
    if to_regclass('directory_seen') is not null then
        update unit_tree_revision set directory_version = (select max(version) from directory_seen);
        drop table directory_seen;
    end if;
end $$;
