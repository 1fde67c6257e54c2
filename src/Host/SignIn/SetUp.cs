using Dapper;
using Inspection.Kernel.Divisions;

namespace Inspection.Host.SignIn;

/// <summary>The first use of an empty store: whoever has the console's code makes the first administrator and division.</summary>
internal sealed class SetUp(Database database, Memberships memberships, TimeProvider clock)
{
    private volatile bool done;

    /// <summary>Whether there is anyone who could sign in.</summary>
    public async ValueTask<bool> IsDone() => done || (done = await memberships.Any());

    /// <summary>A new one-time code for the console to print; null when the suite is set up.</summary>
    public async Task<string?> Code()
    {
        if (await IsDone())
            return null;

        var code = Secret.MakeTypable();
        await using var connection = await database.App.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "insert into identity.setup_codes (hash, made_at) values (@hash, @now)",
            new { hash = Hash(code), now = clock.GetUtcNow() }
        );
        return code;
    }

    public async Task<bool> Knows(string code)
    {
        await using var connection = await database.App.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<bool>(
            "select exists (select from identity.setup_codes where hash = @hash)",
            new { hash = Hash(code) }
        );
    }

    /// <summary>Uses the code up, and every other host's. Of two at once one gets false.</summary>
    public async Task<bool> Use(string code)
    {
        await using var connection = await database.App.OpenConnectionAsync();
        return await connection.ExecuteAsync(
                """
                delete from identity.setup_codes where exists (
                    select from identity.setup_codes where hash = @hash for update)
                """,
                new { hash = Hash(code) }
            ) > 0;
    }

    // However it was typed: with or without hyphens, in small letters.
    private static byte[] Hash(string code) =>
        Secret.Hash($"set-up {string.Concat(code.Where(char.IsLetterOrDigit)).ToUpperInvariant()}");
}

/// <summary>Until the suite is set up, every page leads to the set-up page.</summary>
internal sealed class SetUpMiddleware(RequestDelegate next, SetUp setUp)
{
    public async Task Invoke(HttpContext http)
    {
        var path = http.Request.Path;

        if (
            Path.HasExtension(path)
            || path.StartsWithSegments("/set-up")
            || path.StartsWithSegments("/error")
            || path.StartsWithSegments("/health")
            || await setUp.IsDone()
        )
            await next(http);
        else if (http.Request.IsApi())
            await CookieEvents.Problem(http, StatusCodes.Status503ServiceUnavailable, "The suite is not set up yet");
        else
            http.Response.Redirect("/set-up");
    }
}
