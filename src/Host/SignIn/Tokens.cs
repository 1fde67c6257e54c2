using Dapper;
using Inspection.Kernel.Divisions;

namespace Inspection.Host.SignIn;

/// <summary>Personal access tokens: a user's key to the API of one division, kept as a hash.</summary>
internal sealed class Tokens(Database database, TimeProvider clock)
{
    public const string Prefix = "insp_";
    public static TimeSpan Life { get; } = TimeSpan.FromDays(90);

    /// <summary>Makes a token and answers it: it is never shown again.</summary>
    public async Task<string> Make(Guid user, int division, string name, bool writes, TimeSpan? life = null)
    {
        var token = Prefix + Secret.Make();
        var now = clock.GetUtcNow();
        await using var connection = await database.App.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            insert into identity.tokens (id, hash, user_id, division, name, writes, made_at, expires_at)
            values (@id, @hash, @user, @division, @name, @writes, @now, @expires)
            """,
            new
            {
                id = Guid.CreateVersion7(),
                hash = Secret.Hash(token),
                user,
                division,
                name,
                writes,
                now,
                expires = now + (life ?? Life),
            }
        );
        return token;
    }

    /// <summary>Whose token it is, or null when it is unknown, revoked or expired.</summary>
    public async Task<Known?> Find(string token, CancellationToken cancel)
    {
        await using var connection = await database.App.OpenConnectionAsync(cancel);
        var now = clock.GetUtcNow();
        var known = await connection.QuerySingleOrDefaultAsync<Known>(
            new CommandDefinition(
                """
                select t.id, t.user_id as user, t.division, m.person_id as person, t.writes,
                    t.last_used_at is null or t.last_used_at < @recently as stale
                from identity.tokens t
                join identity.memberships m on m.user_id = t.user_id and m.division = t.division
                where t.hash = @hash and t.revoked_at is null and t.expires_at > @now
                """,
                new
                {
                    hash = Secret.Hash(token),
                    now,
                    recently = now.AddMinutes(-1),
                },
                cancellationToken: cancel
            )
        );

        if (known is { Stale: true })
            await connection.ExecuteAsync(
                "update identity.tokens set last_used_at = @now where id = @Id",
                new { now, known.Id }
            );

        return known;
    }

    public async Task<IReadOnlyList<Token>> Of(Guid user, int division)
    {
        await using var connection = await database.App.OpenConnectionAsync();
        return (
            await connection.QueryAsync<Token>(
                """
                select id, name, writes, made_at, expires_at, last_used_at from identity.tokens
                where user_id = @user and division = @division and revoked_at is null and expires_at > @now
                order by made_at desc
                """,
                new
                {
                    user,
                    division,
                    now = clock.GetUtcNow(),
                }
            )
        ).AsList();
    }

    public async Task<bool> Revoke(Guid user, Guid token)
    {
        await using var connection = await database.App.OpenConnectionAsync();
        return await connection.ExecuteAsync(
                "update identity.tokens set revoked_at = @now where id = @token and user_id = @user and revoked_at is null",
                new
                {
                    user,
                    token,
                    now = clock.GetUtcNow(),
                }
            ) == 1;
    }

    internal sealed record Known(Guid Id, Guid User, int Division, Guid Person, bool Writes, bool Stale);

    internal sealed class Token
    {
        public Guid Id { get; init; }
        public required string Name { get; init; }
        public bool Writes { get; init; }
        public DateTimeOffset MadeAt { get; init; }
        public DateTimeOffset ExpiresAt { get; init; }
        public DateTimeOffset? LastUsedAt { get; init; }
    }
}
