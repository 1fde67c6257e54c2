using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Inspection.Deadlines;

/// <summary>On which side of the date a rung lies.</summary>
internal enum RungSide
{
    Before,
    On,
    After,
}

/// <summary>One rung as it is typed. One without days and recipients is no rung.</summary>
/// <param name="Days">How many days before or after the date; of one on the date, nothing.</param>
internal sealed record RungLine(int? Days, RungSide? Side, DayCount? Count, Recipient[]? To, bool Remove = false)
{
    internal bool IsRung => !Remove && (Side == RungSide.On || Days is not null || To is { Length: > 0 });

    internal Rung Rung =>
        Side == RungSide.On
            ? new(0, DayCount.Calendar, Reached)
            : new(Side == RungSide.Before ? -Days!.Value : Days!.Value, Count ?? DayCount.Calendar, Reached);

    private Many<Recipient> Reached => [.. (To ?? []).Distinct().Order()];

    internal static RungLine Of(Rung rung) =>
        new(
            rung.Days == 0 ? null : Math.Abs(rung.Days),
            rung.Days switch
            {
                < 0 => RungSide.Before,
                0 => RungSide.On,
                _ => RungSide.After,
            },
            rung.Count,
            [.. rung.To]
        );
}

/// <summary>Sets when whom is told of the deadlines of a kind, or of every kind that has no ladder of its own.</summary>
/// <param name="Kind">The kind's key; "standard" for the standard ladder.</param>
[Allow(Policy.Manage), Api("POST", "/api/deadlines/ladders")]
internal sealed record SetLadder(string? Kind, int? Version, RungLine[]? Rungs) : ICommand
{
    internal sealed class Validator : AbstractValidator<SetLadder>
    {
        public Validator()
        {
            RuleFor(c => c.Rungs)
                .Must(rungs => rungs?.Any(rung => rung is { IsRung: true }) == true)
                .WithMessage("Enter at least one rung");
            RuleForEach(c => c.Rungs).SetValidator(new LineValidator()).OverridePropertyName("Rungs");
        }
    }

    private sealed class LineValidator : AbstractValidator<RungLine>
    {
        public LineValidator() =>
            When(
                rung => rung.IsRung,
                () =>
                {
                    RuleFor(rung => rung.Days)
                        .NotNull()
                        .When(rung => rung.Side != RungSide.On)
                        .WithMessage("Enter how many days")
                        .InclusiveBetween(1, Ladder.MostDays)
                        .When(rung => rung.Side != RungSide.On)
                        .WithMessage($"The days must be between 1 and {Ladder.MostDays}");
                    RuleFor(rung => rung.Side)
                        .NotNull()
                        .WithMessage("Select before, on or after the date")
                        .IsInEnum()
                        .WithMessage("Select before, on or after the date");
                    RuleFor(rung => rung.Count).IsInEnum().WithMessage("Select calendar or working days");
                    RuleFor(rung => rung.To).NotEmpty().WithMessage("Select whom the rung reaches");
                    RuleForEach(rung => rung.To).IsInEnum().WithMessage("Select whom the rung reaches");
                }
            );
    }

    internal sealed class Handler(Session session, IEventStore store, Kinds kinds) : AsyncRequestHandler<SetLadder>
    {
        protected override async Task Handle(SetLadder command, CancellationToken cancel)
        {
            ListLadders.Require(kinds, command.Kind);
            await store.Choose<Ladder>(
                Ladder.IdOf(session.Caller.Division, command.Kind!),
                command.Version,
                before => Ladder.Change(before, command.Kind!, Read(command.Rungs)),
                cancel
            );
        }
    }

    internal static IReadOnlyList<Rung> Read(RungLine[]? lines) =>
        [.. (lines ?? []).Where(line => line.IsRung).Select(line => line.Rung)];
}

/// <summary>Lets a kind follow the standard ladder again; the standard ladder becomes what it was at first.</summary>
[Allow(Policy.Manage), Api("POST", "/api/deadlines/ladders/reset")]
internal sealed record ResetLadder(string? Kind) : ICommand
{
    internal sealed class Handler(Session session, IEventStore store, Kinds kinds) : AsyncRequestHandler<ResetLadder>
    {
        protected override async Task Handle(ResetLadder command, CancellationToken cancel)
        {
            ListLadders.Require(kinds, command.Kind);
            await store.Choose<Ladder>(
                Ladder.IdOf(session.Caller.Division, command.Kind!),
                null,
                before => Ladder.Forget(before, command.Kind!),
                cancel
            );
        }
    }
}

