using System.Text.RegularExpressions;
using Inspection.Host;
using Inspection.Host.Jobs;
using Inspection.Host.SignIn;
using Inspection.Kernel;
using Inspection.Kernel.Divisions;
using Inspection.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Inspection.Browser;

/// <summary>The real host on a port and a database of its own, as somebody starts it.</summary>
internal sealed partial class Suite : IAsyncDisposable
{
    private readonly WebApplication web;
    private readonly TestDatabase database;

    private Suite(WebApplication web, TestDatabase database) => (this.web, this.database) = (web, database);

    public IServiceProvider Services => web.Services;

    public Uri Address => new(web.Urls.First());

    public required ShiftedClock Clock { get; init; }

    /// <summary>The store as it is on the first start: nobody and nothing.</summary>
    public static Task<Suite> Empty() => Start("empty", web => web.Services.GetRequiredService<Schema>().Apply());

    /// <summary>With the demonstration division and no other.</summary>
    public static Task<Suite> Demonstration() =>
        Start(
            "demonstration",
            async web =>
            {
                await web.Services.GetRequiredService<Schema>().Apply();
                await web.Services.GetRequiredService<Demonstration>().Load();
            }
        );

    /// <summary>The code that the console shows on the first start.</summary>
    public async Task<string> SetUpCode() =>
        await Services.GetRequiredService<SetUp>().Code()
        ?? throw new InvalidOperationException("It is set up already");

    /// <summary>The routes of all pages, with "{id}" for what names one thing.</summary>
    public IEnumerable<string> Pages =>
        from endpoint in Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        where endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not null
        select "/" + Parameter().Replace(endpoint.RoutePattern.RawText ?? "", "{id}").TrimStart('/');

    /// <summary>Lets every listener hear what happened so far.</summary>
    public async Task Settle()
    {
        var subscriptions = Services.GetRequiredService<Kernel.Events.Subscriptions>();

        while ((await subscriptions.Behind()).Count > 0)
            await subscriptions.Drain();
    }

    public async ValueTask DisposeAsync()
    {
        await web.StopAsync();
        await web.DisposeAsync();
        await database.DisposeAsync();
    }

    private static async Task<Suite> Start(string template, Func<WebApplication, Task> prepare)
    {
        var database = await (await TestCluster.Shared).CreateDatabase(
            template,
            async connectionString =>
            {
                await using var once = Build(connectionString, TimeProvider.System);
                await prepare(once);
            }
        );
        ShiftedClock clock = new();
        var suite = new Suite(Build(database.ConnectionString, clock), database) { Clock = clock };
        await suite.web.StartAsync();
        suite.Services.GetRequiredService<IOptions<SignInSettings>>().Value.Address = suite.Address;
        await RunJobs(suite.Services);
        return suite;
    }

    /// <summary>Every job has run once, as on a host that was started a while ago.</summary>
    private static async Task RunJobs(IServiceProvider services)
    {
        await services.GetRequiredService<Scheduler>().Register();
        await using var scope = services.CreateAsyncScope();

        foreach (var job in scope.ServiceProvider.GetServices<IJob>())
            await ActivatorUtilities
                .CreateInstance<ScheduledJob>(scope.ServiceProvider)
                .Run(job.Name, $"{Guid.NewGuid()}", TimeProvider.System.GetUtcNow(), CancellationToken.None);
    }

    [GeneratedRegex("{[^}]+}")]
    private static partial Regex Parameter();

    private static WebApplication Build(string connectionString, TimeProvider clock) =>
        Web.Build(
            connectionString,
            "http://127.0.0.1:0",
            builder =>
            {
                builder.Services.Replace(ServiceDescriptor.Singleton(clock));
                builder.Services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = 100);
            }
        );
}

/// <summary>The time of day, some days away from the real one.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    private long ticks;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref ticks));

    public void Shift(TimeSpan by) => Interlocked.Add(ref ticks, by.Ticks);
}
