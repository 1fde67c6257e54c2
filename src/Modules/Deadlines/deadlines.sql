-- The register of deadlines, what was decided about them, and the mail: none of it is folded from events alone.
create schema if not exists deadlines;
grant usage on schema deadlines to inspection_app;

-- One row for each date that somebody is held to, as its module declares it. Nothing is removed: what is over is not open.
create table if not exists deadlines.deadline (
    division int not null,
    id uuid not null,
    kind text not null,
    module text not null,
    stream uuid not null,
    part text not null,
    reference text not null,
    text text not null,
    link text not null,
    due date,
    is_open boolean not null,
    posts uuid[] not null,
    people uuid[] not null,
    -- How often its day, its words or its state changed: what calendars call SEQUENCE.
    sequence int not null default 0,
    changed_at timestamptz not null,
    -- When its next rung is due; null where nothing is left of its ladder.
    next_at timestamptz,
    primary key (division, id)
) with (fillfactor = 80);
create index if not exists deadline_stream on deadlines.deadline (division, stream);
create index if not exists deadline_due on deadlines.deadline (division, is_open, due);
-- The register begins with what is open, by day.
create index if not exists deadline_open on deadlines.deadline (division, (case when is_open then due end), id);
create index if not exists deadline_next on deadlines.deadline (division, next_at) where next_at is not null;

-- The ledger: that a rung of a day reaches a person is decided once, in the transaction that puts it before them.
create table if not exists deadlines.reminder (
    division int not null,
    deadline uuid not null,
    due date not null,
    rung text not null,
    person uuid not null,
    escalates boolean not null,
    board boolean not null,
    state text not null check (state in ('Waiting', 'Mailed', 'InApp', 'Dropped')),
    reason text,
    mail uuid,
    decided_at timestamptz not null,
    primary key (division, deadline, due, rung, person)
);
create index if not exists reminder_waiting on deadlines.reminder (division, person) where state = 'Waiting';
create index if not exists reminder_mail on deadlines.reminder (division, mail) where mail is not null;
create index if not exists reminder_person on deadlines.reminder (division, person, decided_at);

-- The outbox. A mail is put into words when it is handed over, from what is still true then.
create table if not exists deadlines.mail (
    division int not null,
    id uuid not null,
    person uuid not null,
    kind text not null check (kind in ('Reminders', 'Digest', 'Test')),
    message_id text not null,
    state text not null check (state in ('Queued', 'Sending', 'Sent', 'Unknown', 'Held', 'Failed', 'Cancelled')),
    reason text,
    created_at timestamptz not null,
    not_before timestamptz not null,
    attempts int not null default 0,
    lease uuid,
    lease_until timestamptz,
    address text,
    subject text,
    body text,
    html text,
    sent_at timestamptz,
    -- When no other attempt is made; set by the first.
    give_up_at timestamptz,
    -- Held for want of a mail server only.
    unserved boolean not null default false,
    -- Somebody asked for it by hand: it goes in quiet times too.
    at_once boolean not null default false,
    primary key (division, id)
);
alter table deadlines.mail add column if not exists at_once boolean not null default false;
create index if not exists mail_next on deadlines.mail (division, not_before) where state in ('Queued', 'Sending', 'Unknown');
create index if not exists mail_untried on deadlines.mail (division, not_before) where state = 'Queued' and give_up_at is null;
create index if not exists mail_person on deadlines.mail (division, person, created_at);
create index if not exists mail_unserved on deadlines.mail (division) where unserved;
create index if not exists mail_created on deadlines.mail (division, created_at);

create table if not exists deadlines.mail_attempt (
    division int not null,
    mail uuid not null,
    number int not null,
    host text not null,
    started_at timestamptz not null,
    ended_at timestamptz,
    address text not null,
    outcome text not null check (outcome in ('Open', 'Accepted', 'Refused', 'Later', 'Unknown', 'Fenced')),
    answer text,
    primary key (division, mail, number)
);

-- What people did with a mail by hand.
create table if not exists deadlines.mail_act (
    division int not null,
    mail uuid not null,
    number int not null,
    at timestamptz not null,
    actor uuid not null,
    act text not null check (act in ('Resent', 'LetBe', 'Bounced')),
    primary key (division, mail, number)
);

-- Addresses that refused mail or sent it back; nothing is sent to one until somebody sends a mail to it again by hand.
create table if not exists deadlines.failing_address (
    division int not null,
    person uuid not null,
    address text not null,
    reason text not null,
    at timestamptz not null,
    primary key (division, person)
);

