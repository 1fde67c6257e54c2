using Inspection.Contracts.Organisation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Files;
using MediatR;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Inspection.Recommendations;

/// <summary>A report with its recommendations and its history.</summary>
[Allow(Policy.Read)]
[Api("GET", "/api/reports/{id}")]
internal sealed record GetReport(Guid Id) : IQuery<ReportDetails>
{
    internal sealed class Handler(Session session, IEventStore store, IMediator mediator)
        : IRequestHandler<GetReport, ReportDetails>
    {
        public async Task<ReportDetails> Handle(GetReport query, CancellationToken cancel)
        {
            var report = await session.Report(query.Id, cancel);
            var related = await session.Query<ReportRow>(
                "select * from report where id = @FollowUpTo or follow_up_to = @Id order by published nulls last",
                new { report.Id, report.FollowUpTo },
                cancel
            );
            var kinds = await session.Query<KindCount>(
                "select kind, count(*)::int as count from recommendation where report = @Id group by kind order by min(ordinal)",
                new { query.Id },
                cancel
            );
            var names = await mediator.Send(new NamePeople(), cancel);
            var module = new RecommendationsModule();
            var history = await store.History(query.Id, cancel);

            return new(
                report,
                related,
                kinds,
                [
                    .. history
                        .Reverse()
                        .Select(one => new Happening(
                            one.Version,
                            module.Describe(one)?.Text ?? RecommendationsModule.Title(one.Data),
                            one.Data switch
                            {
                                Report.Corrected e => e.Reason,
                                Report.SourceAttached e => e.Name,
                                Report.PackMade e => $"SHA-256 of its SHA256SUMS: {e.Sha256}",
                                _ => null,
                            },
                            names.GetValueOrDefault(one.Actor, "Someone"),
                            one.At,
                            IsNote: false
                        )),
                ]
            );
        }
    }
}

/// <summary>A report as its page shows it.</summary>
internal sealed record ReportDetails(
    ReportRow Report,
    IReadOnlyList<ReportRow> Related,
    IReadOnlyList<KindCount> Kinds,
    IReadOnlyList<Happening> History
)
{
    public int Version => Report.Version;
}

/// <summary>How many items of a kind.</summary>
internal sealed record KindCount(ItemKind Kind, int Count);

[Allow(Policy.Read)]
internal sealed class ReportDetailsPage(IMediator mediator, Session session, FileStore files, IPermissions permissions)
    : PageModel
{
    public ReportDetails Details { get; private set; } = null!;

    /// <summary>The document that it was read from.</summary>
    public StoredFile? Source { get; private set; }

    public bool MayManage { get; private set; }

    public async Task OnGet(Guid id)
    {
        Details = await mediator.Send(new GetReport(id), HttpContext.RequestAborted);

        if (Details.Report.SourceFile is { } source)
            Source = await files.Find(source, HttpContext.RequestAborted);

        MayManage =
            session.Caller.AsAt is null
            && (await permissions.For(session, HttpContext.RequestAborted)).Contains(Policy.Manage);
    }
}
