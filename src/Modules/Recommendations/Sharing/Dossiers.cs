using Inspection.Kernel;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;

namespace Inspection.Recommendations;

/// <summary>One recommendation with what goes with it, as it is shown outside the division; empty where it was not asked for.</summary>
internal sealed record Dossier(RecommendationRow Row)
{
    public IReadOnlyList<ActionRow> Actions { get; init; } = [];

    public IReadOnlyList<EvidenceRow> Evidence { get; init; } = [];

    /// <summary>What happened to it, oldest first.</summary>
    public IReadOnlyList<StoredEvent> History { get; init; } = [];
}

/// <summary>What of a recommendation somebody outside is shown; its text, status and date always.</summary>
internal enum SharePart
{
    Response,
    Plan,
    EvidenceList,
    EvidenceFiles,
    History,
}

/// <summary>Reads what leaves the division, and nothing that was not asked for.</summary>
internal sealed class Dossiers(Session session, IEventStore store)
{
    /// <summary>Those of a report that were selected, in the order of the document; all where nothing is said.</summary>
    public Task<IReadOnlyList<RecommendationRow>> Of(Guid report, Guid[]? selected, CancellationToken cancel) =>
        session.Query<RecommendationRow>(
            """
            select * from recommendation where division = @Division and report = @report
                and (@all or id = any (@selected)) order by ordinal, id
            """,
            new
            {
                session.Caller.Division,
                report,
                all = selected is null,
                selected = selected ?? [],
            },
            cancel
        );

    public async Task<Dossier> Load(
        RecommendationRow row,
        Func<SharePart, bool> shown,
        CancellationToken cancel = default
    ) =>
        new(shown(SharePart.Response) ? row : WithoutResponse(row))
        {
            Actions = shown(SharePart.Plan) ? await session.ActionsOf(row.Id, cancel) : [],
            Evidence = shown(SharePart.EvidenceList) ? await session.EvidenceOf(row.Id, cancel) : [],
            History = shown(SharePart.History) ? await store.History(row.Id, cancel) : [],
        };

    /// <summary>Who is who, by post; by name only where <paramref name="names"/> are given.</summary>
    public async Task<Who> Who(IReadOnlyDictionary<Guid, string>? names, CancellationToken cancel = default)
    {
        var terms = await session.Query<Term>(
            """
            select p.id as post, p.title, t."Person" as person, t."From" as "from", t."Until" as until
            from post p left join lateral jsonb_to_recordset(p.terms) as t("Person" uuid, "From" date, "Until" date) on true
            where p.division = @Division order by p.title, p.id, t."From"
            """,
            new { session.Caller.Division },
            cancel
        );
        return new(terms, names);
    }

    private static RecommendationRow WithoutResponse(RecommendationRow row) =>
        row with
        {
            Response = null,
            Position = Position.NoneStated,
            PositionSource = null,
            Reason = null,
            Parts = [.. row.Parts.Select(part => part with { Position = Position.NoneStated })],
        };
}

/// <summary>A post, and who held it when.</summary>
internal sealed class Term
{
    public Guid Post { get; init; }
    public string Title { get; init; } = "";
    public Guid? Person { get; init; }
    public DateOnly? From { get; init; }
    public DateOnly? Until { get; init; }
}

/// <summary>Posts by their titles, and people by their names or, where these stay inside, by the posts they held at the time.</summary>
internal sealed class Who(IReadOnlyList<Term> terms, IReadOnlyDictionary<Guid, string>? names)
{
    private readonly Dictionary<Guid, string> posts = terms
        .DistinctBy(term => term.Post)
        .ToDictionary(term => term.Post, term => term.Title);

    public bool SaysNames => names is not null;

    public string Post(Guid? id) =>
        id is not { } post ? "Nobody yet" : posts.GetValueOrDefault(post, "A post that was abolished");

    public string Person(Guid id, DateTimeOffset at) =>
        names is not null ? names.GetValueOrDefault(id, "Someone")
        : id == SystemActor.Suite ? "the suite"
        : id == SystemActor.CommandLine ? "an administrator at the command line"
        : string.Join(", ", PostsOf(id, at.Day())) is { Length: > 0 } held ? held
        : "a member of the division";

    private IEnumerable<string> PostsOf(Guid person, DateOnly day) =>
        terms
            .Where(term => term.Person == person && term.From <= day && !(term.Until < day))
            .Select(term => term.Title)
            .Distinct();
}

/// <summary>What happened, in words, for those outside.</summary>
internal static class Told
{
    private static readonly RecommendationsModule Module = new();

    public static string Title(StoredEvent one) =>
        one.Data.GetType().DeclaringType == typeof(Recommendation)
            ? RecommendationsModule.Title(one.Data)
            : Module.Describe(one)?.Text ?? RecommendationsModule.Title(one.Data);

    public static string? Detail(StoredEvent one, Who who) =>
        one.Data switch
        {
            Report.SourceAttached e => $"{e.Name}\nSHA-256 {e.Sha256}",
            Report.Corrected e => e.Reason,
            Action.Planned e => e.Measure,
            Action.Reworded e => e.Text,
            Action.Assigned e => who.Post(e.Owner),
            Action.Dated e => $"{Kernel.Ui.Words.Date(e.Due)}{(e.Reason is null ? "" : $": {e.Reason}")}",
            Action.MilestoneSet e => $"{e.Text}, {Kernel.Ui.Words.Date(e.Due)}",
            Action.MilestoneReached e => Kernel.Ui.Words.Date(e.On),
            Action.Started e => e.Note,
            Action.Blocked e => e.Reason,
            Action.Unblocked e => e.Note,
            Action.Finished e => e.Note,
            Action.Reopened e => e.Reason,
            Action.Withdrawn e => e.Reason,
            Action.Noted e => e.Text,
            { } e when e.GetType().DeclaringType == typeof(Evidence) => GetEvidence.Detail(e),
            _ => RecommendationsModule.Detail(one.Data, post => who.Post(post)),
        };

    /// <summary>Every date that was set, asked for, approved or refused.</summary>
    public static IEnumerable<DateStep> Dates(IEnumerable<StoredEvent> history) =>
        history
            .Select(one =>
                one.Data switch
                {
                    Recommendation.Recorded { Due.Date: { } due } e => new DateStep(
                        one,
                        "Printed in the document",
                        due,
                        e.Due.Text
                    ),
                    Recommendation.Dated e => new(one, "Set", e.Due, e.Reason),
                    Recommendation.RevisionAsked e => new(
                        one,
                        e.InTime ? "Another asked for" : "Another asked for, after the date had passed",
                        e.Due,
                        e.Reason
                    ),
                    Recommendation.RevisionApproved e => new(
                        one,
                        e.Slipped ? "Approved: it slipped" : "Approved",
                        e.Due,
                        e.Reason
                    ),
                    Recommendation.RevisionRefused e => new(one, "Refused", null, e.Reason),
                    _ => null,
                }
            )
            .OfType<DateStep>();
}

/// <summary>One line of the ledger of dates.</summary>
internal sealed record DateStep(StoredEvent Event, string What, DateOnly? Due, string? Why);
