using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Configuration;

namespace Inspection.Deadlines;

/// <summary>Opens a calendar of one's own deadlines, or of a module's to those who manage.</summary>
/// <param name="Module">The module; null for one's own deadlines.</param>
/// <param name="TokenSha256">
/// SHA-256, in hexadecimal, of the address's token. Whoever opens the feed makes the token, 32 random bytes in base64url, so
/// that the suite neither keeps it nor has to answer it: the address is /calendar/, the token and .ics.
/// </param>
[Allow(Policy.Read), Api("POST", "/api/deadlines/feeds")]
internal sealed record OpenFeed(Guid Id, string? Module, string? TokenSha256) : ICommand
{
    internal sealed class Validator : AbstractValidator<OpenFeed>
    {
        public Validator(Kinds kinds)
        {
            RuleFor(c => c.Id).NotEmpty().WithMessage("Give the feed an id of your own making (a UUID)");
            RuleFor(c => c.Module)
                .Must(kinds.Modules.Contains!)
                .When(c => !string.IsNullOrEmpty(c.Module))
                .WithMessage("Select whose deadlines it shows");
            RuleFor(c => c.TokenSha256).IsTokenHash();
        }
    }

    internal sealed class Handler(Session session, IEventStore store, IPermissions permissions)
        : AsyncRequestHandler<OpenFeed>
    {
        protected override async Task Handle(OpenFeed command, CancellationToken cancel)
        {
            var module = string.IsNullOrEmpty(command.Module) ? null : command.Module;

            if (module is not null && !(await permissions.For(session, cancel)).Contains(Policy.Manage))
                throw new ForbiddenException(Policy.Manage);

            store.Start(command.Id, Feed.Open(session.Caller.Actor, module));
            await session.KeepToken(command.Id, command.TokenSha256!, cancel);
        }
    }
}

/// <summary>Gives a feed of one's own another address: the one before opens nothing any more.</summary>
[Allow(Policy.Read), Api("POST", "/api/deadlines/feeds/{id}/renew")]
internal sealed record RenewFeed(Guid Id, string? TokenSha256) : ICommand
{
    internal sealed class Validator : AbstractValidator<RenewFeed>
    {
        public Validator() => RuleFor(c => c.TokenSha256).IsTokenHash();
    }

    internal sealed class Handler(Session session, IEventStore store) : AsyncRequestHandler<RenewFeed>
    {
        protected override async Task Handle(RenewFeed command, CancellationToken cancel)
        {
            await session.Feed(command.Id, ofAnybody: false, cancel);
            await store.Change<Feed>(command.Id, null, feed => feed.Renew(), cancel);
            await session.KeepToken(command.Id, command.TokenSha256!, cancel);
        }
    }
}

/// <summary>Ends a feed for good. Administrators may end anybody's.</summary>
[Allow(Policy.Read), Api("POST", "/api/deadlines/feeds/{id}/revoke")]
internal sealed record RevokeFeed(Guid Id) : ICommand
{
    internal sealed class Handler(Session session, IEventStore store, IPermissions permissions)
        : AsyncRequestHandler<RevokeFeed>
    {
        protected override async Task Handle(RevokeFeed command, CancellationToken cancel)
        {
            var ofAnybody = (await permissions.For(session, cancel)).Contains(Policy.Administer);
            await session.Feed(command.Id, ofAnybody, cancel);
            await store.Change<Feed>(command.Id, null, feed => feed.Revoke(), cancel);
            await session.Execute(
                """
                delete from feed_secret where division = @Division and feed = @Id;
                delete from feed_entry where division = @Division and feed = @Id
                """,
                new { session.Caller.Division, command.Id },
                cancel
            );
        }
    }
}

internal static class FeedStore
{
    /// <summary>The feed, where it is open and the caller's own.</summary>
    /// <exception cref="NotFoundException">It is not.</exception>
    public static async Task<FeedRow> Feed(
        this Session session,
        Guid id,
        bool ofAnybody,
        CancellationToken cancel = default
    ) =>
        await session.One<FeedRow>(
            "select * from feed where division = @Division and id = @id and (person = @Actor or @ofAnybody)",
            new
            {
                session.Caller.Division,
                session.Caller.Actor,
                id,
                ofAnybody,
            },
            cancel
        ) ?? throw new NotFoundException($"There is no feed {id}");

    public static Task<int> KeepToken(this Session session, Guid feed, string hash, CancellationToken cancel) =>
        session.Execute(
            """
            insert into feed_secret (division, feed, person, hash) values (@Division, @feed, @Actor, decode(@hash, 'hex'))
            on conflict (division, feed) do update set hash = excluded.hash
            """,
            new
            {
                session.Caller.Division,
                session.Caller.Actor,
                feed,
                hash,
            },
            cancel
        );

