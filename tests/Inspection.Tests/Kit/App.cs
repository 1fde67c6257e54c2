using Inspection.Contracts.Organisation;
using Inspection.Host;
using Inspection.Host.SignIn;
using Inspection.Kernel;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Organisation;
using Inspection.Testing;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Inspection.Tests.Kit;

/// <summary>What the people of a test division do there.</summary>
public enum Role
{
    /// <summary>Administers and holds no post.</summary>
    Administrator,
    HeadOfDivision,
    DeputyHead,
    AreaBusinessManager,
    ModuleOwner,

    /// <summary>Holds a post that commands nothing.</summary>
    Member,

    /// <summary>Holds no post.</summary>
    Reader,
    BoardMember,
}

/// <summary>The whole application on a real port and a database of its own, with one division and a person for each role.</summary>
public sealed class App : IAsyncLifetime
{
    private readonly List<IDisposable> clients = [];
    private WebApplication web = null!;
    private TestDatabase database = null!;

    public const string Password = "five quiet herons wade";

    public TestClock Clock { get; } = new();

    public DateOnly Today => Clock.Today();

    public IServiceProvider Services => web.Services;

    public Uri Address { get; private set; } = null!;

    /// <summary>The division that tests work in when they say nothing else.</summary>
    public TestDivision Division { get; private set; } = null!;

    /// <summary>An application without any division, user or person: before set-up.</summary>
    internal static async Task<App> Empty(Action<WebApplicationBuilder>? adjust = null)
    {
        var app = new App();
        await app.Start(adjust);
        return app;
    }

    public async Task InitializeAsync()
    {
        await Start(adjust: null);
        Division = await AddDivision("ijocd", "International Justice and Organised Crime Division");
    }

    public async Task DisposeAsync()
    {
        foreach (var client in clients)
            client.Dispose();

        await web.StopAsync();
        await web.DisposeAsync();
        await database.DisposeAsync();
    }

    /// <summary>Another division with a person for each role.</summary>
    public async Task<TestDivision> AddDivision(string key, string name)
    {
        var number = await Services.GetRequiredService<Memberships>().Register(key, name);
        var division = new TestDivision(number, key);
        await Send(new EstablishDivision(key, name), division);

        foreach (var role in Enum.GetValues<Role>())
            await Add(division, role);

        return division;
    }

    /// <summary>A browser that nobody has signed in with.</summary>
    public Browser Stranger() => Keep(new Browser(Address));

    /// <summary>A browser in which the division's person of this role has signed in, by the form.</summary>
    public async Task<Browser> As(Role role, TestDivision? division = null)
    {
        var browser = Stranger();
        await browser.SignIn((division ?? Division).EmailOf(role), Password);
        return browser;
    }

    /// <summary>The API as the division's person of this role sees it, through an access token.</summary>
    public async Task<HttpClient> Api(Role role, TestDivision? division = null, bool writes = true)
    {
        division ??= Division;
        var user = await Services.GetRequiredService<Memberships>().UserOf(division.Id, division.PersonOf(role));
        var token = await Services.GetRequiredService<Tokens>().Make(user!.Value, division.Id, "Test", writes);
        var client = Keep(new HttpClient { BaseAddress = Address });
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return client;
    }

    /// <summary>Works in a session of its own, as the suite itself or as whoever is named.</summary>
    public async Task<T> In<T>(Func<IServiceProvider, Task<T>> work, TestDivision? division = null, Guid? actor = null)
    {
        await using var scope = Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Session>().Caller = new(
            (division ?? Division).Id,
            actor ?? SystemActor.CommandLine
        );
        return await work(scope.ServiceProvider);
    }

    /// <summary>Stores events as the beginning of a new stream.</summary>
    public Task Given(Guid stream, params DomainEvent[] events) => Given(Division, stream, events);

    /// <summary>Stores events as the beginning of a new stream of a division.</summary>
    public Task Given(TestDivision division, Guid stream, params DomainEvent[] events) =>
        In(
            services =>
            {
                var session = services.GetRequiredService<Session>();
                session.Events.Start(stream, events);
                return session.Commit();
            },
            division
        );

