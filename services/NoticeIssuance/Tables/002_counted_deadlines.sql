-- Deadlines that are counted in working days and that no person has set: what a calendar may move.
-- class: read model, made again from the notices' events and the content they name, with notice_list
create table counted_deadline
(
    notice       uuid    not null,
    requirement  integer not null,
    counted_from date    not null,
    days         integer not null,
    -- Null where a year's calendar is missing.
    due_at       timestamptz,
    -- How many were made; null before the notice is issued.
    assignments  integer,
    primary key (notice, requirement)
);

create index counted_deadline_due on counted_deadline (due_at);
