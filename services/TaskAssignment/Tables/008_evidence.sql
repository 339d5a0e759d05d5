-- Files that show what was done, by SHA-256 in lower-case hex. One that no report has named a day after it came is forgotten.
-- class: content by hash
create table evidence
(
    sha256      text        primary key,
    upload      uuid        not null,
    size        bigint      not null,
    type        text        not null,
    uploaded_at timestamptz not null default clock_timestamp(),
    reported    boolean     not null default false
);

create index evidence_unreported on evidence (uploaded_at) where not reported;

-- Uploads, those under way and those that broke off among them.
-- class: bookkeeping
create table evidence_upload
(
    upload     uuid        primary key,
    started_at timestamptz not null default clock_timestamp()
);

create index on evidence_upload (started_at);

-- What an upload brought, in pieces of at most 512 KiB. Photographs and documents are compressed as they are.
-- class: content by hash
create table evidence_piece
(
    upload uuid    not null references evidence_upload on delete cascade,
    number integer not null,
    bytes  bytea   not null,
    primary key (upload, number)
);

alter table evidence_piece alter column bytes set storage external;

-- Which units have handed a file in, and what each called it: whoever only knows a hash has not handed in the file.
-- class: bookkeeping
create table evidence_holder
(
    sha256 text not null,
    unit   text not null,
    name   text not null,
    primary key (sha256, unit)
);

-- Which assignments' reports name a file, whether it has been handed in or not.
-- class: bookkeeping, what reports' events say, by hash
create table evidence_report
(
    sha256     text not null,
    assignment uuid not null,
    primary key (sha256, assignment)
);

-- Reports before named files that nobody could hand in.
do $$
begin
    if to_regclass('mt_events') is not null then
        insert into evidence_report (sha256, assignment)
        select distinct file ->> 'sha256', stream_id from mt_events, jsonb_array_elements(data -> 'evidence') file
        where type = 'assignment.report-submitted.v1';
    end if;
end $$;
