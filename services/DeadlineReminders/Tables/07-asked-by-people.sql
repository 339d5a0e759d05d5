-- Reminders are asked for by notice and by unit.
create index on plan (notice);
create index on plan (unit);
create index on item (plan);
