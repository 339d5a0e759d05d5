-- What a notice orders since it was amended: the message of the highest number that was heard.
-- class: replica, made again from NoticeAmended
create table amendment
(
    notice uuid    primary key,
    number integer not null,
    body   jsonb   not null
);

-- A requirement's words are those of the amendment of the highest number that was heard; 0 = as issued.
alter table requirement add column amendment integer not null default 0;

-- An amendment is taken up unit by unit.
create index board_notice_unit on board (notice, unit collate "C");
