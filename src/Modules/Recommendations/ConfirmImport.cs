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

/// <summary>Stores what somebody read, put right and confirmed: the report, its document byte for byte, and its recommendations.</summary>
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
    private bool NeedsReview => (Items ?? []).Any(item => item is { Include: true, Due: null } && item.IsToDo);

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
                .When(i => i.Include)
                .WithMessage("Enter the text of the item, or do not import it");
            RuleFor(i => i.Kind).IsInEnum().WithMessage("Select the kind");
            RuleFor(i => i.Position).IsInEnum().WithMessage("Select the position");
        }
    }

    internal sealed class Handler(
        Session session,
        FileStore files,
        IEventStore store,
        IMediator mediator,
        TimeProvider clock
    ) : AsyncRequestHandler<ConfirmImport>
    {
        protected override async Task Handle(ConfirmImport command, CancellationToken cancel)
        {
            var draft =
                await session.One<Guid?>("select file from import_draft where id = @Id", new { command.Id }, cancel)
                ?? throw new NotFoundException($"There is no import {command.Id}");
            var file = await files.Require(draft, cancel);
            var items = (command.Items ?? []).Where(item => item.Include).ToList();
            var report = command.KnownReport ?? command.Id;

            if (items.Count == 0 && command.KnownReport is not null)
                throw new RefusedException(
                    "Everything in this document is on the register already: there is nothing to import"
                );

            await Require(command, cancel);

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

            await files.Keep(file.Id, cancel);
            await session.Execute("delete from import_draft where id = @Id", new { command.Id }, cancel);
        }

        /// <summary>The reports that a confirmation names are on this division's register.</summary>
        private async Task Require(ConfirmImport command, CancellationToken cancel)
        {
            if (command.KnownReport is { } known && await store.Find<Report>(known, cancel) is null)
                throw new NotFoundException($"There is no report {known}");

            if (command.FollowUpTo is { } earlier && await store.Find<Report>(earlier, cancel) is null)
                throw new RefusedException("The earlier report is not on this division's register");
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

/// <summary>One item as confirmed.</summary>
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
    Part[]? Parts
)
{
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
internal sealed class ConfirmImportPage(IMediator mediator, TimeProvider clock) : FormPage(mediator)
{
    [BindProperty]
    public ConfirmImport Command { get; set; } = null!;

    public ImportProposal Proposal { get; private set; } = null!;

    public IReadOnlyList<PostSummary> Posts { get; private set; } = [];

    public async Task OnGet(Guid id)
    {
        await Load(id);
        Command = Proposal.AsRead(clock.Today());
    }

    public Task<IActionResult> OnPost() =>
        Send(Command, $"/reports/{Command.KnownReport ?? Command.Id}", "The report is on the register");

    public Task<IActionResult> OnPostDiscard(Guid id) =>
        Send(new DiscardImport(id), "/import", "The document is discarded; nothing was stored");

    protected override Task Prepare() => Load(Command.Id);

    private async Task Load(Guid id)
    {
        Proposal = await Ask(new ProposeImport(id));
        Posts = await Ask(new ListPosts());
    }
}
