using FluentValidation;
using Inspection.Contracts.Organisation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Files;
using Inspection.Kernel.Ui;
using Inspection.Recommendations.Import;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Recommendations;

/// <summary>
/// Stores what somebody read, put right and confirmed: the report, its document byte for byte, its recommendations, and
/// where it follows up an earlier report its ratings of that one's.
/// </summary>
[Allow(Policy.Manage)]
[Api("POST", "/api/imports/{id}/confirm")]
internal sealed record ConfirmImport(
    Guid Id,
    string? Title,
    string? Inspectorate,
    string? Subject,
    string? Respondent,
    DateOnly? Published,
    string? Marking,
    Guid? KnownReport,
    Guid? FollowUpTo,
    DateOnly? ReviewOn,
    ConfirmedItem[]? Items
) : ICommand
{
    /// <summary>Whether an item that is to be stored has neither a date nor is for information: it needs a review date.</summary>
    private bool NeedsReview => (Items ?? []).Any(item => item is { IsRecorded: true, Due: null, IsToDo: true });

    internal sealed class Validator : AbstractValidator<ConfirmImport>
    {
        public Validator(TimeProvider clock)
        {
            RuleFor(c => c.Title).IsReportTitle().When(c => c.KnownReport is null);
            RuleFor(c => c.Inspectorate).IsInspectorate().When(c => c.KnownReport is null);
            RuleFor(c => c.Marking).IsMarking();
            RuleFor(c => c.ReviewOn)
                .NotNull()
                .When(c => c.NeedsReview)
                .WithMessage("Enter when you will review the items that have no date");
            RuleFor(c => c.ReviewOn)
                .Must(on => on >= clock.Today())
                .When(c => c is { NeedsReview: true, ReviewOn: not null })
                .WithMessage("The review date must be today or later");
            RuleForEach(c => c.Items).SetValidator(new ItemValidator()).OverridePropertyName("Items");
        }
    }

    private sealed class ItemValidator : AbstractValidator<ConfirmedItem>
    {
        public ItemValidator()
        {
            RuleFor(i => i.Text)
                .NotEmpty()
                .When(i => i.IsRecorded)
                .WithMessage("Enter the text of the item, or do not import it");
            RuleFor(i => i.Choice).IsInEnum().WithMessage("Select what to do with the item");
            RuleFor(i => i.Existing)
                .NotEmpty()
                .When(i => i.Choice is ItemChoice.Rate or ItemChoice.Restate)
                .WithMessage("Select the existing item, or choose something else");
            RuleFor(i => i.Rating)
                .Must((i, _) => i.Ratings.Any())
                .When(i => i.Choice == ItemChoice.Rate)
                .WithMessage("Enter the rating, or choose something else");
            RuleFor(i => i.Kind).IsInEnum().WithMessage("Select the kind");
            RuleFor(i => i.Position).IsInEnum().WithMessage("Select the position");
        }
    }

    internal sealed class Handler(
        Session session,
        FileStore files,
        IEventStore store,
        IMediator mediator,
        Rater rater,
        TimeProvider clock
    ) : AsyncRequestHandler<ConfirmImport>
    {
        protected override async Task Handle(ConfirmImport command, CancellationToken cancel)
        {
            var draft =
                await session.One<Guid?>("select file from import_draft where id = @Id", new { command.Id }, cancel)
                ?? throw new NotFoundException($"There is no import {command.Id}");
            var file = await files.Require(draft, cancel);
            var items = (command.Items ?? []).Where(item => item.IsRecorded).ToList();
            var rated = (command.Items ?? []).Where(item => item.Choice == ItemChoice.Rate).ToList();
            var report = command.KnownReport ?? command.Id;

            if (items.Count + rated.Count == 0 && command.KnownReport is not null)
                throw new RefusedException(
                    "Everything in this document is on the register already: there is nothing to import"
                );

            await Require(command, report, cancel);

            if (command.KnownReport is null)
                store.Start(
                    report,
                    Report.Register(
                        new(
                            report,
                            command.Title!.Trim(),
                            command.Inspectorate!.Trim(),
                            command.Subject.Typed(),
                            command.Respondent.Typed(),
                            command.Published,
                            Markings.Of(command.Marking)
                        ),
                        new(file.Id, file.Name, file.Sha256, file.Size)
                    )
                );

            if (command.FollowUpTo is { } earlier)
                await store.Change<Report>(report, null, state => state.FollowUp(earlier), cancel);

            var posts = await PostsFor(items, cancel);

            foreach (var (item, index) in items.Select((item, index) => (item, index)))
                Record(command, report, item, index, posts);

            if (rated.Count > 0)
                await Rate(command, report, rated, cancel);

            await files.Keep(file.Id, cancel);
            await session.Execute("delete from import_draft where id = @Id", new { command.Id }, cancel);
        }

        /// <summary>The reports that a confirmation names are on this division's register.</summary>
        private async Task Require(ConfirmImport command, Guid report, CancellationToken cancel)
        {
            if (command.KnownReport is { } known && await store.Find<Report>(known, cancel) is null)
                throw new NotFoundException($"There is no report {known}");

            if (command.FollowUpTo is { } earlier)
            {
                var found =
                    await store.Find<Report>(earlier, cancel)
                    ?? throw new RefusedException("The earlier report is not on this division's register");

                if (found.FollowUpTo == report)
                    throw new RefusedException("That report follows up this one");
            }

            foreach (var item in command.Items ?? [])
                if (
                    item is { Choice: ItemChoice.Rate or ItemChoice.Restate, Existing: { } existing }
                    && await store.Find<Recommendation>(existing, cancel) is null
                )
                    throw new RefusedException("The existing item is not on this division's register");
        }

        /// <summary>What the document says of earlier recommendations, in the words of its inspectorate.</summary>
        private async Task Rate(ConfirmImport command, Guid report, List<ConfirmedItem> rated, CancellationToken cancel)
        {
            var known = command.KnownReport is { } id ? await session.Report(id, cancel) : null;
            var by = new RatingReport(
                report,
                known is null ? command.Published : known.Published,
                await session.ScaleOf(known?.Inspectorate ?? command.Inspectorate!, cancel)
            );

            foreach (var item in rated)
                await rater.Give(item.Existing!.Value, null, by, [.. item.Ratings], cancel);
        }

        private void Record(
            ConfirmImport command,
            Guid report,
            ConfirmedItem item,
            int index,
            IReadOnlyDictionary<string, Guid> posts
        )
        {
            var id = ItemId(command.Id, index);
            var due = new DueDate(
                item.Due,
                item.DueWords?.Trim() ?? "",
                item.Due is null ? item.DueWordsPrecision : item.DuePrecision
            );
            List<DomainEvent> events =
            [
                new Recommendation.Recorded(
                    id,
                    report,
                    index + 1,
                    item.Number.Typed(),
                    item.Section.Typed(),
                    item.Kind,
                    item.Text.Typed()!,
                    item.Response.Typed(),
                    item.Position,
                    item.Position == Position.NoneStated ? null : item.PositionSource ?? PositionSource.Item,
                    item.Reason.Typed(),
                    due,
                    item.Rating.Typed(),
                    [.. item.Parts ?? []]
                ),
            ];

            if (item.OwnerNames.Select(name => posts[name]).Distinct().ToList() is { Count: > 0 } owners)
                events.Add(new Recommendation.Assigned([.. owners], owners[0]));

            if (item is { Due: null, IsToDo: true })
                events.Add(new Recommendation.ReviewSet(command.ReviewOn!.Value));

            if (item is { Choice: ItemChoice.Restate, Existing: { } restated })
                events.Add(new Recommendation.Linked(restated, Relation.RestatedFrom));

            store.Start(id, events);
        }

        /// <summary>The post of each owner's name; posts that do not exist yet are created.</summary>
        private async Task<IReadOnlyDictionary<string, Guid>> PostsFor(
            List<ConfirmedItem> items,
            CancellationToken cancel
        )
        {
            var known = await mediator.Send(new ListPosts(), cancel);
            var found = new Dictionary<string, Guid>(StringComparer.OrdinalIgnoreCase);

            foreach (var name in items.SelectMany(item => item.OwnerNames).Distinct(StringComparer.OrdinalIgnoreCase))
                if (known.FirstOrDefault(post => post.IsCalled(name)) is { } post)
                    found[name] = post.Id;
                else
                    await mediator.Send(
                        new CreateOwnerPost(found[name] = Guid.CreateVersion7(clock.GetUtcNow()), name),
                        cancel
                    );

            return found;
        }

        // The same confirmation gives the same ids, however often it is sent.
        private static Guid ItemId(Guid draft, int index) =>
            StableId.Of([.. draft.ToByteArray(), .. BitConverter.GetBytes(index)]);
    }
}

