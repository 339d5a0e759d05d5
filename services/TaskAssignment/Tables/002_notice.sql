-- What messages said of a notice. owing, assignments and chunks come with NoticeIssued, which may be later than the chunks.
-- class: replica, made again from NoticeIssued and NoticeDistributed
create table notice
(
    notice       uuid    primary key,
    issuing_unit text    not null,
    head         jsonb   not null,
    owing        jsonb,
    assignments  integer,
    chunks       integer
);

-- class: replica, made again from NoticeIssued and NoticeDistributed
create table requirement
(
    notice uuid    not null,
    number integer not null,
    body   jsonb   not null,
    primary key (notice, number)
);
