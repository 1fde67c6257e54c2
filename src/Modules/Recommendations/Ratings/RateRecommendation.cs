using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Recommendations;

/// <summary>Stores how a follow-up report rates a recommendation. It changes nothing of what the division says itself.</summary>
/// <param name="Part">The part that is rated, from 1; null is the whole.</param>
[Allow(Policy.Manage)]
[Api("POST", "/api/recommendations/{id}/ratings")]
internal sealed record RateRecommendation(Guid Id, int? Version, Guid? Report, int? Part, string? Rating) : ICommand
{
    internal sealed class Validator : AbstractValidator<RateRecommendation>
    {
        public Validator()
        {
            RuleFor(c => c.Report).NotEmpty().WithMessage("Select the report that rates it");
            RuleFor(c => c.Rating).NotEmpty().WithMessage("Select or enter the rating");
        }
    }

    internal sealed class Handler(Session session, Rater rater) : AsyncRequestHandler<RateRecommendation>
    {
        protected override async Task Handle(RateRecommendation command, CancellationToken cancel)
        {
            var report =
                await session.One<ReportRow>("select * from report where id = @Report", new { command.Report }, cancel)
                ?? throw new RefusedException("The report is not on this division's register");
            var by = new RatingReport(report.Id, report.Published, await session.ScaleOf(report.Inspectorate, cancel));
            await rater.Give(command.Id, command.Version, by, [(command.Part, command.Rating)], cancel);
        }
    }
}

/// <summary>The report that rates, and the scale it does so on.</summary>
internal sealed record RatingReport(Guid Id, DateOnly? Published, RatingScale Scale);

/// <summary>Gives ratings, whether one by one or with a follow-up report.</summary>
internal sealed class Rater(Session session, IEventStore store)
{
    /// <exception cref="NotFoundException">The division has no such recommendation.</exception>
    /// <exception cref="RefusedException">The scale has no such rating, the recommendation no such part, or the report is its own.</exception>
    public async Task Give(
        Guid id,
        int? version,
        RatingReport by,
        IReadOnlyList<(int? Part, string? Rating)> given,
        CancellationToken cancel
    )
    {
        var row = await session.Recommendation(id, cancel);

        if (row.Report == by.Id)
            throw new RefusedException("This report made the recommendation: a later one rates it");

        Many<Recommendation.Rated> before =
        [
            .. row.Ratings.Select(one => new Recommendation.Rated(one.Report, one.Part, one.Rating, one.Scale, one.On)),
        ];
        var rated = given
            .Select(one => new Recommendation.Rated(
                by.Id,
                one.Part,
                by.Scale.Read(one.Rating),
                by.Scale.Name,
                by.Published
            ))
            .ToList();
        await store.Change<Recommendation>(
            id,
            version,
            one => [.. rated.SelectMany(rating => one.Rate(rating, before, row.Parts.Count))],
            cancel
        );
    }
}

/// <summary>Asks first which report rates it, because the words to choose from are its inspectorate's.</summary>
[Allow(Policy.Manage)]
internal sealed class RateRecommendationPage(IMediator mediator, Session session) : RecommendationFormPage(mediator)
{
    [BindProperty]
    public RateRecommendation Command { get; set; } = null!;

    /// <summary>The division's other reports, those that follow up this recommendation's first, then the newest.</summary>
    public IReadOnlyList<ReportRow> Reports { get; private set; } = [];

    public ReportRow? Report { get; private set; }

    public RatingScale Scale { get; private set; } = null!;

    public IEnumerable<Option> Parts =>
        Recommendation.Parts.Select((part, i) => new Option($"{i + 1}", $"Part {i + 1}: {part.Text.Truncated(80)}"));

    public IEnumerable<Option> Grades => Scale.Grades.Select(grade => new Option(grade, grade));

    public async Task OnGet(Guid id, Guid? report)
    {
        Command = new(id, null, report, null, null);
        await Prepare();
        Command = Command with { Version = Recommendation.Version };
    }

    public Task<IActionResult> OnPost() => Send(Command, $"/recommendations/{Command.Id}", "The rating is stored");

    protected override async Task Prepare()
    {
        await Show(Command.Id);
        Reports = await session.Query<ReportRow>(
            """
            select * from report where id <> @Report
            order by follow_up_to is not distinct from @Report desc, published desc nulls last, title limit 500
            """,
            new { Recommendation.Report }
        );
        Report = Reports.FirstOrDefault(one => one.Id == Command.Report);

        if (Report is not null)
            Scale = await session.ScaleOf(Report.Inspectorate);
    }
}
