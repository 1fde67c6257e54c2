using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Recommendations;

[Allow(Policy.Manage)]
[Api("POST", "/api/recommendations/{id}/links")]
internal sealed record LinkRecommendation(Guid Id, int? Version, Guid? Other, Relation? Relation) : ICommand
{
    internal sealed class Validator : AbstractValidator<LinkRecommendation>
    {
        public Validator()
        {
            RuleFor(c => c.Other).NotEmpty().WithMessage("Select the other recommendation");
            RuleFor(c => c.Relation)
                .NotNull()
                .WithMessage("Select how the two belong together")
                .IsInEnum()
                .WithMessage("Select how the two belong together");
        }
    }

    internal sealed class Handler(IEventStore store) : AsyncRequestHandler<LinkRecommendation>
    {
        protected override async Task Handle(LinkRecommendation command, CancellationToken cancel)
        {
            if (await store.Find<Recommendation>(command.Other!.Value, cancel) is null)
                throw new RefusedException("The other recommendation is not on this division's register");

            await store.Change<Recommendation>(
                command.Id,
                command.Version,
                recommendation => recommendation.LinkTo(command.Other.Value, command.Relation!.Value),
                cancel
            );
        }
    }
}

[Allow(Policy.Manage)]
[Api("DELETE", "/api/recommendations/{id}/links/{other}")]
internal sealed record UnlinkRecommendation(Guid Id, int? Version, Guid Other, Relation Relation) : ICommand
{
    internal sealed class Handler(IEventStore store) : AsyncRequestHandler<UnlinkRecommendation>
    {
        protected override Task Handle(UnlinkRecommendation command, CancellationToken cancel) =>
            store.Change<Recommendation>(
                command.Id,
                command.Version,
                recommendation => recommendation.Unlink(command.Other, command.Relation),
                cancel
            );
    }
}

[Allow(Policy.Manage)]
internal sealed class LinkRecommendationPage(IMediator mediator, Session session) : RecommendationFormPage(mediator)
{
    [BindProperty]
    public LinkRecommendation Command { get; set; } = null!;

    public IReadOnlyList<Option> Others { get; private set; } = [];

    /// <summary>What other reports say that reads most like it, and is not linked yet.</summary>
    public IReadOnlyList<(RecommendationRow Other, SideBySide Texts, string? Report)> Alike { get; private set; } = [];

    /// <summary>What it is linked to already, each with its link.</summary>
    public IReadOnlyList<(RecommendationRow Other, Link Link)> Linked { get; private set; } = [];

    public async Task OnGet(Guid id, Guid? other)
    {
        Command = new(id, null, other, null);
        await Prepare();
        Command = Command with { Version = Recommendation.Version };
    }

    public Task<IActionResult> OnPost() =>
        Send(Command, $"/recommendations/{Command.Id}", "The recommendations are linked");

    public Task<IActionResult> OnPostUnlink(UnlinkRecommendation unlink) =>
        Send(unlink, $"/recommendations/{unlink.Id}", "The link is removed");

    protected override Task Prepare() => Load(Command.Id);

    private async Task Load(Guid id)
    {
        await Show(id);
        var others = await session.Query<RecommendationRow>(
            "select * from recommendation where id <> @id order by id = any (@first) desc, report, ordinal limit 500",
            new { id, first = Recommendation.Links.Select(link => link.Other).Append(Command.Other ?? id).ToArray() }
        );
        Linked =
        [
            .. from link in Recommendation.Links
            join other in others on link.Other equals other.Id
            select (other, link),
        ];
        Others =
        [
            .. others.Select(other => new Option(other.Id.ToString(), $"{other.Called}: {other.Text.Truncated(90)}")),
        ];
        await FindAlike();
    }

    private async Task FindAlike()
    {
        var texts = await session.Query<(Guid Id, string Text)>(
            "select id, text from recommendation where report <> @Report order by recorded_on desc, id limit 5000",
            new { Recommendation.Report }
        );
        var nearest = Matching
            .Nearest(
                Recommendation.Text,
                texts.Where(one => Recommendation.Links.All(link => link.Other != one.Id)),
                one => one.Text,
                Matching.RatherAlike
            )
            .Take(3)
            .Select(one => one.One.Id)
            .ToArray();

        if (nearest.Length == 0)
            return;

        var rows = await session.Query<RecommendationRow>(
            "select * from recommendation where id = any (@nearest) order by array_position(@nearest, id)",
            new { nearest }
        );
        var reports = (
            await session.Query<ReportRow>(
                "select * from report where id = any (@ids)",
                new { ids = rows.Select(row => row.Report).ToArray() }
            )
        ).ToDictionary(report => report.Id, report => $"{report.Title}, {Words.Date(report.Published, "not dated")}");
        Alike =
        [
            .. rows.Select(row =>
                (
                    row,
                    new SideBySide(row.Called, row.Text, Recommendation.Called, Recommendation.Text)
                    {
                        OnlyThen = "there",
                        OnlyNow = "here",
                    },
                    reports.GetValueOrDefault(row.Report)
                )
            ),
        ];
    }
}
