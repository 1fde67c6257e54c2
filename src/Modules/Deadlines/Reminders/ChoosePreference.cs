using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Deadlines;

/// <summary>Chooses how one is reminded oneself.</summary>
[Allow(Policy.Read), Api("POST", "/api/deadlines/preferences")]
internal sealed record ChoosePreference(Cadence? Cadence) : ICommand
{
    internal sealed class Validator : AbstractValidator<ChoosePreference>
    {
        public Validator() =>
            RuleFor(c => c.Cadence)
                .NotNull()
                .WithMessage("Select how you want to be reminded")
                .IsInEnum()
                .WithMessage("Select how you want to be reminded");
    }

    internal sealed class Handler(Session session, IEventStore store) : AsyncRequestHandler<ChoosePreference>
    {
        protected override Task Handle(ChoosePreference command, CancellationToken cancel) =>
            store.Choose<Preference>(
                Preference.IdOf(session.Caller.Division, session.Caller.Actor),
                null,
                before => Preference.Choose(before, session.Caller.Actor, command.Cadence!.Value),
                cancel
            );
    }
}

[Allow(Policy.Read)]
internal sealed class ChoosePreferencePage(IMediator mediator, Session session) : FormPage(mediator)
{
    [BindProperty]
    public ChoosePreference Command { get; set; } = null!;

    public static IReadOnlyList<Option> Cadences { get; } =
    [
        new($"{Cadence.Daily}", "Daily", "One mail on a day on which there is something new to say"),
        new($"{Cadence.Weekly}", "Weekly", "One mail on Monday, or on the first day after it that is not quiet"),
        new($"{Cadence.InApp}", "In the suite only", "No mail: you find it in your inbox here"),
    ];

    public async Task OnGet() =>
        Command = new(
            (
                await session.One<PreferenceRow>(
                    "select * from preference where division = @Division and person = @Actor",
                    new { session.Caller.Division, session.Caller.Actor }
                )
            )?.Cadence
                ?? Cadence.Daily
        );

    public Task<IActionResult> OnPost() => Send(Command, "/deadlines/inbox", "Your choice is kept");
}
