using FluentValidation;
using Inspection.Contracts.Organisation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Recommendations;

/// <summary>Adds an action to the plan of one recommendation or several.</summary>
/// <param name="Id">The action's id, a new UUID.</param>
/// <param name="Recommendations">What it serves; the first is the one it was planned for.</param>
/// <param name="Measure">The success measure: how anybody can see that it worked.</param>
/// <param name="Owner">The post that owns it.</param>
/// <param name="Key">What its owner's spreadsheet calls it, so that the same line is never imported twice.</param>
[Allow(Policy.Contribute)]
[Api("POST", "/api/actions")]
internal sealed record PlanAction(
    Guid Id,
    Guid[]? Recommendations,
    string? Text,
    string? Measure,
    Guid? Owner,
    DateOnly? Due,
    string? Key = null
) : ICommand
{
    internal sealed class Validator : AbstractValidator<PlanAction>
    {
        public Validator()
        {
            RuleFor(c => c.Id).NotEmpty().WithMessage("Enter a new id");
            RuleFor(c => c.Recommendations).NotEmpty().WithMessage("Select at least one recommendation");
            RuleFor(c => c.Text).IsActionText();
            RuleFor(c => c.Measure).IsMeasure();
            RuleFor(c => c.Key).MaximumLength(60).WithMessage("The reference must be 60 characters or fewer");
        }
    }

    internal sealed class Handler(Session session, IEventStore store, OwnWork ownWork, IMediator mediator)
        : AsyncRequestHandler<PlanAction>
    {
        protected override async Task Handle(PlanAction command, CancellationToken cancel)
        {
            Guid[] recommendations = [.. command.Recommendations!.Distinct()];
            await session.RequirePlannable(recommendations, cancel);
            await ownWork.Require(recommendations[0], cancel);
            await mediator.RequirePost(command.Owner, cancel);
            store.Start(
                command.Id,
                [
                    new Action.Planned(
                        command.Id,
                        [.. recommendations],
                        command.Text.Typed()!,
                        command.Measure.Typed(),
                        command.Owner,
                        command.Due,
                        command.Key.Typed()
                    ),
                ]
            );
        }
    }
}

[Allow(Policy.Contribute)]
internal sealed class PlanActionPage(IMediator mediator, Session session) : RecommendationFormPage(mediator)
{
    [BindProperty]
    public PlanAction Command { get; set; } = null!;

    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    /// <summary>The others of the report that there is something to do about.</summary>
    public IReadOnlyList<Option> Others { get; private set; } = [];

    /// <summary>What the wording lacks, once somebody has typed one.</summary>
    public IReadOnlyList<Missing> Wording { get; private set; } = [];

    public async Task OnGet()
    {
        Command = new(Guid.CreateVersion7(), [Id], null, null, null, null);
        await Load();
    }

    public Task<IActionResult> OnPost() => Send(Command, $"/actions/{Command.Id}", "The action is planned");

    protected override async Task Prepare()
    {
        await Load();
        Wording = Command.Text.Typed() is null
            ? []
            : WordingCheck.Of(Command.Text, Command.Measure, Command.Owner is not null, Command.Due is not null);
    }

    private async Task Load() => Others = await session.Siblings(await Show(Id));
}

internal static class Plannable
{
    /// <summary>Actions are planned for what is there and for what there is something to do about.</summary>
    public static async Task RequirePlannable(this Session session, Guid[] recommendations, CancellationToken cancel)
    {
        var found = await session.Query<RecommendationRow>(
            "select * from recommendation where division = @Division and id = any (@recommendations)",
            new { session.Caller.Division, recommendations },
            cancel
        );

        if (found.Count < recommendations.Length)
            throw new RefusedException("One of the recommendations you selected is not there");

        if (found.FirstOrDefault(row => row.Status == RecommendationStatus.ForInformation) is { } praise)
            throw new RefusedException($"{praise.Called} is for information: there is nothing to do about it");
    }

    /// <summary>The other recommendations of its report that there is something to do about.</summary>
    public static async Task<IReadOnlyList<Option>> Siblings(this Session session, RecommendationRow one) =>
        [
            .. (
                await session.Query<RecommendationRow>(
                    "select * from recommendation where division = @Division and report = @Report and id <> @Id and status <> 'ForInformation' order by ordinal",
                    new
                    {
                        session.Caller.Division,
                        one.Report,
                        one.Id,
                    }
                )
            ).Select(row => new Option($"{row.Id}", $"{row.Called}: {row.Text.Truncated(90)}")),
        ];

    public static async Task RequirePost(this IMediator mediator, Guid? post, CancellationToken cancel)
    {
        if (post is { } id && (await mediator.Send(new ListPosts(), cancel)).All(one => one.Id != id))
            throw new RefusedException("The post you selected no longer exists");
    }
}
