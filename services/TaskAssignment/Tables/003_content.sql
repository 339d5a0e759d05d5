-- Texts of reports, which events name by SHA-256 in lower-case hex.
-- class: content by hash
create table content
(
    sha256 text  primary key,
    body   bytea not null
);
