using Inspection.Deadlines;
using Inspection.Kernel.Divisions;
using Inspection.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Inspection.Tests.Deadlines;

/// <summary>The application with a mail server beside it, and letters that say what a test wants.</summary>
internal sealed class PostOffice : IAsyncDisposable
{
    private readonly Pen pen = new();

    private PostOffice(SmtpServer server) => Server = server;

    public SmtpServer Server { get; }

    public App App { get; private set; } = null!;

    public TestDivision Division { get; private set; } = null!;

    /// <summary>What a person is told; null where nothing is left to say.</summary>
    public Func<Guid, Letter?> Says
    {
        set => pen.Says = value;
    }

    public MailSettings Settings => App.Services.GetRequiredService<IOptions<MailSettings>>().Value;

    public Outbox Outbox => App.Services.GetRequiredService<Outbox>();

    public static Letter Letter(string subject = "1 thing is due soon") =>
        new(
            subject,
            "One thing that you own is due in the next 7 days.",
            [new("Due soon", [new("Issue to address 3", "Recommendation due on 9 March 2026", "/recommendations/3")])]
        );

    /// <summary>With letters that say what a test wants, at any time of any day.</summary>
    /// <param name="server">The mail server; one that says yes to everything when not said.</param>
    /// <param name="settings">More settings of <c>Inspection:Mail</c>.</param>
    public static Task<PostOffice> Open(SmtpServer? server = null, params (string Key, string? Value)[] settings) =>
        Open(server, settings, asSaid: true);

    /// <summary>The same with the letters that people get, and the quiet times of a division that has set none.</summary>
    public static Task<PostOffice> OpenForReal() => Open(server: null, settings: [], asSaid: false);

    private static async Task<PostOffice> Open(SmtpServer? server, (string Key, string? Value)[] settings, bool asSaid)
    {
        var office = new PostOffice(server ?? new SmtpServer());
        office.App = await App.Empty(builder =>
        {
            (string, string?)[] usual =
            [
                ("Host", "localhost"),
                ("Port", $"{office.Server.Port}"),
                ("Tls", "None"),
                ("Sender", "inspection@justice.example"),
                ("PerSecond", "10000"),
                ("Within", "00:00:20"),
            ];

            foreach (var (key, value) in usual.Concat(settings))
                builder.Configuration[$"Inspection:Mail:{key}"] = value;

            foreach (var kind in asSaid ? new[] { MailKind.Reminders, MailKind.Digest } : [])
                builder.Services.AddScoped<ILetters>(_ => new Letters(kind, office.pen));
        });
        office.Division = await office.App.AddDivision("ijocd", "International Justice and Organised Crime Division");

        if (asSaid)
            await office.Change(
                """
                insert into deadlines.reminding (division, id, version, changed_at, chosen)
                values (kernel.division(), gen_random_uuid(), 1, now(),
                    '[{"From": "00:00:00", "Until": "23:59:59.999", "QuietWeekends": false, "QuietHolidays": false, "DigestOn": "Monday"}]')
                """
            );

        return office;
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Server.DisposeAsync();
    }

    public Task<Guid> Queue(
        Role role = Role.Member,
        MailKind kind = MailKind.Reminders,
        TestDivision? division = null
    ) => Queue((division ?? Division).PersonOf(role), kind, division);

    public async Task<Guid> Queue(Guid person, MailKind kind = MailKind.Reminders, TestDivision? division = null)
    {
        var mail = Guid.CreateVersion7();
        await Change(
            """
            insert into deadlines.mail (division, id, person, kind, message_id, state, created_at, not_before)
            values (kernel.division(), @mail, @person, @kind, @messageId, 'Queued', @now, @now)
            """,
            new
            {
                mail,
                person,
                kind = $"{kind}",
                messageId = Inspection.Deadlines.Mail.MessageId(mail),
                now = App.Clock.GetUtcNow(),
            },
            division
        );
        return mail;
    }

    public Task<string> Run() => Outbox.Run();

    /// <summary>Runs again after so much time.</summary>
    public Task<string> RunAfter(TimeSpan time)
    {
        App.Clock.Advance(time);
        return Run();
    }

    public Task<MailOf> Mail(Guid id, TestDivision? division = null) =>
        App.Ask(new MailDetails(id), division ?? Division);

    public Task Change(string sql, object? parameters = null, TestDivision? division = null) =>
        App.In(
            async services =>
            {
                var session = services.GetRequiredService<Session>();
                await session.Execute(sql, parameters);
                return await session.Commit();
            },
            division ?? Division
        );

    public Task<IReadOnlyList<T>> Rows<T>(string sql, object? parameters = null) =>
        App.In(services => services.GetRequiredService<Session>().Query<T>(sql, parameters), Division);

    /// <summary>What people read in the suite of mail that did not reach them.</summary>
    public Task<IReadOnlyList<string>> Notices(Role role) =>
        Rows<string>(
            "select text from deadlines.notice where person = @person and kind = 'Mail'",
            new { person = Division.PersonOf(role) }
        );

    /// <summary>A host takes the next mail, as it does before it hands it over.</summary>
    public async Task<Taken?> Take()
    {
        await using var host = App.Services.CreateAsyncScope();
        return await host.ServiceProvider.GetRequiredService<Desk>().Take(Division.Id, tried: false, isServed: true);
    }

    public async Task<bool> Record(Taken taken, Outcome outcome)
    {
        await using var host = App.Services.CreateAsyncScope();
        return await host
            .ServiceProvider.GetRequiredService<Desk>()
            .Record(taken, Division.Id, new(outcome, $"{outcome}"));
    }

    /// <summary>The time of every lease runs out.</summary>
    public Task EndLeases() =>
        Change("update deadlines.mail set lease_until = now() - interval '1 second' where lease is not null");

    /// <summary>The database ends every connection of the application.</summary>
    public async Task BreakConnections()
    {
        await using var connection = await App.Services.GetRequiredService<Database>().Owner.OpenConnectionAsync();
        await using var end = new NpgsqlCommand(
            """
            set role none;
            select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid()
            """,
            connection
        );
        await end.ExecuteNonQueryAsync();
    }

    private sealed class Pen
    {
        public Func<Guid, Letter?> Says { get; set; } = _ => Letter();
    }

    private sealed class Letters(MailKind kind, Pen pen) : ILetters
    {
        public MailKind Kind => kind;

        public Task<Letter?> Write(Guid mail, Guid person, Session session, CancellationToken cancel) =>
            Task.FromResult(pen.Says(person));
    }
}
