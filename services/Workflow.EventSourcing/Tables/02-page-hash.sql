-- The hash of the page and of all before it, as it was cut; null of pages cut before there were hashes.
alter table event_page add column hash text;
