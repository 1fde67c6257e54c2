-- Names and e-mail addresses: outside the events, so that they can be erased. Every statement can run again.
create schema if not exists organisation;
grant usage on schema organisation to inspection_app;

create table if not exists organisation.people (
    division int not null,
    id uuid not null,
    name text not null,
    email text,
    primary key (division, id)
);
create unique index if not exists people_email on organisation.people (division, lower(email));

alter table organisation.people enable row level security;
alter table organisation.people force row level security;
drop policy if exists division on organisation.people;
create policy division on organisation.people using (division = nullif(current_setting('inspection.division', true), '')::int);
grant select, insert, update on organisation.people to inspection_app;
