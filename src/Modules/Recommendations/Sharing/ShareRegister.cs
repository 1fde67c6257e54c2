using Inspection.Kernel.Access;
using Inspection.Kernel.Ui;
using Inspection.Kernel.Ui.Lists;

namespace Inspection.Recommendations;

/// <summary>One line of the list of shares.</summary>
internal sealed record ShareLine(
    Guid Id,
    int Version,
    string Name,
    string Organisation,
    Guid Report,
    string? About,
    int Items,
    DateOnly LastDay,
    int Views,
    DateTimeOffset? LastView,
    ShareState State,
    bool HasPassphrase,
    DateTimeOffset MadeAt
);

/// <summary>Everything that was shared by a link.</summary>
internal sealed class ShareRegister : ListOf<ShareLine>
{
    private const string State =
        "case when s.revoked_at is not null then 'Revoked' when s.last_day < @today then 'Ended' else 'Open' end";

    public override string Key => "shares";
    public override string Title => "Shared by links";
    public override Policy Policy => Policy.Manage;
    public override string One => "share";
    public override string Many => "shares";

    protected override void Describe(ListBuilder<ShareLine> list) =>
        list.From(
                "share s",
                "left join share_reader w on w.division = s.division and w.share = s.id left join report p on p.division = s.division and p.id = s.report"
            )
            .Map(s => s.Name, "coalesce(w.name, 'Someone')")
            .Map(s => s.About, "p.title")
            .Map(s => s.Items, "cardinality(s.recommendations)")
            .Map(s => s.State, State)
            .Name(s => $"{s.Name}, {s.Organisation}")
            .Column("For", s => s.Name, sort: "w.name", link: s => $"/shares/{s.Id}", note: s => s.Organisation)
            .Column(
                "Of",
                s => s.About,
                sort: "p.title",
                link: s => $"/reports/{s.Report}",
                note: s => Words.Count(s.Items, "recommendation")
            )
            .Column("Until", s => s.LastDay, sort: "s.last_day")
            .Column("Views", s => s.Views, sort: "s.views", numeric: true)
            .Column("Last view", s => s.LastView, sort: "s.last_view", none: "Never")
            .Column("State", s => s.State, sort: State, tag: s => ShareRow.TagOf(s.State))
            .Column("Passphrase", s => s.HasPassphrase, hidden: true)
            .Column("Made", s => s.MadeAt, sort: "s.made_at", hidden: true)
            .Filter(
                "state",
                "State",
                new Choice("open", "Open", "s.revoked_at is null and s.last_day >= @today"),
                new Choice("ended", "Ended", "s.revoked_at is null and s.last_day < @today"),
                new Choice("revoked", "Revoked", "s.revoked_at is not null")
            )
            .Search("w.name", "s.organisation", "p.title")
            .SearchHint("Search by name, organisation or report")
            .DefaultSort("-made")
            .Bulk("revoke", "Revoke", Policy.Manage, (s, _) => new RevokeShare(s.Id, null, null))
            .Empty(
                "Nothing is shared by a link. Links are made on the page of a report",
                "Go to the reports",
                "/reports"
            );
}
