using FluentValidation;
using Inspection.Contracts.Organisation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Organisation;

[Allow(Policy.Administer), Api("POST", "/api/organisation/posts")]
internal sealed record CreatePost(
    Guid Id,
    string? Title,
    string? Abbreviation,
    PostKind? Kind,
    string? Module,
    Guid? Team
) : ICommand
{
    internal sealed class Validator : AbstractValidator<CreatePost>
    {
        public Validator()
        {
            RuleFor(c => c.Id).NotEmpty().WithMessage("Give the post an id");
            RuleFor(c => c.Title).IsPostTitle();
            RuleFor(c => c.Abbreviation).IsAbbreviation();
            RuleFor(c => c.Kind)
                .Must(kind => kind is { } one && Enum.IsDefined(one))
                .WithMessage("Select what kind of post it is");
            RuleFor(c => c.Module)
                .NotEmpty()
                .When(c => c.Kind == PostKind.ModuleOwner)
                .WithMessage("Enter the module that the post owns");
            RuleFor(c => c.Module).MaximumLength(50).WithMessage("The module must be 50 characters or fewer");
        }
    }

    internal sealed class Handler(IEventStore store) : AsyncRequestHandler<CreatePost>
    {
        protected override async Task Handle(CreatePost request, CancellationToken cancellationToken)
        {
            await store.RefuseUnlessAtWork(request.Team, cancellationToken);
            store.Start(
                request.Id,
                Post.Create(
                    request.Id,
                    request.Title!.Trim(),
                    request.Abbreviation.OrNull(),
                    request.Kind!.Value,
                    request.Module.OrNull(),
                    request.Team
                )
            );
        }
    }
}

internal static class PostRules
{
    public static IRuleBuilderOptions<T, string?> IsPostTitle<T>(this IRuleBuilder<T, string?> rule) =>
        rule.NotEmpty()
            .WithMessage("Enter the post’s title")
            .MaximumLength(100)
            .WithMessage("The post’s title must be 100 characters or fewer");

    public static IRuleBuilderOptions<T, string?> IsAbbreviation<T>(this IRuleBuilder<T, string?> rule) =>
        rule.MaximumLength(20).WithMessage("The abbreviation must be 20 characters or fewer");

    /// <summary>A post belongs to a team at work, or to the division.</summary>
    public static async Task RefuseUnlessAtWork(this IEventStore store, Guid? team, CancellationToken cancel)
    {
        if (team is { } id && await store.Find<Team>(id, cancel) is not { AtWork: true })
            throw new RefusedException("Select a team that is at work");
    }

    public static string Words(this PostKind kind) =>
        kind switch
        {
            PostKind.HeadOfDivision => "Head of Division",
            PostKind.DeputyHead => "Deputy Head of Division",
            PostKind.AreaBusinessManager => "Area Business Manager",
            PostKind.DirectorOfLegalServices => "Director of Legal Services",
            PostKind.DirectorOfBusinessServices => "Director of Business Services",
            PostKind.ModuleOwner => "Module owner",
            PostKind.BoardMember => "Board member",
            _ => "Other",
        };
}

[Allow(Policy.Administer)]
internal sealed class CreatePostPage(IMediator mediator) : FormPage(mediator)
{
    [BindProperty]
    public CreatePost Command { get; set; } = null!;

    public IReadOnlyList<Option> Teams { get; private set; } = [];

    public async Task OnGet(Guid? team)
    {
        Command = new(Guid.CreateVersion7(), null, null, null, null, team);
        await Prepare();
    }

    public Task<IActionResult> OnPost() =>
        Send(Command, then: $"/organisation/posts/{Command.Id}", said: $"{Command.Title} has been created.");

    protected override async Task Prepare()
    {
        Teams = [.. (await Ask(new ListTeams())).Select(team => new Option(team.Id.ToString(), team.Name))];
    }
}