-- What a person finds in the suite: the newest thing to know about each deadline, and word of mail that did not reach them.
create table if not exists deadlines.notice (
    division int not null,
    id uuid not null,
    person uuid not null,
    kind text not null check (kind in ('Reminder', 'Escalation', 'Digest', 'Mail')),
    text text not null,
    link text not null,
    deadline uuid,
    at timestamptz not null,
    read_at timestamptz,
    primary key (division, id)
);
create index if not exists notice_person on deadlines.notice (division, person, at);
create index if not exists notice_unread on deadlines.notice (division, person) where read_at is null;
create index if not exists notice_deadline on deadlines.notice (division, deadline) where deadline is not null;

-- Addresses of calendar feeds. Only hashes are kept; they stay out of the archive, as every table does whose name ends so.
create table if not exists deadlines.feed_secret (
    division int not null,
    feed uuid not null,
    person uuid not null,
    hash bytea not null unique,
    primary key (division, feed)
);

-- What a feed has said of each deadline last, so that it can say what is over, and count its own sequence.
create table if not exists deadlines.feed_entry (
    division int not null,
    feed uuid not null,
    deadline uuid not null,
    due date not null,
    sequence int not null,
    said int not null,
    is_cancelled boolean not null,
    changed_at timestamptz not null,
    primary key (division, feed, deadline)
);

-- When a post is taken up or left: what it owns is looked at again then.
create table if not exists deadlines.handover (
    division int not null,
    at timestamptz not null,
    post uuid not null,
    primary key (division, at, post)
);

do $$ declare t text; begin
    foreach t in array array['deadline', 'reminder', 'mail', 'mail_attempt', 'mail_act', 'failing_address', 'notice', 'feed_secret', 'feed_entry', 'handover'] loop
        execute format('alter table deadlines.%I enable row level security', t);
        execute format('alter table deadlines.%I force row level security', t);
        execute format('drop policy if exists division on deadlines.%I', t);
        execute format('create policy division on deadlines.%I using (division = nullif(current_setting(''inspection.division'', true), '''')::int)', t);
        execute format('grant select, insert, update, delete on deadlines.%I to inspection_app', t);
    end loop;
end $$;

-- Divisions with something to decide, to group or to hand over: jobs look past one division, and only at its number.
do $$ declare t text; begin
    foreach t in array array['deadline', 'reminder', 'mail', 'handover'] loop
        execute format('drop policy if exists lookout on deadlines.%I', t);
        execute format('create policy lookout on deadlines.%I for select to inspection_owner using (true)', t);
    end loop;
end $$;
create or replace function deadlines.with_work(p_now timestamptz) returns table (division int)
    language sql stable security definer set search_path = pg_catalog as $$
    select d.division from deadlines.deadline d where d.next_at <= p_now
    union
    select r.division from deadlines.reminder r where r.state = 'Waiting'
    union
    select h.division from deadlines.handover h where h.at <= p_now
$$;
drop function if exists deadlines.with_mail(timestamptz);
create or replace function deadlines.mail_due(p_now timestamptz) returns table (division int, tried boolean)
    language sql stable security definer set search_path = pg_catalog as $$
    select m.division, m.state <> 'Held' and (m.state <> 'Queued' or m.give_up_at is not null) as tried from deadlines.mail m
    where m.state in ('Queued', 'Unknown') and m.not_before <= p_now
        or m.state = 'Sending' and m.lease_until < now() or m.unserved
    group by 1, 2 order by min(m.not_before)
$$;
revoke all on function deadlines.with_work(timestamptz), deadlines.mail_due(timestamptz) from public;
grant execute on function deadlines.with_work(timestamptz), deadlines.mail_due(timestamptz) to inspection_app;

-- Whoever has a feed's address belongs to no division: the one it is of is looked up by the hash, and cannot be listed.
drop policy if exists lookout on deadlines.feed_secret;
create policy lookout on deadlines.feed_secret for select to inspection_owner using (true);
create or replace function deadlines.feed_of(p_hash bytea) returns table (division int, feed uuid, person uuid)
    language sql stable security definer set search_path = pg_catalog as $$
    select s.division, s.feed, s.person from deadlines.feed_secret s where s.hash = p_hash
$$;
revoke all on function deadlines.feed_of(bytea) from public;
grant execute on function deadlines.feed_of(bytea) to inspection_app;
