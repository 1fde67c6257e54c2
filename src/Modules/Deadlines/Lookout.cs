using Dapper;
using Inspection.Kernel.Divisions;

namespace Inspection.Deadlines;

/// <summary>Mail that is due in a division.</summary>
/// <param name="Tried">Whether it was tried before.</param>
internal sealed record MailDue(int Division, bool Tried);

/// <summary>Looks past one division, and only at its number: where there is anything to do, the longest waiting first.</summary>
internal static class Lookout
{
    /// <summary>Divisions with a rung whose moment has come, or with reminders that are in no mail yet.</summary>
    public static Task<IReadOnlyList<int>> WithWork(
        this Database database,
        DateTimeOffset now,
        CancellationToken cancel
    ) => database.Query<int>("select division from deadlines.with_work(@now)", now, cancel);

    public static Task<IReadOnlyList<MailDue>> MailDue(
        this Database database,
        DateTimeOffset now,
        CancellationToken cancel
    ) => database.Query<MailDue>("select division, tried from deadlines.mail_due(@now)", now, cancel);

    private static async Task<IReadOnlyList<T>> Query<T>(
        this Database database,
        string sql,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        await using var connection = await database.App.OpenConnectionAsync(cancel);
        return (
            await connection.QueryAsync<T>(
                new CommandDefinition(sql, new { now = now.UtcDateTime }, cancellationToken: cancel)
            )
        ).AsList();
    }
}
