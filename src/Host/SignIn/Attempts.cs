using System.Net;
using Dapper;
using Inspection.Kernel.Divisions;

namespace Inspection.Host.SignIn;

/// <summary>
/// Slows guessing: ten failed tries an hour for each e-mail address typed, known or not, and a hundred for each address
/// they come from. It ends by itself, and a reset link is a way round it.
/// </summary>
internal sealed class Attempts(Database database, TimeProvider clock)
{
    public const int PerAccount = 10;
    public const int PerAddress = 100;

    private static readonly TimeSpan Within = TimeSpan.FromHours(1);

    public async Task<bool> TooMany(string email, IPAddress? from)
    {
        await using var connection = await database.App.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<bool>(
            """
            select (select count(*) from identity.attempts where key = @account and at > @since) >= @PerAccount
                or (select count(*) from identity.attempts where key = @address and at > @since) >= @PerAddress
            """,
            new
            {
                account = Account(email),
                address = Address(from),
                since = clock.GetUtcNow() - Within,
                PerAccount,
                PerAddress,
            }
        );
    }

    public async Task Failed(string email, IPAddress? from)
    {
        await using var connection = await database.App.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            insert into identity.attempts (key, at) values (@account, @now), (@address, @now);
            delete from identity.attempts where at < @old
            """,
            new
            {
                account = Account(email),
                address = Address(from),
                now = clock.GetUtcNow(),
                old = clock.GetUtcNow() - Within,
            }
        );
    }

    /// <summary>The account's owner has shown who they are.</summary>
    public async Task Forget(string email)
    {
        await using var connection = await database.App.OpenConnectionAsync();
        await connection.ExecuteAsync("delete from identity.attempts where key = @key", new { key = Account(email) });
    }

    private static byte[] Account(string email) => Secret.Hash($"account {email.Trim().ToUpperInvariant()}");

    private static byte[] Address(IPAddress? from) => Secret.Hash($"address {from}");
}
