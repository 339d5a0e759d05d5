-- Who an opaque person id is. A person is erased by deleting the key; the sealed bytes say nothing without it.
-- class: person store
create table person_key
(
    person text  primary key,
    key    bytea not null
);

-- class: person store
create table person
(
    person text  primary key,
    unit   text  not null,
    sealed bytea not null
);

create index on person (unit);
