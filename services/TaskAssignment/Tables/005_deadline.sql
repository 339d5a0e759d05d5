-- The deadline that the newest version of a notice gives a requirement, where a calendar moved it after the issue.
-- class: replica, made again from DeadlineRecomputed
create table deadline
(
    notice      uuid    not null,
    requirement integer not null,
    version     bigint  not null,
    body        jsonb   not null,
    primary key (notice, requirement)
);
