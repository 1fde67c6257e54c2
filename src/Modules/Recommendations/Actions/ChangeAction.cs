using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Recommendations;

/// <summary>Says anew what an action is, whose and until when.</summary>
/// <param name="Reason">Why it is due later than before; needed only then.</param>
[Allow(Policy.Contribute)]
[Api("POST", "/api/actions/{id}")]
internal sealed record ChangeAction(
    Guid Id,
    int? Version,
    string? Text,
    string? Measure,
    Guid? Owner,
    DateOnly? Due,
    string? Reason
) : ICommand
{
    internal sealed class Validator : AbstractValidator<ChangeAction>
    {
        public Validator()
        {
            RuleFor(c => c.Text).IsActionText();
            RuleFor(c => c.Measure).IsMeasure();
            RuleFor(c => c.Reason).MaximumLength(1000).WithMessage("The reason must be 1,000 characters or fewer");
        }
    }

    internal sealed class Handler(IEventStore store, OwnWork ownWork, IMediator mediator)
        : AsyncRequestHandler<ChangeAction>
    {
        protected override async Task Handle(ChangeAction command, CancellationToken cancel)
        {
            await ownWork.RequireAction(command.Id, cancel);
            await mediator.RequirePost(command.Owner, cancel);
            await store.Change<Action>(
                command.Id,
                command.Version,
                action =>
                    action.Change(
                        command.Text.Typed()!,
                        command.Measure.Typed(),
                        command.Owner,
                        command.Due,
                        command.Reason.Typed()
                    ),
                cancel
            );
        }
    }
}

internal static class ActionRules
{
    public static void IsActionText<T>(this IRuleBuilder<T, string?> rule) =>
        rule.NotEmpty()
            .WithMessage("Enter what will be done")
            .MaximumLength(500)
            .WithMessage("What will be done must be 500 characters or fewer");

    public static void IsMeasure<T>(this IRuleBuilder<T, string?> rule) =>
        rule.MaximumLength(500).WithMessage("The success measure must be 500 characters or fewer");
}

[Allow(Policy.Contribute)]
internal sealed class ChangeActionPage(IMediator mediator) : ActionFormPage(mediator)
{
    [BindProperty]
    public ChangeAction Command { get; set; } = null!;

    /// <summary>What the wording lacks, as it is typed.</summary>
    public IReadOnlyList<Missing> Wording =>
        WordingCheck.Of(Command.Text, Command.Measure, Command.Owner is not null, Command.Due is not null);

    public async Task OnGet(Guid id)
    {
        var row = await Show(id);
        Command = new(id, row.Version, row.Text, row.Measure, row.Owner, row.Due, null);
    }

    public Task<IActionResult> OnPost() => Send(Command, $"/actions/{Command.Id}", "The action is changed");

    protected override Task Prepare() => Show(Command.Id);
}
