using Inspection.Kernel;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;

namespace Inspection.Recommendations;

/// <summary>A share as lists and its own page show it.</summary>
[ReadModel("recommendations.share", Indexes = ["report", "last_day"])]
internal sealed record ShareRow
{
    public Guid Id { get; init; }
    public int Version { get; init; }
    public DateTimeOffset ChangedAt { get; init; }
    public Guid Report { get; init; }
    public Guid[] Recommendations { get; init; } = [];
    public Many<SharePart> Shown { get; init; } = [];
    public string Organisation { get; init; } = "";

    /// <summary>The last day on which the link works.</summary>
    public DateOnly LastDay { get; init; }
    public bool HasPassphrase { get; init; }
    public DateTimeOffset MadeAt { get; init; }
    public Guid MadeBy { get; init; }
    public DateTimeOffset? RevokedAt { get; init; }
    public string? Reason { get; init; }
    public int Views { get; init; }
    public DateTimeOffset? LastView { get; init; }

    public ShareState StateOn(DateOnly today) =>
        RevokedAt is not null ? ShareState.Revoked
        : LastDay < today ? ShareState.Ended
        : ShareState.Open;

    public static Tag TagOf(ShareState state) =>
        state == ShareState.Open ? new("Open", TagColour.Green) : new(Words.Of(state), TagColour.Grey);

    public static string Of(SharePart part) =>
        part switch
        {
            SharePart.Response => "The response and position",
            SharePart.Plan => "The plan: owners, actions and milestones",
            SharePart.EvidenceList => "The list of accepted evidence",
            SharePart.EvidenceFiles => "The files of accepted evidence, to download",
            _ => "The history, notes among it, and the ledger of dates",
        };
}

/// <summary>Whether a link works.</summary>
internal enum ShareState
{
    Open,
    Ended,
    Revoked,
}

internal sealed class ShareProjection : Projection<Share, ShareRow>
{
    public override ShareRow? Evolve(ShareRow? row, Happened happened) =>
        (row, happened.Data) switch
        {
            (_, Share.Made e) => new()
            {
                Id = e.Id,
                Report = e.Report,
                Recommendations = [.. e.Recommendations],
                Shown = e.With,
                Organisation = e.Organisation,
                LastDay = e.Until,
                HasPassphrase = e.Passphrase,
                MadeAt = happened.At,
                MadeBy = happened.Actor,
            },
            (null, _) => null,
            (_, Share.Viewed) => row with { Views = row.Views + 1, LastView = happened.At },
            (_, Share.Extended e) => row with { LastDay = e.Until },
            (_, Share.Revoked e) => row with { RevokedAt = happened.At, Reason = e.Reason },
            _ => row,
        };
}

internal static class ShareLookup
{
    /// <exception cref="NotFoundException">The division has no such share.</exception>
    public static async Task<ShareRow> Share(this Session session, Guid id, CancellationToken cancel = default) =>
        await session.One<ShareRow>("select * from share where id = @id", new { id }, cancel)
        ?? throw new NotFoundException($"There is no share {id}");

    /// <summary>For whom it was made, by name.</summary>
    public static async Task<string> ReaderOf(this Session session, Guid share, CancellationToken cancel = default) =>
        await session.One<string>(
            "select name from share_reader where division = @Division and share = @share",
            new { session.Caller.Division, share },
            cancel
        ) ?? "Someone";
}
