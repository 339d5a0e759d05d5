-- Who may do what in the database: run by a superuser, as often as wanted, before the services start and again when the ledger's tables
-- were made. Given before it: select set_config('workflow.passwords', '{"notices": "…", …}', false), of each service there is.
--
-- A service's role owns what is in its schema, as it makes tables anew when a read model is made again; other schemas it may not even name.
-- The ledger's own tables, their trigger and the schema they are in belong to a role that nobody logs in as: audit may read and add.
do $roles$
declare
    source text; secret text; role text; change text;
begin
    perform set_config('client_min_messages', 'warning', true);
    if not exists (select from pg_roles where rolname = 'workflow_ledger') then
        create role workflow_ledger nologin;
    end if;
    execute format('revoke all on database %I from public', current_database());
    revoke all on schema public from public;
    for source, secret in select key, value from jsonb_each_text(current_setting('workflow.passwords')::jsonb)
    loop
        role := 'workflow_' || source;
        if not exists (select from pg_roles where rolname = role) then
            execute format('create role %I', role);
        end if;
        execute format('alter role %I login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password %L', role, secret);
        execute format('grant connect, temporary on database %I to %I', current_database(), role);
        execute format('create schema if not exists %I', source);
        execute format('revoke all on schema %I from public', source);
        execute format('grant usage, create on schema %I to %I', source, role);
        for change in
            select format('alter %s %s owner to %I', kind, name, wanted) from
            (
                select 'schema' as kind, source as name, nspowner as owner,
                    case when source = 'audit' then 'workflow_ledger' else role end as wanted
                from pg_namespace where nspname = source
                union all
                select 'table', oid::regclass::text, relowner,
                    case when source = 'audit' and relname in ('entry', 'page', 'epoch') then 'workflow_ledger' else role end
                from pg_class c where relnamespace = source::regnamespace and relkind in ('r', 'p', 'v', 'm', 'S')
                    and not (relkind = 'S' and exists (select from pg_depend d where d.objid = c.oid and d.deptype in ('a', 'i')))
                union all
                select 'routine', oid::regprocedure::text, proowner,
                    case when source = 'audit' and proname = 'refuse_change' then 'workflow_ledger' else role end
                from pg_proc where pronamespace = source::regnamespace
            ) all_of_it
            where owner::regrole::text <> wanted
        loop
            execute change;
        end loop;
    end loop;
    -- Where the ledger is one of a version before, its own step makes what is missing, and this is run again.
    if to_regclass('audit.epoch') is not null then
        revoke all on audit.entry, audit.page, audit.epoch from workflow_audit;
        grant select, insert on audit.entry, audit.page, audit.epoch to workflow_audit;
    end if;
end
$roles$;
