-- A requirement's words are those of the amendment of the highest number that was heard; 0 = as issued.
alter table requirement add column amendment integer not null default 0;
