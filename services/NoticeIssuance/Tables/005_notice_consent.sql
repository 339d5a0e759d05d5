-- Of a notice that waits for consent to go beyond its issuer's authority: the units it would order (asked), which have agreed, or approved.
-- class: read model, made again from the notices' events and the content they name, with notice_list
create table notice_consent
(
    unit   text not null,
    notice uuid not null,
    part   text not null,
    primary key (unit, notice, part)
);

create index notice_consent_notice on notice_consent (notice);

-- What waited before: asked since the notice was read last, and not answered since.
do $$
begin
    if to_regclass('mt_events') is null then
        return;
    end if;
    with asked as (
        select distinct on (e.stream_id) e.stream_id notice, e.version, e.data ->> 'question' question, e.data ->> 'unitsSha256' units
        from mt_events e join notice_list l on l.id = e.stream_id and l.state = 'received'
        where e.type = 'notice.beyond-authority.v1' order by e.stream_id, e.version desc),
    open as (
        select * from asked where not exists (
            select from mt_events a where a.stream_id = notice and a.version > asked.version
                and (a.type = 'notice.understood.v1'
                    or (a.type = 'notice.question-answered.v1' and a.data ->> 'question' = asked.question))))
    insert into notice_consent (notice, unit, part)
    select notice, unit, 'asked' from open join content c on c.sha256 = units
        cross join lateral jsonb_array_elements_text(convert_from(c.bytes, 'UTF8')::jsonb) unit
    union
    select notice, data ->> 'by', case type when 'notice.approved.v1' then 'approved' else 'agreed' end
    from open join mt_events e on stream_id = notice and type in ('notice.approved.v1', 'notice.agreed.v1')
        and data ->> 'question' = question and not exists (
            select from mt_events u where u.stream_id = notice and u.type = 'notice.understood.v1' and u.version > e.version);
end $$;
