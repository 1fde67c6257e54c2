using Dapper;
using Inspection.Kernel.Divisions;

namespace Inspection.Host.SignIn;

/// <summary>Which person a user is in which division.</summary>
internal sealed class Memberships(Database database)
{
    public async Task<IReadOnlyList<Membership>> Of(Guid user)
    {
        await using var connection = await database.App.OpenConnectionAsync();
        var rows = await connection.QueryAsync<(int Division, Guid Person)>(
            "select division, person_id from identity.memberships where user_id = @user order by division",
            new { user }
        );
        var memberships = new List<Membership>();

        foreach (var (division, person) in rows)
            memberships.Add(new(division, person, await NameOf(division) ?? ""));

        return memberships;
    }

    /// <summary>Makes the user a person of a division; a second time changes nothing.</summary>
    public async Task Add(Guid user, int division, Guid person)
    {
        await using var connection = await database.App.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            insert into identity.memberships (user_id, division, person_id) values (@user, @division, @person)
            on conflict (user_id, division) do update set person_id = excluded.person_id
            """,
            new
            {
                user,
                division,
                person,
            }
        );
    }

    public async Task<Guid?> UserOf(int division, Guid person)
    {
        await using var connection = await database.App.OpenConnectionAsync();
        return await connection.QuerySingleOrDefaultAsync<Guid?>(
            "select user_id from identity.memberships where division = @division and person_id = @person",
            new { division, person }
        );
    }

    public async Task<bool> Any()
    {
        await using var connection = await database.App.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<bool>("select exists (select from identity.memberships)");
    }

    /// <summary>A division's name, which only a member may read.</summary>
    public async Task<string?> NameOf(int division)
    {
        await using var connection = await database.App.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync(
            "select set_config('inspection.division', @division::text, true)",
            new { division }
        );
        return await connection.QuerySingleOrDefaultAsync<string>(
            "select name from kernel.divisions where id = @division",
            new { division }
        );
    }

    /// <summary>The number of a division by its key, or null.</summary>
    public async Task<int?> Find(string key)
    {
        await using var connection = await database.App.OpenConnectionAsync();
        return await connection.QuerySingleOrDefaultAsync<int?>("select id from kernel.division_of(@key)", new { key });
    }

    /// <summary>The number of the division under this key, which is registered if need be.</summary>
    public async Task<int> Register(string key, string name)
    {
        if (await Find(key) is { } known)
            return known;

        await using var connection = await database.App.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<int>(
            "select kernel.register_division(@key, @name, false)",
            new { key, name }
        );
    }
}

/// <summary>A user's place in one division.</summary>
internal sealed record Membership(int Division, Guid Person, string Name);
