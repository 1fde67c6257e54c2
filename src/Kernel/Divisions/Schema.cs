using System.Security.Cryptography;
using System.Text;
using Dapper;
using Inspection.Kernel.Events;
using Npgsql;

namespace Inspection.Kernel.Divisions;

/// <summary>Brings the database to what this host needs: roles, kernel, modules' own tables, read models. Several hosts may start together.</summary>
public sealed class Schema(Database database, ReadModels readModels, Rebuild rebuild, IEnumerable<ModuleSchema> modules)
{
    private const long Lock = 0x496e7370656374; // "Inspect"

    /// <summary>Applies what is missing, under an advisory lock; one query when nothing is.</summary>
    /// <param name="progress">Told of each read model that is rebuilt, and how far it is, 0 to 1.</param>
    /// <param name="cancel">Stops between two statements.</param>
    public async Task Apply(IProgress<RebuildProgress>? progress = null, CancellationToken cancel = default)
    {
        var kernel = Resource(typeof(Schema), "kernel.sql");
        var statements = modules.Select(module => module.Sql).Prepend(kernel).ToList();
        var wanted = Hash(
            string.Join("\n;\n", statements) + string.Join(",", readModels.All.Select(m => m.Table.Shape))
        );

        if (await Applied(wanted, cancel))
            return;

        await MakeRoles(cancel);
        await using var connection = await database.Owner.OpenConnectionAsync(cancel);
        await connection.ExecuteAsync($"select pg_advisory_lock({Lock})");

        try
        {
            foreach (var sql in statements)
            {
                await using var transaction = await connection.BeginTransactionAsync(cancel);
                await connection.ExecuteAsync(sql);
                await transaction.CommitAsync(cancel);
            }

            await MakeReadModels(connection, progress, cancel);
            await connection.ExecuteAsync(
                """
                insert into kernel.read_models (name, shape) values ('*', @wanted)
                on conflict (name) do update set shape = excluded.shape, built_at = now()
                """,
                new { wanted }
            );
        }
        finally
        {
            await connection.ExecuteAsync($"select pg_advisory_unlock({Lock})");
        }
    }

    private async Task MakeReadModels(
        NpgsqlConnection connection,
        IProgress<RebuildProgress>? progress,
        CancellationToken cancel
    )
    {
        var built = (
            await connection.QueryAsync<(string Name, string Shape)>("select name, shape from kernel.read_models")
        ).ToDictionary(one => one.Name, one => one.Shape);

        foreach (var schema in readModels.All.Select(model => model.Table.Schema).Distinct())
            await connection.ExecuteAsync(
                $"create schema if not exists {schema}; grant usage on schema {schema} to {Database.AppRole}"
            );

        foreach (var model in readModels.All)
            if (built.GetValueOrDefault(model.Table.Name) != model.Table.Shape)
                await rebuild.Run(model, progress, cancel);
    }

    private async Task<bool> Applied(string wanted, CancellationToken cancel)
    {
        try
        {
            await using var connection = await database.App.OpenConnectionAsync(cancel);
            return await connection.ExecuteScalarAsync<string>("select shape from kernel.read_models where name = '*'")
                == wanted;
        }
        catch (PostgresException e)
            when (e.SqlState
                    is PostgresErrorCodes.UndefinedTable
                        or PostgresErrorCodes.InvalidParameterValue
                        or PostgresErrorCodes.InvalidSchemaName
                        or PostgresErrorCodes.InsufficientPrivilege
            )
        {
            return false;
        }
    }

    private async Task MakeRoles(CancellationToken cancel)
    {
        await using var connection = new NpgsqlConnection(database.Given);
        await connection.OpenAsync(cancel);

        // Roles belong to the cluster, and no lock does: hosts of other databases may make them at the same time.
        for (var patience = 20; ; patience--)
            try
            {
                await MakeRoles(connection);
                return;
            }
            catch (PostgresException raced)
                when (patience > 0
                    && raced.SqlState
                        is PostgresErrorCodes.DuplicateObject
                            or PostgresErrorCodes.UniqueViolation
                            or PostgresErrorCodes.InternalError
                )
            {
                await Task.Delay(50, cancel);
            }
    }

    private static Task<int> MakeRoles(NpgsqlConnection connection) =>
        connection.ExecuteAsync(
            $"""
            do $$ begin
                if not exists (select from pg_roles where rolname = '{Database.AppRole}') then
                    create role {Database.AppRole} nologin nosuperuser nobypassrls;
                end if;
                if not exists (select from pg_roles where rolname = '{Database.OwnerRole}') then
                    create role {Database.OwnerRole} nologin nosuperuser nobypassrls;
                end if;
                execute format('grant create, connect on database %I to {Database.OwnerRole}', current_database());
                if not pg_has_role('{Database.AppRole}', 'member') then grant {Database.AppRole} to current_user; end if;
                if not pg_has_role('{Database.OwnerRole}', 'member') then grant {Database.OwnerRole} to current_user; end if;
            end $$
            """
        );

    internal static string Resource(Type beside, string name)
    {
        using var stream =
            beside.Assembly.GetManifestResourceStream(beside, name)
            ?? throw new InvalidOperationException($"{name} is not embedded beside {beside.FullName}");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

/// <summary>A module's own tables that are not folded from events (people, tokens): SQL that can run again and again.</summary>
/// <param name="Sql">Run as the owner, in one transaction, after the kernel's.</param>
public sealed record ModuleSchema(string Sql)
{
    /// <summary>The embedded file <paramref name="name"/> beside a type of the module.</summary>
    public static ModuleSchema Beside<T>(string name) => new(Schema.Resource(typeof(T), name));
}
