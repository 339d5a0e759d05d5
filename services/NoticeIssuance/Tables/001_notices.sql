-- What stands beside the streams, by the SHA-256 of its bytes: received documents, attachments, what was understood, lists of units, distributions.
-- class: content by hash
create table content
(
    sha256     text        primary key,
    media_type text        not null,
    bytes      bytea       not null,
    kept_at    timestamptz not null default now()
);

-- One row a notice, written in the transaction of its events.
-- class: read model, made again from the notices' events and the content they name
create table notice_list
(
    id              uuid        primary key,
    state           text        not null,
    version         bigint      not null,
    issuing_unit    text        not null,
    title           text        not null,
    document_number text,
    number_key      text,
    issuer          text,
    issued_on       date,
    reference       text,
    requirements    integer     not null,
    open_questions  integer     not null,
    received_at     timestamptz not null
);

create index notice_list_unit on notice_list (issuing_unit, id desc);
create index notice_list_number on notice_list (number_key) where number_key is not null;
create index notice_list_reference on notice_list (reference) where reference is not null;
create index notice_list_received on notice_list (id) where state = 'received';
