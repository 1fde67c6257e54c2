using Inspection.Kernel.Divisions;
using Inspection.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Faults;

/// <summary>A host in this process that reaches its database through a proxy.</summary>
internal sealed record Faulty(TestDatabase Database, Proxy Proxy, WebApplication Host) : IAsyncDisposable
{
    public Store Store { get; } = new(Database.ConnectionString);

    public string Address => Host.Urls.First();

    public static async Task<Faulty> Start(bool subscriptions, bool impatient = false)
    {
        var database = await Store.Demonstrated();
        var proxy = new Proxy(database.ConnectionString);
        var patience = impatient ? ";Command Timeout=1;Timeout=1;Cancellation Timeout=200" : "";
        var host = Store.Build(proxy.ConnectionString + patience, subscriptions);
        await host.StartAsync();
        return new(database, proxy, host);
    }

    /// <summary>Every connection that waits in the pool is closed.</summary>
    public void Forget() => Host.Services.GetRequiredService<Database>().App.Clear();

    public async ValueTask DisposeAsync()
    {
        Proxy.Thaw();
        await Host.StopAsync();
        await Host.DisposeAsync();
        await Proxy.DisposeAsync();
        await Database.DisposeAsync();
    }

    /// <summary>The answer says in words that it did not work, and that it may be tried again.</summary>
    public static async Task IsProblem(HttpResponseMessage answer)
    {
        var words = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode is 500 or 503, $"{(int)answer.StatusCode} {words}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }
}
