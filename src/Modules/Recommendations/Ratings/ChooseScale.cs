using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Recommendations;

/// <summary>Says with which words an inspectorate rates progress.</summary>
/// <param name="Grades">The words of a list of its own, best first, one a line.</param>
[Allow(Policy.Manage)]
[Api("POST", "/api/inspectorates")]
internal sealed record ChooseScale(string? Inspectorate, ScaleKind? Scale, string? Grades = null) : ICommand
{
    private Many<string> Own =>
        Scale == ScaleKind.Own
            ? [.. (Grades ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)]
            : [];

    internal sealed class Validator : AbstractValidator<ChooseScale>
    {
        public Validator()
        {
            RuleFor(c => c.Inspectorate).IsInspectorate();
            RuleFor(c => c.Scale)
                .NotNull()
                .WithMessage("Select the words it rates with")
                .IsInEnum()
                .WithMessage("Select the words it rates with");
            RuleFor(c => c.Grades)
                .Must((c, _) => c.Own.Count is >= 2 and <= 7)
                .WithMessage("Enter 2 to 7 words, best first, one a line")
                .Must((c, _) => c.Own.All(grade => grade.Length <= RatingScale.Longest))
                .WithMessage($"Each must be {RatingScale.Longest} characters or fewer")
                .Must((c, _) => c.Own.Distinct(StringComparer.OrdinalIgnoreCase).Count() == c.Own.Count)
                .WithMessage("Enter each only once")
                .Must((c, _) => c.Own.All(grade => grade.IndexOfAny(['/', '(', ')']) < 0))
                .WithMessage("Leave out brackets and slashes")
                .When(c => c.Scale == ScaleKind.Own);
        }
    }

    internal sealed class Handler(Session session, IEventStore store) : AsyncRequestHandler<ChooseScale>
    {
        protected override async Task Handle(ChooseScale command, CancellationToken cancel)
        {
            var name = command.Inspectorate.Typed()!;
            var id = Recommendations.Inspectorate.IdOf(session.Caller.Division, name);
            var chosen = new Inspectorate.ScaleChosen(name, command.Scale!.Value, command.Own);

            if (await store.Find<Inspectorate>(id, cancel) is null)
                store.Start(id, Recommendations.Inspectorate.Choose(null, chosen));
            else
                await store.Change<Inspectorate>(
                    id,
                    null,
                    before => Recommendations.Inspectorate.Choose(before, chosen),
                    cancel
                );
        }
    }

    /// <summary>A scale as its choice reads.</summary>
    internal static string Words(ScaleKind kind) =>
        kind switch
        {
            ScaleKind.Hmcpsi => "HMCPSI",
            ScaleKind.HmiPrisons => "HMI Prisons",
            ScaleKind.Free => "Any words",
            _ => "A list of its own",
        };
}

[Allow(Policy.Read)]
internal sealed class ChooseScalePage(IMediator mediator, Session session, IPermissions permissions)
    : FormPage(mediator)
{
    [BindProperty]
    public ChooseScale Command { get; set; } = null!;

    public static IReadOnlyList<Option> Scales { get; } =
    [
        .. Enum.GetValues<ScaleKind>()
            .Select(kind => new Option(
                $"{kind}",
                ChooseScale.Words(kind),
                kind switch
                {
                    ScaleKind.Hmcpsi => string.Join(", ", RatingScale.Hmcpsi.Grades),
                    ScaleKind.HmiPrisons => string.Join(", ", RatingScale.HmiPrisons.Grades),
                    ScaleKind.Free => $"Up to {RatingScale.Longest} characters; nothing says which is better",
                    _ => "Enter it below",
                }
            )),
    ];

    /// <summary>The scale as it is; null for an inspectorate that is yet to be named.</summary>
    public RatingScale? Scale { get; private set; }

    public bool MayManage { get; private set; }

    public async Task OnGet(string? name)
    {
        Command = new(name, null);
        await Prepare();
        Command = new(name, Scale?.Kind, Scale?.Kind == ScaleKind.Own ? string.Join("\n", Scale.Grades) : null);
    }

    public Task<IActionResult> OnPost() => Send(Command, "/inspectorates", "The scale is chosen");

    protected override async Task Prepare()
    {
        Scale = string.IsNullOrWhiteSpace(Command.Inspectorate) ? null : await session.ScaleOf(Command.Inspectorate);
        MayManage = session.Caller.AsAt is null && (await permissions.For(session)).Contains(Policy.Manage);
    }
}
