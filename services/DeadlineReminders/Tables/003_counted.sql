-- What a requirement's deadline is counted from, where it is counted in working days; null where a person set it.
alter table requirement add column counted_from date, add column counted_days integer;
