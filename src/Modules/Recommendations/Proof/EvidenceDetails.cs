using Inspection.Contracts.Organisation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Files;
using MediatR;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Inspection.Recommendations;

/// <summary>One piece of evidence with what it serves and all that happened to it.</summary>
[Allow(Policy.Read)]
[Api("GET", "/api/evidence/{id}")]
internal sealed record GetEvidence(Guid Id) : IQuery<EvidenceDetails>
{
    internal sealed class Handler(Session session, IEventStore store, IMediator mediator, FileStore files)
        : IRequestHandler<GetEvidence, EvidenceDetails>
    {
        public async Task<EvidenceDetails> Handle(GetEvidence query, CancellationToken cancel)
        {
            var row = await session.Evidence(query.Id, cancel);
            var served = await session.Query<RecommendationRow>(
                "select * from recommendation where division = @Division and id = any (@ids) order by ordinal",
                new { session.Caller.Division, ids = row.Serves.Select(one => one.Recommendation).ToArray() },
                cancel
            );
            var actions = await session.Query<ActionRow>(
                "select * from action where division = @Division and id = any (@ids) order by due nulls last, id",
                new { session.Caller.Division, ids = row.Serves.Select(one => one.Action).OfType<Guid>().ToArray() },
                cancel
            );
            var names = await mediator.Send(new NamePeople(), cancel);
            var history = await store.History(query.Id, cancel);

            return new(
                row,
                served,
                actions,
                Name(row.OfferedBy)!,
                Name(row.DecidedBy),
                [
                    .. history
                        .Reverse()
                        .Select(one => new Happening(
                            one.Version,
                            Title(one.Data),
                            Detail(one.Data),
                            Name(one.Actor)!,
                            one.At,
                            IsNote: false
                        )),
                ]
            )
            {
                File = row.File is { } file ? await files.Find(file, cancel) : null,
                Files = await Stored(row.Files, cancel),
            };

            string? Name(Guid? person) => person is { } id ? names.GetValueOrDefault(id, "Someone") : null;
        }

        private async Task<IReadOnlyList<StoredFile>> Stored(Guid[] ids, CancellationToken cancel)
        {
            var stored = new List<StoredFile>(ids.Length);

            foreach (var id in ids)
                if (await files.Find(id, cancel) is { } file)
                    stored.Add(file);

            return stored;
        }
    }

    internal static string Title(DomainEvent happened) =>
        happened switch
        {
            Evidence.Offered => "Evidence offered",
            Evidence.Replaced e => $"Version {e.Revision} added",
            Evidence.Dated e => $"Said to show {Kernel.Ui.Words.Date(e.EffectiveOn)}",
            Evidence.MadeToServe => "What it serves changed",
            Evidence.Submitted => "Evidence submitted",
            Evidence.Accepted => "Evidence accepted",
            Evidence.Rejected => "Evidence rejected",
            Evidence.FileRemoved => "File removed for ever",
            Evidence.Withdrawn => "Evidence withdrawn",
            _ => Kernel.Ui.Words.Split(happened.GetType().Name),
        };

    internal static string? Detail(DomainEvent happened) =>
        happened switch
        {
            Evidence.Offered e => e.Content.Sha256 is { } hash
                ? $"{e.Content.Name}\nSHA-256 {hash}"
                : e.Content.Address,
            Evidence.Replaced e => e.Content.Sha256 is { } hash
                ? $"{e.Reason}\n{e.Content.Name}\nSHA-256 {hash}"
                : e.Reason,
            Evidence.Accepted e => e.Note,
            Evidence.Rejected e => e.Reason,
            Evidence.FileRemoved e => e.Reason,
            Evidence.Withdrawn e => e.Reason,
            _ => null,
        };
}

/// <summary>A piece of evidence as its page shows it.</summary>
internal sealed record EvidenceDetails(
    EvidenceRow Evidence,
    IReadOnlyList<RecommendationRow> Recommendations,
    IReadOnlyList<ActionRow> Actions,
    string OfferedBy,
    string? DecidedBy,
    IReadOnlyList<Happening> History
)
{
    public int Version => Evidence.Version;

    /// <summary>The file as it is kept; null where it is none, or of another version.</summary>
    public StoredFile? File { get; init; }

    /// <summary>The files of all versions, but those that were removed.</summary>
    public IReadOnlyList<StoredFile> Files { get; init; } = [];
}

[Allow(Policy.Read)]
internal sealed class EvidenceDetailsPage(
    IMediator mediator,
    Session session,
    IPermissions permissions,
    TimeProvider clock
) : PageModel
{
    public EvidenceDetails Details { get; private set; } = null!;

    public EvidenceRow Row => Details.Evidence;

    public bool MayContribute { get; private set; }

    public bool MayAdminister { get; private set; }

    public DateOnly Today { get; private set; }

    public async Task OnGet(Guid id)
    {
        Details = await mediator.Send(new GetEvidence(id), HttpContext.RequestAborted);
        var may = await permissions.For(session, HttpContext.RequestAborted);
        MayContribute = session.Caller.AsAt is null && may.Contains(Policy.Contribute);
        MayAdminister = session.Caller.AsAt is null && may.Contains(Policy.Administer);
        Today = (session.Caller.AsAt ?? clock.GetUtcNow()).Day();
    }
}
