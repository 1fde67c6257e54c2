using System.Globalization;
using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using Inspection.Kernel.Ui.Lists;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Inspection.Deadlines;

/// <summary>Enters or corrects the bank holidays of one year.</summary>
/// <param name="Days">One a line: 2029-01-01 New Year’s Day.</param>
/// <param name="Source">Where they were read.</param>
[Allow(Policy.Administer), Api("POST", "/api/deadlines/bank-holidays")]
internal sealed record SetBankHolidays(int Year, int? Version, string? Days, string? Source) : ICommand
{
    private IReadOnlyList<string> Lines =>
        (Days ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    internal sealed class Validator : AbstractValidator<SetBankHolidays>
    {
        public Validator()
        {
            RuleFor(c => c.Year)
                .InclusiveBetween(BankHolidays.FirstYear, BankHolidays.LastYear)
                .WithMessage($"The year must be between {BankHolidays.FirstYear} and {BankHolidays.LastYear}");
            RuleFor(c => c.Days).NotEmpty().WithMessage("Enter the bank holidays of the year, one a line");
            RuleFor(c => c.Days).Custom((_, context) => Look(context));
            RuleFor(c => c.Source)
                .NotEmpty()
                .WithMessage("Enter where you read them")
                .MaximumLength(200)
                .WithMessage("Where you read them must be 200 characters or fewer");
        }

        private static void Look(ValidationContext<SetBankHolidays> context)
        {
            var seen = new HashSet<DateOnly>();

            foreach (var line in context.InstanceToValidate.Lines)
                if (Read(line) is not { } one)
                    context.AddFailure(
                        $"“{line.Truncated(60)}” must be a day and its name, like 2029-01-01 New Year’s Day"
                    );
                else if (BankHolidays.WrongWith(one.Day, context.InstanceToValidate.Year) is { } wrong)
                    context.AddFailure(wrong);
                else if (!seen.Add(one.Day))
                    context.AddFailure($"{Words.Date(one.Day)} is there twice");
        }
    }

    internal sealed class Handler(Session session, IEventStore store) : AsyncRequestHandler<SetBankHolidays>
    {
        protected override Task Handle(SetBankHolidays command, CancellationToken cancel) =>
            store.Choose<BankHolidays>(
                BankHolidays.IdOf(session.Caller.Division, command.Year),
                command.Version,
                before =>
                    BankHolidays.Change(
                        before,
                        new(
                            command.Year,
                            [.. command.Lines.Select(Read).OfType<BankHoliday>()],
                            command.Source.Typed()!
                        )
                    ),
                cancel
            );
    }

    private static BankHoliday? Read(string line) =>
        line.Split((char[]?)null, 2, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            is [var day, { Length: <= 100 } name]
        && DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var read)
            ? new(read, name)
            : null;
}

/// <summary>A year with its bank holidays.</summary>
/// <param name="IsOwn">Whether the division has set it itself.</param>
internal sealed record HolidayYear(int Year, IReadOnlyList<BankHoliday> Days, string Source, bool IsOwn);

/// <summary>The bank holidays that reminders are counted with, and the years that lack them.</summary>
internal sealed record HolidayYears(IReadOnlyList<HolidayYear> Years, IReadOnlyList<int> Missing);

[Allow(Policy.Read), Api("GET", "/api/deadlines/bank-holidays")]
internal sealed record ListBankHolidays : IQuery<HolidayYears>
{
    internal sealed class Handler(Session session, KeptAnswers kept) : IRequestHandler<ListBankHolidays, HolidayYears>
    {
        public async Task<HolidayYears> Handle(ListBankHolidays query, CancellationToken cancel)
        {
            var years = await BankHolidays.Load(session, cancel);
            var today = (session.Caller.AsAt ?? session.Now).Day();

            return new(
                [
                    .. years
                        .Values.OrderByDescending(one => one.Year)
                        .Select(one => new HolidayYear(
                            one.Year,
                            one.Days,
                            one.Source,
                            BankHolidays.Known.GetValueOrDefault(one.Year) != one
                        )),
                ],
                await BankHolidays.Missing(session, kept, today, cancel)
            );
        }
    }
}

[Allow(Policy.Read)]
internal sealed class BankHolidaysPage(IMediator mediator, Session session, IPermissions permissions) : PageModel
{
    public HolidayYears All { get; private set; } = null!;

    public bool MayChange { get; private set; }

    /// <summary>The first year that nobody has entered.</summary>
    public int Next => All.Years[0].Year + 1;

    public async Task OnGet()
    {
        All = await mediator.Send(new ListBankHolidays(), HttpContext.RequestAborted);
        MayChange = session.Caller.AsAt is null && (await permissions.For(session)).Contains(Policy.Administer);
    }
}

[Allow(Policy.Administer)]
internal sealed class SetBankHolidaysPage(IMediator mediator, Session session, IEventStore store) : FormPage(mediator)
{
    [BindProperty]
    public SetBankHolidays Command { get; set; } = null!;

    public async Task<IActionResult> OnGet(int year)
    {
        if (year is < BankHolidays.FirstYear or > BankHolidays.LastYear)
            return NotFound();

        var now = (await BankHolidays.Load(session, HttpContext.RequestAborted)).GetValueOrDefault(year);
        Command = new(
            year,
            await store.VersionOf(BankHolidays.IdOf(session.Caller.Division, year)),
            now is null ? null : string.Join("\n", now.Days.Select(one => $"{one.Day:yyyy-MM-dd} {one.Name}")),
            now?.Source
        );
        return Page();
    }

    public Task<IActionResult> OnPost() =>
        Send(Command, "/deadlines/bank-holidays", $"The bank holidays of {Command.Year} are set");
}

/// <summary>Tells administrators of years without bank holidays before reminders are counted wrongly.</summary>
internal sealed class BankHolidaysPanel(KeptAnswers kept, TimeProvider clock) : IDashboardPanel
{
    public int Order => 85;

    public Policy Policy => Policy.Administer;

    public async Task<DashboardPanel?> Load(Session session, CancellationToken cancel)
    {
        // What is open is known of now alone.
        if (session.Caller.AsAt is not null)
            return null;

        var missing = await BankHolidays.Missing(session, kept, clock.Today(), cancel);

        return missing.Count == 0
            ? null
            : new(
                "Bank holidays",
                [new("Bank holidays missing", missing.Count, "/deadlines/bank-holidays") { Alarming = true }]
            )
            {
                LinesTitle = "Years to enter",
                Lines = [.. missing.Select(year => new PanelLine($"{year}", $"/deadlines/bank-holidays/{year}"))],
            };
    }
}