/// <summary>Every ladder, drawn and as a table.</summary>
[Allow(Policy.Read)]
internal sealed class LaddersPage(IMediator mediator, Session session, IPermissions permissions) : PageModel
{
    public IReadOnlyList<KindLadder> All { get; private set; } = [];

    public bool MayChange { get; private set; }

    public async Task OnGet()
    {
        All = await mediator.Send(new ListLadders(), HttpContext.RequestAborted);
        var allowed = await permissions.For(session, HttpContext.RequestAborted);
        MayChange = session.Caller.AsAt is null && allowed.Contains(Policy.Manage);
    }
}

/// <summary>The editor of one ladder, with the days it leads to for an example.</summary>
[Allow(Policy.Manage)]
internal sealed class SetLadderPage(IMediator mediator, Session session, IEventStore store, Kinds kinds)
    : FormPage(mediator)
{
    private const int EmptyLines = 3;

    [BindProperty]
    public SetLadder Command { get; set; } = null!;

    /// <summary>The day whose reminders are shown as an example.</summary>
    [BindProperty]
    public DateOnly? Example { get; set; }

    public KindLadder Ladder { get; private set; } = null!;

    /// <summary>For each rung of the example, the day on which it is told.</summary>
    public IReadOnlyList<(Rung Rung, DateTimeOffset At)> Days { get; private set; } = [];

    public static IReadOnlyList<Option> Sides { get; } =
    [new("Before", "Before the date"), new("On", "On the date"), new("After", "After the date")];

    public static IReadOnlyList<Option> Counts { get; } =
    [new("Calendar", "Calendar days"), new("Working", "Working days")];

    public static IReadOnlyList<Option> Recipients { get; } = Option.Of<Recipient>(RecipientWords.Of);

    public async Task OnGet(string kind)
    {
        Command = new(kind, null, null);
        await Prepare();
        Command = new(
            kind,
            await store.VersionOf(Deadlines.Ladder.IdOf(session.Caller.Division, kind)),
            [
                .. Ladder.Rungs.Select(RungLine.Of),
                .. Enumerable.Repeat(new RungLine(null, null, null, null), EmptyLines),
            ]
        );
        await Show(Ladder.Rungs);
    }

    public Task<IActionResult> OnPost() => Send(Command, "/deadlines/ladders", "The ladder is set");

    /// <summary>Shows where what was typed would lead, and stores nothing.</summary>
    public async Task OnPostPreview()
    {
        ModelState.ClearValidationState("");
        var wrong = await new SetLadder.Validator().ValidateAsync(Command, HttpContext.RequestAborted);

        foreach (var error in wrong.Errors)
            ModelState.AddModelError($"Command.{error.PropertyName}", error.ErrorMessage);

        if (Example is null)
            ModelState.AddModelError(nameof(Example), "Enter the day of the example");

        await Prepare();

        if (ModelState.ErrorCount == 0)
            await Show(SetLadder.Read(Command.Rungs));
    }

    public Task<IActionResult> OnPostReset() =>
        Send(
            new ResetLadder(Command.Kind),
            "/deadlines/ladders",
            Command.Kind == Deadlines.Ladder.Standard
                ? "The standard ladder is as it came"
                : "The standard ladder is followed again"
        );

    protected override async Task Prepare()
    {
        ListLadders.Require(kinds, Command.Kind);
        Ladder = (await Ask(new ListLadders())).Single(one => one.Kind == Command.Kind);
        Example ??= session.Now.Day().AddDays(28);
    }

    private async Task Show(IReadOnlyList<Rung> rungs)
    {
        var rules = await Rules.Load(session, HttpContext.RequestAborted);
        Days =
        [
            .. rungs
                .Select(rung => (rung, Climb.MomentOf(rung, Example!.Value, rules.Reminding, rules.Days)))
                .OrderBy(one => one.Item2),
        ];
    }
}

internal static class RecipientWords
{
    public static string Of(Recipient recipient) =>
        recipient switch
        {
            Recipient.Owner => "Owner",
            Recipient.Manager => "Owner’s manager",
            Recipient.ModuleOwner => "Module owner",
            Recipient.HeadOfDivision => "Head of Division",
            _ => "Board, in its digest",
        };

    public static string Of(Rung rung) => string.Join(", ", rung.To.Select(Of));
}