/// <summary>What becomes of an item of a follow-up.</summary>
internal enum ItemChoice
{
    /// <summary>It is recorded, as in any report.</summary>
    New,

    /// <summary>It is what the inspectorate says now of an existing one, and is not recorded.</summary>
    Rate,

    /// <summary>It is recorded, and linked to the existing one that it says again.</summary>
    Restate,

    LeaveOut,
}

/// <summary>One item as confirmed.</summary>
/// <param name="Include">Whether to record it, where <paramref name="Choice"/> does not say.</param>
/// <param name="Rating">What the document says of it; of the existing item as a whole, where that is rated.</param>
/// <param name="Existing">The recommendation that is rated or restated.</param>
/// <param name="PartRatings">The ratings of the existing item's parts, in their order; null where a part is not rated.</param>
internal sealed record ConfirmedItem(
    bool Include,
    string? Number,
    string? Section,
    ItemKind Kind,
    string? Text,
    string? Response,
    Position Position,
    PositionSource? PositionSource,
    string? Reason,
    string? Owners,
    DateOnly? Due,
    string? DueWords,
    DatePrecision DuePrecision,
    string? Rating,
    Part[]? Parts,
    ItemChoice? Choice = null,
    Guid? Existing = null,
    string?[]? PartRatings = null
)
{
    /// <summary>Whether it becomes a recommendation of its own.</summary>
    internal bool IsRecorded => Choice is { } choice ? choice is ItemChoice.New or ItemChoice.Restate : Include;

    /// <summary>The ratings given, of the whole and of parts.</summary>
    internal IEnumerable<(int? Part, string? Rating)> Ratings =>
        new[] { ((int?)null, Rating) }
            .Concat((PartRatings ?? []).Select((rating, i) => ((int?)(i + 1), rating)))
            .Where(one => !string.IsNullOrWhiteSpace(one.Item2));

    /// <summary>The posts named as owners, the accountable one first; one a line.</summary>
    public IReadOnlyList<string> OwnerNames =>
        (Owners ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Whether there is something to do: good practice and strengths are for information.</summary>
    public bool IsToDo => Recommendation.StatusOf(Kind) != RecommendationStatus.ForInformation;

    internal DatePrecision DueWordsPrecision =>
        DuePrecision is DatePrecision.Day or DatePrecision.Month ? DatePrecision.None : DuePrecision;

    internal static ConfirmedItem Of(ReadItem item, bool include) =>
        new(
            include,
            item.Number.Value,
            item.Group.Value,
            item.Kind.Value,
            item.Text.Value,
            item.Response.Value,
            item.Position.Value.Position,
            item.Position.Value.Source,
            item.Reason.Value,
            string.Join("\n", item.Owners.Select(owner => owner.Value)),
            item.Due.Value.Date,
            item.Due.Value.Text,
            item.Due.Value.Precision,
            item.Rating.Value,
            [.. item.Parts.Select(part => new Part(part.Text.Value, part.Due.Value, part.Position.Value))]
        );
}

[Allow(Policy.Manage)]
[RequestFormLimits(ValueCountLimit = 20_000)]
internal sealed class ConfirmImportPage(IMediator mediator, Session session, TimeProvider clock) : FormPage(mediator)
{
    [BindProperty]
    public ConfirmImport Command { get; set; } = null!;

    public ImportProposal Proposal { get; private set; } = null!;

    public IReadOnlyList<PostSummary> Posts { get; private set; } = [];

    /// <summary>The report that the document follows up: as asked in the address, or as proposed; empty for none.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid? Follows { get; set; }

    /// <summary>The reports that it may follow up.</summary>
    public IReadOnlyList<Option> Reports { get; private set; } = [];

    public IReadOnlyList<Option> Existing { get; private set; } = [];

    public static IReadOnlyList<Option> Choices { get; } =
    [
        new($"{ItemChoice.Rate}", "Rate the existing item", "Nothing new is recorded"),
        new($"{ItemChoice.Restate}", "A new item that restates it", "The two are linked"),
        new($"{ItemChoice.New}", "A new item"),
        new($"{ItemChoice.LeaveOut}", "Leave it out"),
    ];

    /// <summary>The ratings to choose from; none where any words will do.</summary>
    public IReadOnlyList<Option> Grades =>
        [.. (Proposal.FollowUp?.Scale.Grades ?? []).Select(grade => new Option(grade, grade))];

    public async Task OnGet(Guid id)
    {
        await Load(id, Follows);
        Command = Proposal.AsRead(clock.Today());
    }

    public Task<IActionResult> OnPost() =>
        Send(Command, $"/reports/{Command.KnownReport ?? Command.Id}", "The report is on the register");

    public Task<IActionResult> OnPostDiscard(Guid id) =>
        Send(new DiscardImport(id), "/import", "The document is discarded; nothing was stored");

    protected override Task Prepare() => Load(Command.Id, Command.FollowUpTo ?? Guid.Empty);

    private async Task Load(Guid id, Guid? follows)
    {
        Proposal = await Ask(new ProposeImport(id, follows));
        Posts = await Ask(new ListPosts());
        Follows = Proposal.FollowUp?.Earlier.Id;
        Reports =
        [
            new($"{Guid.Empty}", "None: it is a report of its own"),
            .. (
                await session.Query<ReportRow>(
                    "select * from report where source_sha256 is distinct from @Sha256 order by published desc nulls last, title limit 500",
                    new { Proposal.Sha256 }
                )
            ).Select(one => new Option($"{one.Id}", $"{one.Title} ({Words.Date(one.Published)})")),
        ];
        Existing =
        [
            .. (Proposal.FollowUp?.Before ?? []).Select(one => new Option(
                $"{one.Id}",
                $"{one.Called}: {one.Text.Truncated(80)}"
            )),
        ];
    }
}
