-- The units that an issued notice is addressed to, owed by or copied to.
-- class: read model, made again from the notices' events and the content they name, with notice_list
create table notice_party
(
    unit   text not null,
    notice uuid not null,
    primary key (unit, notice)
);

create index notice_party_notice on notice_party (notice);

-- Of what was issued before, as far as it was kept: who owes a part, and whom the phrases meant.
do $$
begin
    if to_regclass('mt_events') is null then
        return;
    end if;
    insert into notice_party (unit, notice)
    select unit, e.stream_id from mt_events e join content c on c.sha256 = e.data ->> 'distributionSha256'
        cross join lateral jsonb_array_elements(convert_from(c.bytes, 'UTF8')::jsonb -> 'owing') owing
        cross join lateral jsonb_array_elements_text(owing -> 'units') unit
    where e.type = 'notice.issued.v1'
    union
    select unit, e.stream_id from (
            select distinct on (stream_id, data ->> 'addressee') stream_id, data from mt_events
            where type = 'notice.addressees-resolved.v1' order by stream_id, data ->> 'addressee', version desc) e
        join content c on c.sha256 = e.data ->> 'unitsSha256'
        cross join lateral jsonb_array_elements_text(convert_from(c.bytes, 'UTF8')::jsonb) unit
    where exists (select from notice_list l where l.id = e.stream_id and l.state = 'issued');
end $$;