    public Task<Receipt?> Send(ICommand command, TestDivision? division = null, Guid? actor = null) =>
        In(
            async services =>
            {
                await services.GetRequiredService<IMediator>().Send(command);
                return services.GetRequiredService<Session>().Receipt;
            },
            division,
            actor
        );

    public Task<T> Ask<T>(IQuery<T> query, TestDivision? division = null, Guid? actor = null) =>
        In(services => services.GetRequiredService<IMediator>().Send(query), division, actor);

    /// <summary>What happened to one stream, oldest first.</summary>
    public Task<IReadOnlyList<StoredEvent>> History(Guid stream, TestDivision? division = null) =>
        In(services => services.GetRequiredService<Session>().Events.History(stream), division);

    /// <summary>Lets every listener hear what happened so far, whether here or in the host's own background work.</summary>
    public async Task Settle()
    {
        var subscriptions = Services.GetRequiredService<Subscriptions>();

        while ((await subscriptions.Behind()).Count > 0)
            await subscriptions.Drain();
    }

    private async Task Start(Action<WebApplicationBuilder>? adjust)
    {
        database = await (await TestCluster.Shared).CreateDatabase("suite", Prepare);
        web = Web.Build(
            database.ConnectionString,
            "http://127.0.0.1:0",
            builder =>
            {
                builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock));
                builder.Services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = 100);
                adjust?.Invoke(builder);
            }
        );
        await web.StartAsync();
        Address = new(web.Urls.First());
        Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<SignInSettings>>().Value.Address = Address;
    }

    private static async Task Prepare(string connectionString)
    {
        await using var web = Web.Build(connectionString, "http://127.0.0.1:0");
        await web.Services.GetRequiredService<Schema>().Apply();
    }

    private async Task Add(TestDivision division, Role role)
    {
        var person = division.PersonOf(role);
        await Send(
            new InvitePerson(person, division.NameOf(role), division.EmailOf(role), role == Role.Administrator),
            division
        );

        await using (var scope = Services.CreateAsyncScope())
        {
            var passwords = scope.ServiceProvider.GetRequiredService<Passwords>();
            var user = await passwords.FindOrMake(division.EmailOf(role));
            await passwords.Set(user, Password);
            await Services.GetRequiredService<Memberships>().Add(user.Id, division.Id, person);
        }

        if (TestDivision.PostOf(role) is { } kind)
        {
            var post = division.Post(role);
            await Send(new CreatePost(post, TestDivision.TitleOf(role), null, kind, "recommendations", null), division);
            await Send(
                new AppointPerson(post, null, Guid.NewGuid(), person, new(2026, 1, 5), null, JobShare: false),
                division
            );
        }
    }

    private T Keep<T>(T client)
        where T : IDisposable
    {
        clients.Add(client);
        return client;
    }
}

/// <summary>A division of a test: a person, an address and a post for each role.</summary>
public sealed record TestDivision(int Id, string Key)
{
    private readonly Dictionary<Role, Guid> people = Enum.GetValues<Role>().ToDictionary(r => r, _ => Guid.NewGuid());
    private readonly Dictionary<Role, Guid> posts = Enum.GetValues<Role>().ToDictionary(r => r, _ => Guid.NewGuid());

    public Guid PersonOf(Role role) => people[role];

    /// <summary>The post that the person of this role holds.</summary>
    public Guid Post(Role role) => posts[role];

    public string EmailOf(Role role) => $"{role}@{Key}.example".ToLowerInvariant();

    public string NameOf(Role role) => $"{TitleOf(role)} of {Key}";

    internal static string TitleOf(Role role) => Kernel.Ui.Words.Of(role);

    internal static PostKind? PostOf(Role role) =>
        role switch
        {
            Role.HeadOfDivision => PostKind.HeadOfDivision,
            Role.DeputyHead => PostKind.DeputyHead,
            Role.AreaBusinessManager => PostKind.AreaBusinessManager,
            Role.ModuleOwner => PostKind.ModuleOwner,
            Role.Member => PostKind.Other,
            Role.BoardMember => PostKind.BoardMember,
            _ => null,
        };
}
