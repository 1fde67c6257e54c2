using Dapper;
using Inspection.Kernel;
using Inspection.Kernel.Divisions;
using Microsoft.Extensions.Options;

namespace Inspection.Host.SignIn;

/// <summary>What a one-time link is for.</summary>
internal enum LinkPurpose
{
    /// <summary>To become a user, or to join another division.</summary>
    Invitation,

    /// <summary>To choose a new password.</summary>
    Reset,
}

/// <summary>One-time links to get in. Making a new one ends the person's older ones of its kind.</summary>
internal sealed class Links(Database database, TimeProvider clock, IOptions<SignInSettings> options)
{
    public async Task<string> Make(LinkPurpose purpose, string email, int division, Guid person)
    {
        var secret = Secret.Make();
        var now = clock.GetUtcNow();
        await using var connection = await database.App.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            update identity.links set used_at = @now
            where purpose = @kind and division = @division and person_id = @person and used_at is null;
            insert into identity.links (hash, purpose, email, division, person_id, made_at, expires_at)
            values (@hash, @kind, @email, @division, @person, @now, @expires)
            """,
            new
            {
                hash = Secret.Hash(secret),
                kind = Word(purpose),
                email,
                division,
                person,
                now,
                expires = now + Life(purpose),
            }
        );
        return new Uri(options.Value.Address, $"/{Word(purpose)}/{secret}").ToString();
    }

    /// <summary>The link, or null when it is unknown, used or too old.</summary>
    public async Task<Link?> Find(LinkPurpose purpose, string secret)
    {
        await using var connection = await database.App.OpenConnectionAsync();
        return await connection.QuerySingleOrDefaultAsync<Link>(
            """
            select email, division, person_id as person from identity.links
            where hash = @hash and purpose = @kind and used_at is null and expires_at > @now
            """,
            new
            {
                hash = Secret.Hash(secret),
                kind = Word(purpose),
                now = clock.GetUtcNow(),
            }
        );
    }

    /// <summary>Uses the link up. Of two at once one gets false.</summary>
    public async Task<bool> Use(string secret)
    {
        await using var connection = await database.App.OpenConnectionAsync();
        return await connection.ExecuteAsync(
                "update identity.links set used_at = @now where hash = @hash and used_at is null",
                new { hash = Secret.Hash(secret), now = clock.GetUtcNow() }
            ) == 1;
    }

    public static TimeSpan Life(LinkPurpose purpose) =>
        purpose == LinkPurpose.Invitation ? TimeSpan.FromDays(7) : TimeSpan.FromMinutes(60);

    private static string Word(LinkPurpose purpose) => purpose == LinkPurpose.Invitation ? "invitation" : "reset";

    internal sealed record Link(string Email, int Division, Guid Person);
}

/// <summary>What sign-in is told by the host's configuration.</summary>
internal sealed class SignInSettings
{
    /// <summary>Where people reach the suite; links are made with it, never with what a request says its host is.</summary>
    public Uri Address { get; set; } = new("http://127.0.0.1:5080");
}

/// <summary>Links with the address that people reach the suite by.</summary>
internal sealed class SuiteAddress(IOptions<SignInSettings> options) : IAddress
{
    public Uri Of(string path) => new(options.Value.Address, path);
}
