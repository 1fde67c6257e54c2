using Inspection.Contracts.Organisation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Inspection.Recommendations;

/// <summary>Asks whose work is to be handed over: a post's, or a person's.</summary>
[Allow(Policy.Read)]
internal sealed class ChooseHandOverPage(IMediator mediator) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Post { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Person { get; set; }

    public IReadOnlyList<PostSummary> Posts { get; private set; } = [];

    /// <summary>Everyone who holds a post.</summary>
    public IReadOnlyList<Option> People { get; private set; } = [];

    /// <summary>The posts of the person who was chosen, where they hold several.</summary>
    public IReadOnlyList<PostSummary> Held { get; private set; } = [];

    public async Task<IActionResult> OnGet()
    {
        ModelState.Clear();

        if (Guid.TryParse(Post, out var post))
            return LocalRedirect($"/hand-over/{post}");

        Posts = await mediator.Send(new ListPosts(), HttpContext.RequestAborted);

        if (Guid.TryParse(Person, out var person))
        {
            Held = [.. Posts.Where(one => one.Holders.Contains(person))];

            if (Held.Count == 1)
                return LocalRedirect($"/hand-over/{Held[0].Id}");
            if (Held.Count == 0)
                ModelState.AddModelError(nameof(Person), "This person holds no post");
        }
        else if (Request.Query.ContainsKey(nameof(Post)) || Request.Query.ContainsKey(nameof(Person)))
            ModelState.AddModelError(nameof(Post), "Select a post or a person");

        var names = await mediator.Send(new NamePeople(), HttpContext.RequestAborted);
        People =
        [
            .. Posts
                .SelectMany(one => one.Holders)
                .Distinct()
                .Select(id => new Option($"{id}", names.GetValueOrDefault(id, "Someone")))
                .OrderBy(option => option.Text, StringComparer.CurrentCulture),
        ];
        return Page();
    }
}

/// <summary>One thing that a post owns.</summary>
/// <param name="Command">What gives it to another post; null where it stays where it is.</param>
internal sealed record OwnedThing(
    Guid Id,
    string Kind,
    string Name,
    string Text,
    string Link,
    Tag State,
    DateOnly? Due,
    bool IsOpen,
    Func<Guid, ICommand>? Command
);

/// <summary>What became of one thing that was handed over.</summary>
internal sealed record HandedOver(OwnedThing Thing, string? Refused);

/// <summary>Everything that a post owns, to print, and to give to another post.</summary>
[Allow(Policy.Read)]
internal sealed class HandOverPage(
    IMediator mediator,
    Session session,
    IPermissions permissions,
    OneByOne oneByOne,
    TimeProvider clock
) : PageModel
{
    [BindProperty]
    public Guid CommandId { get; set; } = Guid.CreateVersion7();

    /// <summary>What is to be handed over.</summary>
    [BindProperty]
    public Guid[] Chosen { get; set; } = [];

    /// <summary>The post that takes it over.</summary>
    [BindProperty]
    public string? To { get; set; }

    /// <summary>Everything that is open, whatever is ticked.</summary>
    [BindProperty]
    public bool All { get; set; }

    public PostSummary Post { get; private set; } = null!;

    public IReadOnlyList<Option> OtherPosts { get; private set; } = [];

    public IReadOnlyList<OwnedThing> Things { get; private set; } = [];

    public IReadOnlyList<HandedOver>? Results { get; private set; }

    public bool MayManage { get; private set; }

    public DateOnly Today { get; private set; }

    private CancellationToken Cancel => HttpContext.RequestAborted;

    public Task OnGet(Guid post) => Load(post);

    public async Task OnPost(Guid post)
    {
        await Load(post);

        if (!MayManage)
            throw new ForbiddenException(Policy.Manage);

        List<OwnedThing> chosen = [.. Things.Where(one => one.Command is not null && (All || Chosen.Contains(one.Id)))];
        ModelState.Clear();

        if (chosen.Count == 0)
            ModelState.AddModelError(nameof(Chosen), "Select what is to be handed over");
        if (!Guid.TryParse(To, out var to) || OtherPosts.All(one => one.Value != To))
            ModelState.AddModelError(nameof(To), "Select the post that takes it over");

        if (ModelState.ErrorCount > 0)
            return;

        await session.Abandon();
        var results = new List<HandedOver>(chosen.Count);

        foreach (var one in chosen)
            results.Add(new(one, await oneByOne.Send(one.Command!(to), CommandId, one.Id, Cancel)));

        Results = results;
    }

    private async Task Load(Guid post)
    {
        var posts = await mediator.Send(new ListPosts(), Cancel);
        Post =
            posts.FirstOrDefault(one => one.Id == post)
            // What an abolished post owned needs another owner most of all.
            ?? (await Owns(post) ? new PostSummary(post, "A post that was abolished", null, null, null, null) : null)
            ?? throw new NotFoundException($"There is no post {post}");
        OtherPosts = [.. posts.Where(one => one.Id != post).AsOptions()];
        Today = (session.Caller.AsAt ?? clock.GetUtcNow()).Day();
        MayManage = session.Caller.AsAt is null && (await permissions.For(session, Cancel)).Contains(Policy.Manage);
        Things = await ThingsOf(post);
    }

    private Task<bool> Owns(Guid post) =>
        session.One<bool>(
            """
            select exists (select from recommendation where division = @Division and owners @> array[@post])
                or exists (select from action where division = @Division and owner = @post)
            """,
            new { session.Caller.Division, post },
            Cancel
        );

    private async Task<IReadOnlyList<OwnedThing>> ThingsOf(Guid post)
    {
        var parameters = new { session.Caller.Division, post };
        var recommendations = await session.Query<RecommendationRow>(
            "select * from recommendation where division = @Division and owners @> array[@post]",
            parameters,
            Cancel
        );
        var actions = await session.Query<ActionRow>(
            "select * from action where division = @Division and owner = @post",
            parameters,
            Cancel
        );

        return
        [
            .. recommendations
                .Select(row => Of(row, post))
                .Concat(actions.Select(Of))
                .OrderByDescending(one => one.IsOpen)
                .ThenBy(one => one.Due ?? DateOnly.MaxValue)
                .ThenBy(one => one.Text, StringComparer.CurrentCulture),
        ];
    }

    private OwnedThing Of(RecommendationRow row, Guid post) =>
        new(
            row.Id,
            Words.Of(row.Kind),
            row.Accountable == post ? $"{row.Called}, accountable" : row.Called,
            row.Text,
            $"/recommendations/{row.Id}",
            RecommendationTags.Status(row, Today),
            row.Due,
            Moves.IsOpen(row.Status),
            Moves.IsOpen(row.Status)
                ? to => new AssignOwners(
                    row.Id,
                    row.Version,
                    [.. row.Owners.Select(owner => owner == post ? to : owner).Distinct()],
                    row.Accountable == post ? to : row.Accountable
                )
                : null
        );

    private OwnedThing Of(ActionRow row) =>
        new(
            row.Id,
            "Action",
            row.Reference,
            row.Text,
            $"/actions/{row.Id}",
            ActionTags.Of(row, Today),
            row.Due,
            row.IsOpen,
            row.IsOpen ? to => new AssignAction(row.Id, row.Version, to) : null
        );
}
