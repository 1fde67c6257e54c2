using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Deadlines;

/// <summary>Sets when the division's people may be written to.</summary>
/// <param name="From">The first time of day in London.</param>
/// <param name="Until">From this time on it is quiet.</param>
/// <param name="DigestOn">The day of the Board's digest.</param>
[Allow(Policy.Manage), Api("POST", "/api/deadlines/quiet-times")]
internal sealed record SetReminding(
    int? Version,
    TimeOnly? From,
    TimeOnly? Until,
    bool QuietWeekends,
    bool QuietHolidays,
    DayOfWeek? DigestOn
) : ICommand
{
    internal sealed class Validator : AbstractValidator<SetReminding>
    {
        public Validator()
        {
            RuleFor(c => c.From).NotNull().WithMessage("Enter from when mail may be sent, like 08:00");
            RuleFor(c => c.Until).NotNull().WithMessage("Enter until when mail may be sent, like 18:00");
            RuleFor(c => c.Until)
                .GreaterThan(c => c.From)
                .When(c => c is { From: not null, Until: not null })
                .WithMessage("The end must be later than the beginning");
            RuleFor(c => c.DigestOn)
                .NotNull()
                .WithMessage("Select the day of the Board’s digest")
                .IsInEnum()
                .WithMessage("Select the day of the Board’s digest");
        }
    }

    internal sealed class Handler(Session session, IEventStore store) : AsyncRequestHandler<SetReminding>
    {
        protected override Task Handle(SetReminding command, CancellationToken cancel) =>
            store.Choose<Reminding>(
                Reminding.IdOf(session.Caller.Division),
                command.Version,
                before =>
                    Reminding.Change(
                        before,
                        new(
                            command.From!.Value,
                            command.Until!.Value,
                            command.QuietWeekends,
                            command.QuietHolidays,
                            command.DigestOn!.Value
                        )
                    ),
                cancel
            );
    }
}

[Allow(Policy.Read)]
internal sealed class SetRemindingPage(IMediator mediator, Session session, IEventStore store, IPermissions permissions)
    : FormPage(mediator)
{
    [BindProperty]
    public SetReminding Command { get; set; } = null!;

    public Reminding Now { get; private set; } = null!;

    public bool MayChange { get; private set; }

    public static IReadOnlyList<Option> Weekdays { get; } =
    [.. Option.Of<DayOfWeek>().Skip(1), .. Option.Of<DayOfWeek>().Take(1)];

    public async Task OnGet()
    {
        await Prepare();
        Command = new(
            await store.VersionOf(Reminding.IdOf(session.Caller.Division)),
            Now.From,
            Now.Until,
            Now.QuietWeekends,
            Now.QuietHolidays,
            Now.DigestOn
        );
    }

    public Task<IActionResult> OnPost() => Send(Command, "/deadlines/quiet-times", "The quiet times are set");

    protected override async Task Prepare()
    {
        Now = (await Rules.Load(session, HttpContext.RequestAborted)).Reminding;
        MayChange = session.Caller.AsAt is null && (await permissions.For(session)).Contains(Policy.Manage);
    }
}
