-- The version of the directory by which the notice was issued; null where it was issued before this was told.
alter table notice add column directory_version bigint;
