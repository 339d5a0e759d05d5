-- Why a source takes no more: another page came under a number it has.
alter table source add column epoch integer not null default 1, add column stopped text;

alter table early_page add column hash text, add column previous text;

-- An operator's word that a source goes on from a page anew, as its service's data were restored: from then on the entries of earlier
-- epochs from that ordinal on are abandoned. They stay.
-- class: ledger
create table epoch
(
    source       text        not null,
    epoch        integer     not null,
    from_page    bigint      not null,
    from_ordinal bigint      not null,
    reason       text        not null,
    begun_at     timestamptz not null,
    primary key (source, epoch)
);

alter table page add column epoch integer not null default 1, add column hash text;
alter table page drop constraint page_pkey, add primary key (source, epoch, number);

alter table entry add column epoch integer not null default 1;
alter table entry drop constraint entry_source_ordinal_key, add unique (source, ordinal, epoch);

-- Entries that stand: not abandoned by a later epoch of their source.
create view standing as
select e.* from entry e
where not exists (select from epoch later where later.source = e.source and later.epoch > e.epoch and e.ordinal >= later.from_ordinal);

create function refuse_change() returns trigger language plpgsql as
$$
begin
    raise exception 'The ledger only grows: % of % is refused.', lower(tg_op), tg_table_name using errcode = 'restrict_violation';
end
$$;

create trigger only_grows before update or delete or truncate on entry for each statement execute function refuse_change();
create trigger only_grows before update or delete or truncate on page for each statement execute function refuse_change();
create trigger only_grows before update or delete or truncate on epoch for each statement execute function refuse_change();
