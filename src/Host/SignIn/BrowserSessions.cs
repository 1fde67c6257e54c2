using Dapper;
using Inspection.Kernel.Divisions;
using Microsoft.AspNetCore.Authentication;

namespace Inspection.Host.SignIn;

/// <summary>The browsers that are signed in. Each request asks, so that what ends here ends on every host at once.</summary>
internal sealed class BrowserSessions(Database database, TimeProvider clock)
{
    public static TimeSpan Absolute { get; } = TimeSpan.FromHours(12);

    /// <summary>Signs the browser of this request in, in a division or none yet; whatever it was before ends.</summary>
    public async Task SignIn(HttpContext http, Guid user, Membership? membership)
    {
        if (http.User.Session() is { } before)
            await End(before);

        var id = await Begin(user, membership?.Division);
        await http.SignInAsync(
            Schemes.Cookie,
            Schemes.OfSession(id, new(user, membership?.Division, membership?.Person))
        );
    }

    public async Task SignOut(HttpContext http)
    {
        if (http.User.Session() is { } session)
            await End(session);

        await http.SignOutAsync(Schemes.Cookie);
        CallerMiddleware.GoBackToToday(http.Response);
    }

    private async Task<Guid> Begin(Guid user, int? division)
    {
        var id = Guid.NewGuid();
        await using var connection = await database.App.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "insert into identity.sessions (id, user_id, division, started_at) values (@id, @user, @division, @now)",
            new
            {
                id,
                user,
                division,
                now = clock.GetUtcNow(),
            }
        );
        return id;
    }

    /// <summary>Who the browser belongs to, or null when it was signed out, anywhere, or is too old.</summary>
    public async Task<SignedIn?> Find(Guid id, CancellationToken cancel)
    {
        await using var connection = await database.App.OpenConnectionAsync(cancel);
        return await connection.QuerySingleOrDefaultAsync<SignedIn>(
            new CommandDefinition(
                """
                select s.user_id as user, m.division, m.person_id as person
                from identity.sessions s
                left join identity.memberships m on m.user_id = s.user_id and m.division = s.division
                where s.id = @id and s.ended_at is null and s.started_at > @oldest
                """,
                new { id, oldest = clock.GetUtcNow() - Absolute },
                cancellationToken: cancel
            )
        );
    }

    public async Task<bool> Switch(Guid id, int division)
    {
        await using var connection = await database.App.OpenConnectionAsync();
        return await connection.ExecuteAsync(
                """
                update identity.sessions s set division = @division
                where id = @id and exists (
                    select from identity.memberships m where m.user_id = s.user_id and m.division = @division)
                """,
                new { id, division }
            ) == 1;
    }

    public async Task End(Guid id)
    {
        await using var connection = await database.App.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "update identity.sessions set ended_at = @now where id = @id and ended_at is null",
            new { id, now = clock.GetUtcNow() }
        );
    }

    /// <summary>Signs a user out everywhere, but for one browser where it is named.</summary>
    public async Task EndAll(Guid user, Guid? but = null)
    {
        await using var connection = await database.App.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "update identity.sessions set ended_at = @now where user_id = @user and ended_at is null and id is distinct from @but",
            new
            {
                user,
                but,
                now = clock.GetUtcNow(),
            }
        );
    }

    internal sealed record SignedIn(Guid User, int? Division, Guid? Person);
}
