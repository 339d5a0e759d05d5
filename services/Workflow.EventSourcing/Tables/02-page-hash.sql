-- The hash of the page and of all before it, as it was cut; null of pages cut before there were hashes.
alter table event_page add column hash text;

-- A process of an older version that still leads must not break the chain: it stops, and one of this version cuts on.
create function refuse_page_without_hash() returns trigger language plpgsql as
$$
begin
    raise exception 'Page % has no hash: a process of an older version still cuts pages; end it.', new.number;
end
$$;

create trigger hashed before insert on event_page for each row when (new.hash is null) execute function refuse_page_without_hash();