    public static void IsTokenHash<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(Token.IsHash).WithMessage("Give the SHA-256 of the address’s token, in 64 hexadecimal digits");
}

/// <summary>One's feeds; to administrators, everybody's.</summary>
[Allow(Policy.Read)]
internal sealed class CalendarPage(Session session, IPermissions permissions, IConfiguration settings) : PageModel
{
    /// <summary>Where this page finds the token of an address that was just made.</summary>
    internal const string Made = "Calendar";

    public IReadOnlyList<FeedRow> Mine { get; private set; } = [];

    public IReadOnlyList<OthersFeed> Others { get; private set; } = [];

    /// <summary>The address, right after it was made and never again.</summary>
    public string? Address { get; private set; }

    public bool MayChange => session.Caller.AsAt is null;

    public async Task OnGet()
    {
        var cancel = HttpContext.RequestAborted;
        Mine = await session.Query<FeedRow>(
            "select * from feed where division = @Division and person = @Actor order by opened_at",
            new { session.Caller.Division, session.Caller.Actor },
            cancel
        );

        if ((await permissions.For(session, cancel)).Contains(Policy.Administer))
            Others = await session.Query<OthersFeed>(
                """
                select f.id, f.module, f.opened_at, coalesce(p.name, 'Someone') as name
                from feed f left join people p on p.division = f.division and p.id = f.person
                where f.division = @Division and f.person <> @Actor order by name, f.opened_at
                """,
                new { session.Caller.Division, session.Caller.Actor },
                cancel
            );

        if (TempData[Made] is string token)
            Address = $"{settings.AddressOf(Request)}/calendar/{token}.ics";
    }
}

/// <summary>Somebody else's feed, as an administrator sees it.</summary>
internal sealed record OthersFeed
{
    public Guid Id { get; init; }
    public string? Module { get; init; }
    public DateTimeOffset OpenedAt { get; init; }
    public string Name { get; init; } = "";
}

[Allow(Policy.Read)]
internal sealed class OpenFeedPage(IMediator mediator, Session session, IPermissions permissions, Kinds kinds)
    : FormPage(mediator)
{
    [BindProperty]
    public OpenFeed Command { get; set; } = null!;

    public IReadOnlyList<Option> Modules { get; private set; } = [];

    public async Task OnGet()
    {
        Command = new(Guid.CreateVersion7(), null, null);
        await Prepare();
    }

    public async Task<IActionResult> OnPost()
    {
        var token = Token.Make();
        Command = Command with { TokenSha256 = Token.Hash(token) };
        var answer = await Send(Command, "/deadlines/calendar");

        // Of a form that was sent twice the second opened nothing.
        if (answer is LocalRedirectResult && session.Receipt is { Repeated: false })
            TempData[CalendarPage.Made] = token;

        return answer;
    }

    protected override async Task Prepare()
    {
        var manages = (await permissions.For(session)).Contains(Policy.Manage);
        Modules =
        [
            new("", "Mine", "Of the posts that you hold on the day, and what you owe yourself"),
            .. manages ? kinds.Modules.Select(module => new Option(module, $"All of {Kinds.Words(module)}")) : [],
        ];
    }
}

[Allow(Policy.Read)]
internal sealed class RenewFeedPage(IMediator mediator, Session session) : FormPage(mediator)
{
    [BindProperty]
    public RenewFeed Command { get; set; } = null!;

    public FeedRow Feed { get; private set; } = null!;

    public async Task OnGet(Guid id)
    {
        Command = new(id, null);
        await Prepare();
    }

    public async Task<IActionResult> OnPost()
    {
        var token = Token.Make();
        Command = Command with { TokenSha256 = Token.Hash(token) };
        var answer = await Send(Command, "/deadlines/calendar");

        if (answer is LocalRedirectResult && session.Receipt is { Repeated: false })
            TempData[CalendarPage.Made] = token;

        return answer;
    }

    protected override async Task Prepare() => Feed = await session.Feed(Command.Id, ofAnybody: false);
}

[Allow(Policy.Read)]
internal sealed class RevokeFeedPage(IMediator mediator, Session session, IPermissions permissions) : FormPage(mediator)
{
    [BindProperty]
    public RevokeFeed Command { get; set; } = null!;

    public FeedRow Feed { get; private set; } = null!;

    public async Task OnGet(Guid id)
    {
        Command = new(id);
        await Prepare();
    }

    public Task<IActionResult> OnPost() => Send(Command, "/deadlines/calendar", "The address opens nothing any more");

    protected override async Task Prepare() =>
        Feed = await session.Feed(Command.Id, (await permissions.For(session)).Contains(Policy.Administer));
}
