using Inspection.Contracts.Organisation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Configuration;

namespace Inspection.Recommendations;

/// <summary>One share with every view of it.</summary>
[Allow(Policy.Manage)]
[Api("GET", "/api/shares/{id}")]
internal sealed record GetShare(Guid Id) : IQuery<ShareDetails>
{
    internal sealed class Handler(Session session, IEventStore store, IMediator mediator)
        : IRequestHandler<GetShare, ShareDetails>
    {
        public async Task<ShareDetails> Handle(GetShare query, CancellationToken cancel)
        {
            var share = await session.Share(query.Id, cancel);
            var report = await session.Report(share.Report, cancel);
            var rows = await session.Query<RecommendationRow>(
                "select * from recommendation where division = @Division and id = any (@Recommendations) order by ordinal, id",
                new { session.Caller.Division, share.Recommendations },
                cancel
            );
            var titles = (
                await session.Query<(Guid Id, string Title)>(
                    "select id, title from evidence where division = @Division and (recommendation = any (@Recommendations) or also && @Recommendations)",
                    new { session.Caller.Division, share.Recommendations },
                    cancel
                )
            ).ToDictionary(one => one.Id, one => one.Title);
            var names = await mediator.Send(new NamePeople(), cancel);
            var history = await store.History(query.Id, cancel);

            return new(
                share,
                await session.ReaderOf(query.Id, cancel),
                report,
                rows,
                [
                    .. history
                        .Reverse()
                        .Select(one => new Happening(
                            one.Version,
                            Title(one.Data, rows, titles),
                            (one.Data as Share.Revoked)?.Reason,
                            names.GetValueOrDefault(one.Actor, "Someone"),
                            one.At,
                            IsNote: one.Data is Share.Viewed
                        )),
                ]
            );
        }

        private static string Title(
            DomainEvent happened,
            IReadOnlyList<RecommendationRow> rows,
            Dictionary<Guid, string> titles
        ) =>
            happened switch
            {
                Share.Made => "Link made",
                Share.Viewed { Evidence: { } id } => $"File taken: {titles.GetValueOrDefault(id, "evidence")}",
                Share.Viewed { Recommendation: { } id } =>
                    $"{rows.FirstOrDefault(row => row.Id == id)?.Called ?? "A recommendation"} opened",
                Share.Viewed => "List opened",
                Share.Extended e => $"Last day set to {Words.Date(e.Until)}",
                _ => "Link revoked",
            };
    }
}

/// <summary>A share as its page shows it.</summary>
internal sealed record ShareDetails(
    ShareRow Share,
    string Reader,
    ReportRow Report,
    IReadOnlyList<RecommendationRow> Recommendations,
    IReadOnlyList<Happening> History
)
{
    public int Version => Share.Version;
}

[Allow(Policy.Manage)]
internal sealed class ShareDetailsPage(IMediator mediator, Session session, IConfiguration settings, TimeProvider clock)
    : PageModel
{
    public ShareDetails Details { get; private set; } = null!;

    public ShareRow Row => Details.Share;

    /// <summary>The link, right after it was made and never again.</summary>
    public string? Link { get; private set; }

    public ShareState State { get; private set; }

    public bool MayChange => State != ShareState.Revoked && session.Caller.AsAt is null;

    public async Task OnGet(Guid id)
    {
        Details = await mediator.Send(new GetShare(id), HttpContext.RequestAborted);
        State = Row.StateOn((session.Caller.AsAt ?? clock.GetUtcNow()).Day());

        if (TempData[MakeSharePage.TokenOf(id)] is string token)
            Link =
                $"{(settings["Inspection:Address"] ?? $"{Request.Scheme}://{Request.Host}").TrimEnd('/')}/shared/{token}";
    }
}
