using Dapper;
using Inspection.Kernel.Divisions;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Inspection.Tests.Divisions;

/// <summary>What the database itself keeps apart, read from its catalogue.</summary>
public sealed class CatalogueTests(App app) : IClassFixture<App>
{
    /// <summary>Tables over all divisions: who can sign in, and the state of the installation.</summary>
    private static readonly string[] Global =
    [
        "identity.attempts",
        "identity.links",
        "identity.memberships",
        "identity.sessions",
        "identity.setup_codes",
        "identity.tokens",
        "identity.user_claims",
        "identity.user_logins",
        "identity.user_tokens",
        "identity.users",
        "kernel.data_protection_keys",
        "kernel.job",
        "kernel.job_run",
        "kernel.read_models",
        "quartz.qrtz_blob_triggers",
        "quartz.qrtz_calendars",
        "quartz.qrtz_cron_triggers",
        "quartz.qrtz_fired_triggers",
        "quartz.qrtz_job_details",
        "quartz.qrtz_locks",
        "quartz.qrtz_paused_job_grps",
        "quartz.qrtz_paused_trigger_grps",
        "quartz.qrtz_scheduler_state",
        "quartz.qrtz_simple_triggers",
        "quartz.qrtz_simprop_triggers",
        "quartz.qrtz_triggers",
    ];

    private static string Listed => string.Join(", ", Global.Select(name => $"'{name}'"));

    private Database Database => app.Services.GetRequiredService<Database>();

    [Fact]
    public async Task Every_table_but_those_listed_is_kept_apart_by_division()
    {
        await using var connection = await Database.Owner.OpenConnectionAsync();
        var tables = (
            await connection.QueryAsync<Table>(
                """
                select n.nspname || '.' || c.relname as name, c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
                    c.relispartition as partition, exists (
                        select from pg_policy p where p.polrelid = c.oid and p.polpermissive and p.polcmd = '*'
                            and pg_get_expr(p.polqual, p.polrelid) like '%current_setting(''inspection.division''%') as has_policy,
                    exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'division' and not a.attisdropped) as has_division
                from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg_toast%'
                """
            )
        ).ToList();

        Assert.NotEmpty(tables);
        Assert.Equal(Global, tables.Select(one => one.Name).Intersect(Global).Order());
        Assert.All(
            tables.Where(one => !Global.Contains(one.Name)),
            one =>
            {
                Assert.True(one.Enabled && one.Forced, $"{one.Name} has no forced row-level security");
                Assert.True(one.HasPolicy || one.Partition, $"{one.Name} has no policy by division");
                Assert.True(one.HasDivision || one.Name == "kernel.divisions", $"{one.Name} has no division");
            }
        );
    }

    [Fact]
    public async Task The_applications_role_owns_nothing_and_bypasses_nothing()
    {
        await using var connection = await Database.Owner.OpenConnectionAsync();

        foreach (var role in new[] { Database.AppRole, Database.OwnerRole })
            Assert.False(
                await connection.ExecuteScalarAsync<bool>(
                    "select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication from pg_roles where rolname = @role",
                    new { role }
                ),
                role
            );

        Assert.Empty(
            await connection.QueryAsync<string>(
                """
                select 'relation ' || oid::regclass::text from pg_class where pg_get_userbyid(relowner) = @app
                union all select 'function ' || oid::regprocedure::text from pg_proc where pg_get_userbyid(proowner) = @app
                union all select 'schema ' || nspname from pg_namespace where pg_get_userbyid(nspowner) = @app
                union all select 'member of ' || r.rolname from pg_auth_members m
                    join pg_roles r on r.oid = m.roleid join pg_roles a on a.oid = m.member where a.rolname = @app
                union all select 'may create in ' || nspname from pg_namespace
                    where nspname !~ '^pg_' and has_schema_privilege(@app, nspname, 'create')
                """,
                new { app = Database.AppRole }
            )
        );
    }

    [Fact]
    public async Task What_happened_cannot_be_changed_by_the_application()
    {
        await using var connection = await Database.App.OpenConnectionAsync();

        foreach (
            var statement in new[]
            {
                "update kernel.events set actor = gen_random_uuid()",
                "delete from kernel.events",
                "truncate kernel.events",
                "insert into kernel.events select * from kernel.events",
                "update kernel.head set position = 0",
                "update kernel.events_0 set actor = gen_random_uuid()",
                "alter table kernel.events disable row level security",
                "update kernel.files set sha256 = ''",
                "update kernel.files set kept = false",
                "delete from kernel.files",
                "update kernel.file_parts set content = ''",
                "delete from kernel.file_parts",
                "delete from kernel.commands",
                "drop policy division on kernel.events",
                "set session_replication_role = replica",
            }
        )
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => connection.ExecuteAsync(statement));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }
    }

    [Fact]
    public async Task Without_a_division_no_table_shows_a_row()
    {
        await app.Settle();
        await using var owner = await Database.Owner.OpenConnectionAsync();
        var tables = await owner.QueryAsync<string>(
            $"""
            select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p', 'v', 'm') and n.nspname not in ('pg_catalog', 'information_schema')
                and n.nspname not like 'pg_toast%' and n.nspname || '.' || c.relname not in ({Listed})
            """
        );
        await using var connection = await Database.App.OpenConnectionAsync();

        foreach (var table in tables)
        foreach (var division in new[] { "", "0", "-1" })
        {
            await using var transaction = await connection.BeginTransactionAsync();

            try
            {
                await connection.ExecuteAsync(
                    $"select set_config('inspection.division', '{division}', true), set_config('inspection.as_at', '2030-01-01', true)"
                );
                Assert.Equal(
                    (table, 0),
                    (table, await connection.ExecuteScalarAsync<int>($"select count(*) from {table}"))
                );
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege) { }
        }
    }

    [Fact]
    public async Task Nothing_is_written_into_another_division()
    {
        var other = await app.AddDivision("beside", "Beside");
        await using var connection = await Database.App.OpenConnectionAsync();
        await using var owner = await Database.Owner.OpenConnectionAsync();
        var tables = await owner.QueryAsync<string>(
            $"""
            select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
                join pg_attribute a on a.attrelid = c.oid and a.attname = 'division'
            where c.relkind in ('r', 'p') and n.nspname || '.' || c.relname not in ({Listed})
            """
        );

        foreach (var table in tables)
        foreach (var statement in new[] { $"update {table} set division = {other.Id}", $"delete from {table}" })
        {
            await using var transaction = await connection.BeginTransactionAsync();

            try
            {
                await connection.ExecuteAsync($"select set_config('inspection.division', '{app.Division.Id}', true)");
                var rows = await connection.ExecuteAsync(statement);
                Assert.True(statement.StartsWith("delete", StringComparison.Ordinal) || rows == 0, statement);
            }
            catch (PostgresException e)
                when (e.SqlState is PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.UniqueViolation) { }
        }
    }

    [Fact]
    public async Task Every_function_that_works_as_its_owner_has_a_fixed_search_path()
    {
        await using var connection = await Database.Owner.OpenConnectionAsync();

        Assert.Empty(
            await connection.QueryAsync<string>(
                """
                select p.oid::regprocedure::text from pg_proc p
                where p.prosecdef and pg_get_userbyid(p.proowner) = @owner
                    and (p.proconfig is null or not 'search_path=pg_catalog' = any (p.proconfig))
                """,
                new { owner = Database.OwnerRole }
            )
        );
    }

    private sealed record Table(
        string Name,
        bool Enabled,
        bool Forced,
        bool Partition,
        bool HasPolicy,
        bool HasDivision
    );
}
