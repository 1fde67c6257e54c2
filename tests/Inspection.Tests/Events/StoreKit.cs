using Inspection.Kernel;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Testing;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Inspection.Tests.Events;

/// <summary>The kernel alone on a database of its own, as one host or several see it.</summary>
public sealed class StoreKit : IAsyncLifetime
{
    private TestDatabase database = null!;

    public ServiceProvider Host { get; private set; } = null!;

    public string ConnectionString => database.ConnectionString;

    public async Task InitializeAsync()
    {
        database = await (await TestCluster.Shared).CreateDatabase(
            "kernel",
            async connection =>
            {
                await using var host = NewHost(connection);
                await host.GetRequiredService<Schema>().Apply();
            }
        );
        Host = NewHost(database.ConnectionString);
    }

    public async Task DisposeAsync()
    {
        await Host.DisposeAsync();
        await database.DisposeAsync();
    }

    /// <summary>Another host on the same database. It waits for long: tests hold locks for as long as a busy machine takes.</summary>
    public static ServiceProvider NewHost(string connectionString) =>
        new ServiceCollection()
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.None))
            .AddKernel(connectionString + ";Command Timeout=60", [new TalliesModule()])
            .BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true });

    public async Task<int> NewDivision()
    {
        await using var connection = await Host.GetRequiredService<Database>().App.OpenConnectionAsync();
        await using var command = new NpgsqlCommand("select kernel.register_division($1, $1, false)", connection);
        command.Parameters.Add(new() { Value = $"d{Guid.NewGuid():n}"[..20] });
        return (int)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Sends a command as somebody of a division; answers what it stored.</summary>
    public Task<Receipt> Send(int division, ICommand command, Guid? id = null) => Send(Host, division, command, id);

    public static async Task<Receipt> Send(ServiceProvider host, int division, ICommand command, Guid? id = null)
    {
        await using var scope = host.CreateAsyncScope();
        var session = scope.ServiceProvider.GetRequiredService<Session>();
        session.Caller = new(division, Guid.NewGuid()) { Command = id ?? Guid.NewGuid() };
        await scope.ServiceProvider.GetRequiredService<IMediator>().Send(command);
        return session.Receipt!;
    }

    /// <summary>Asks something in a session of a division.</summary>
    public async Task<T> In<T>(int division, Func<Session, Task<T>> ask, DateTimeOffset? asAt = null)
    {
        await using var scope = Host.CreateAsyncScope();
        var session = scope.ServiceProvider.GetRequiredService<Session>();
        session.Caller = new(division, Guid.NewGuid()) { AsAt = asAt };
        return await ask(session);
    }

    internal Task<TallyRow?> Row(int division, Guid id, DateTimeOffset? asAt = null) =>
        In(division, session => session.One<TallyRow>("select * from tally where id = @id", new { id }), asAt);

    /// <summary>Does something as a superuser who goes round the application.</summary>
    public async Task AsSuperuser(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public Task<int> Settle() => Host.GetRequiredService<Subscriptions>().Drain();
}
