-- Whether the unit was told that the notice orders nothing any more: what is planned after that is no news.
alter table plan add column is_over boolean not null default false;
