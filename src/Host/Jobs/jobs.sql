-- Jobs of the suite and their runs: over all divisions, so without row-level security. Every statement can run again.
create table if not exists kernel.job (
    name text primary key,
    title text not null,
    schedule text not null,
    interval interval not null,
    since timestamptz not null default now(),
    told text check (told in ('Run', 'Pause', 'Resume')),
    told_at timestamptz,
    told_by uuid
);

create table if not exists kernel.job_run (
    id uuid primary key default gen_random_uuid(),
    job text not null references kernel.job (name) on delete cascade,
    fire text not null,
    host text not null,
    due_at timestamptz not null,
    started_at timestamptz not null default clock_timestamp(),
    ended_at timestamptz,
    outcome text not null default 'Running' check (outcome in ('Running', 'Ok', 'Warning', 'Failed', 'CutOff')),
    said text
);
create index if not exists job_run_started on kernel.job_run (job, started_at desc);

grant select, insert, update, delete on kernel.job, kernel.job_run to inspection_app;
