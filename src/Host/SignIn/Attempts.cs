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

    /// <summary>
    /// Counts a try before it is made, so that many at once get no more than many in a row; false when there were too many.
    /// </summary>
    public async Task<bool> MayTry(string email, IPAddress? from)
    {
        var now = clock.GetUtcNow();
        await using var connection = await database.App.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync(
            "select pg_advisory_xact_lock(hashtextextended(encode(@account, 'hex'), 0))",
            new { account = Account(email) }
        );
        var counted = await connection.ExecuteAsync(
            """
            insert into identity.attempts (key, at)
            select key, @now from unnest(array[@account, @address]) as key
            where (select count(*) from identity.attempts where key = @account and at > @since) < @PerAccount
                and (select count(*) from identity.attempts where key = @address and at > @since) < @PerAddress
            """,
            new
            {
                account = Account(email),
                address = Address(from),
                now,
                since = now - Within,
                PerAccount,
                PerAddress,
            }
        );
        await connection.ExecuteAsync("delete from identity.attempts where at < @old", new { old = now - Within });
        await transaction.CommitAsync();
        return counted > 0;
    }

    /// <summary>The last try was right: it counts for nothing, and what failed before it is forgotten.</summary>
    public async Task Succeeded(string email, IPAddress? from)
    {
        await Forget(email);
        await using var connection = await database.App.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            delete from identity.attempts where ctid = (
                select ctid from identity.attempts where key = @address order by at desc limit 1)
            """,
            new { address = Address(from) }
        );
    }

    /// <summary>The account's owner has shown who they are in another way.</summary>
    public async Task Forget(string email)
    {
        await using var connection = await database.App.OpenConnectionAsync();
        await connection.ExecuteAsync("delete from identity.attempts where key = @key", new { key = Account(email) });
    }

    private static byte[] Account(string email) => Secret.Hash($"account {email.Trim().ToUpperInvariant()}");

    private static byte[] Address(IPAddress? from) => Secret.Hash($"address {from}");
}
