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
grant select, insert, delete on recommendations.action_draft to inspection_app;
