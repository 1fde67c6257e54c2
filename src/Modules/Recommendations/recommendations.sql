-- Documents that were handed in but not confirmed yet: outside the events, because nothing has happened so far.
create schema if not exists recommendations;
grant usage on schema recommendations to inspection_app;

create table if not exists recommendations.import_draft (
    division int not null,
    id uuid not null,
    person uuid not null,
    file uuid not null,
    handed_in_at timestamptz not null,
    primary key (division, id)
);
alter table recommendations.import_draft enable row level security;
alter table recommendations.import_draft force row level security;
drop policy if exists division on recommendations.import_draft;
create policy division on recommendations.import_draft
    using (division = nullif(current_setting('inspection.division', true), '')::int);
grant select, insert, delete on recommendations.import_draft to inspection_app;

-- Spreadsheets of actions that were handed in and shown, but not confirmed yet.
create table if not exists recommendations.action_draft (
    division int not null,
    id uuid not null,
    person uuid not null,
    name text not null,
    content bytea not null,
    handed_in_at timestamptz not null,
    primary key (division, id)
);
alter table recommendations.action_draft enable row level security;
alter table recommendations.action_draft force row level security;
drop policy if exists division on recommendations.action_draft;
create policy division on recommendations.action_draft
    using (division = nullif(current_setting('inspection.division', true), '')::int);
-- How far the storing of one is, from the moment that somebody confirmed it.
alter table recommendations.action_draft
    add column if not exists rows int,
    add column if not exists done int,
    add column if not exists moved_at timestamptz,
    add column if not exists results jsonb;
grant select, insert, delete, update (rows, done, moved_at, results) on recommendations.action_draft to inspection_app;

-- Links by which somebody outside reads what was selected for them. Of token and passphrase only hashes are kept; they stay
-- out of the archive, as every table does whose name ends so.
create table if not exists recommendations.share_secret (
    division int not null,
    share uuid not null,
    hash bytea not null unique,
    until date not null,
    passphrase bytea,
    tries int not null default 0,
    tried_at timestamptz,
    primary key (division, share)
);

-- For whom: a person's name, which stays out of the events.
create table if not exists recommendations.share_reader (
    division int not null,
    share uuid not null,
    name text not null,
    primary key (division, share)
);

do $$ declare t text; begin
    foreach t in array array['share_secret', 'share_reader'] loop
        execute format('alter table recommendations.%I enable row level security', t);
        execute format('alter table recommendations.%I force row level security', t);
        execute format('drop policy if exists division on recommendations.%I', t);
        execute format('create policy division on recommendations.%I using (division = nullif(current_setting(''inspection.division'', true), '''')::int)', t);
    end loop;
end $$;
grant select, insert, delete on recommendations.share_secret, recommendations.share_reader to inspection_app;
grant update (until, tries, tried_at) on recommendations.share_secret to inspection_app;

-- Whoever has the link belongs to no division: the one it is of is looked up by the hash, and cannot be listed.
drop policy if exists lookout on recommendations.share_secret;
create policy lookout on recommendations.share_secret for select to inspection_owner using (true);
create or replace function recommendations.share_of(p_hash bytea, p_today date) returns table (division int, share uuid)
    language sql stable security definer set search_path = pg_catalog as $$
    select s.division, s.share from recommendations.share_secret s where s.hash = p_hash and s.until >= p_today
$$;
revoke all on function recommendations.share_of(bytea, date) from public;
grant execute on function recommendations.share_of(bytea, date) to inspection_app;
