using Inspection.Contracts.Recommendations;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Recommendations;

/// <summary>Recommendations: what an inspectorate asked of the division, and what the division does about it.</summary>
public sealed class RecommendationsModule : IModule
{
    public IReadOnlyList<NavigationItem> Navigation =>
        [
            new("Recommendations", "/recommendations", Policy.Read, 10),
            new("Actions", "/actions", Policy.Read, 15),
            new("Evidence", "/evidence", Policy.Read, 17),
            new("Reports", "/reports", Policy.Read, 20),
        ];

    public void AddServices(IServiceCollection services) =>
        services
            .AddScoped<OwnWork>()
            .AddScoped<Standing>()
            .AddScoped<ActionImport>()
            .AddSingleton<ActionStoring>()
            .AddScoped<Rater>()
            .AddScoped<Dossiers>()
            .AddScoped<Packs>()
            .AddScoped<Door>()
            .AddSingleton(ModuleSchema.Beside<RecommendationsModule>("recommendations.sql"));

    /// <summary>Reads a document without a database: what it says, as the command line shows it.</summary>
    /// <exception cref="RefusedException">It cannot be read; the message says why and what to do.</exception>
    public static Task<DocumentReading> ReadDocument(byte[] content, string name, CancellationToken cancel = default) =>
        DryRun.Read(content, name, cancel);

    public Change? Describe(StoredEvent happened) =>
        happened.Data switch
        {
            Report.Registered e => new($"Report registered: {e.Title}", $"/reports/{happened.Stream}"),
            Report.FollowUpLinked => new("Report linked to the one it follows up", $"/reports/{happened.Stream}"),
            Report.Corrected e => new($"Report put right: {e.Title}", $"/reports/{happened.Stream}"),
            Report.SourceAttached => null,
            Inspectorate.ScaleChosen e => new($"Rating scale chosen for {e.Name}", "/inspectorates"),

            Report.PackMade e => new(
                $"Pack made with {Words.Count(e.Recommendations.Count, "recommendation")}",
                $"/reports/{happened.Stream}"
            ),
            // Every view stands on the page of its share.
            Share.Viewed => null,
            Share.Made e => new($"Shared with {e.Organisation}", $"/shares/{happened.Stream}"),
            Share.Extended e => new($"Shared until {Words.Date(e.Until)}", $"/shares/{happened.Stream}"),
            Share.Revoked => new("A share was revoked", $"/shares/{happened.Stream}"),
            Recommendation.Recorded e => new(
                $"Recorded: {e.Text.Truncated(120)}",
                $"/recommendations/{happened.Stream}"
            ),
            Recommendation.Noted e => new($"Note: {e.Text.Truncated(120)}", $"/recommendations/{happened.Stream}"),
            Evidence.Offered e => new($"Evidence offered: {e.Title.Truncated(120)}", $"/evidence/{happened.Stream}"),
            { } e when e.GetType().DeclaringType == typeof(Evidence) => new(
                GetEvidence.Title(e),
                $"/evidence/{happened.Stream}"
            ),
            EvidenceRequest.Made e => new(
                $"Evidence asked for: {e.What.Truncated(120)}",
                $"/evidence/requests/{happened.Stream}"
            ),
            { } e when e.GetType().DeclaringType == typeof(EvidenceRequest) => new(
                $"Request for evidence {Words.Split(e.GetType().Name).ToLowerInvariant()}",
                $"/evidence/requests/{happened.Stream}"
            ),
            Action.Planned e => new($"Action planned: {e.Text.Truncated(120)}", $"/actions/{happened.Stream}"),
            Action.Noted e => new($"Note on an action: {e.Text.Truncated(120)}", $"/actions/{happened.Stream}"),
            { } e when e.GetType().DeclaringType == typeof(Action) => new(
                ActionHistory.Title(e),
                $"/actions/{happened.Stream}"
            ),
            _ => new(Title(happened.Data), $"/recommendations/{happened.Stream}"),
        };

    public string? Subject(DomainEvent happened) =>
        happened switch
        {
            Recommendation.Recorded or Recommendation.Noted => null,
            { } e when e.GetType().DeclaringType == typeof(Recommendation) => """
                select upper(left(words, 1)) || lower(substr(words, 2)) || ' ' || coalesce(number, '(' || ordinal || ')')
                from recommendation, trim(regexp_replace(kind, '([A-Z])', ' \1', 'g')) words
                where division = @Division and id = @Stream
                """,
            Action.Planned or Action.Noted => null,
            { } e when e.GetType().DeclaringType == typeof(Action) =>
                "select text from action where division = @Division and id = @Stream",
            Evidence.Offered => null,
            { } e when e.GetType().DeclaringType == typeof(Evidence) =>
                "select title from evidence where division = @Division and id = @Stream",
            _ => null,
        };

    /// <summary>What happened to a recommendation, as the heading of a history's entry.</summary>
    internal static string Title(DomainEvent happened) =>
        happened switch
        {
            Recommendation.Recorded => "Recorded",
            Recommendation.Assigned => "Owners assigned",
            Recommendation.Dated e => $"Due date set to {Words.Date(e.Due)}",
            Recommendation.ReviewSet e => $"Review set for {Words.Date(e.On)}",
            Recommendation.Prioritised e => $"Priority set to {Words.Of(e.Priority).ToLowerInvariant()}",
            Recommendation.Noted => "Progress note",
            Recommendation.PlanSubmitted => "Plan submitted",
            Recommendation.PlanApproved => "Plan approved",
            Recommendation.PlanReturned => "Plan returned",
            Recommendation.PlanReopened => "Plan opened for changes",
            Recommendation.CompletionClaimed => "Submitted for validation",
            Recommendation.CompletionReturned => "Returned for more work",
            Recommendation.CompletionValidated => "Completion validated",
            Recommendation.Closed e => $"Closed as {Words.Of(e.Outcome).ToLowerInvariant()}",
            Recommendation.Reopened => "Opened again",
            Recommendation.SealBroken => "Re-validation needed",
            Recommendation.EmbeddednessReviewed e =>
                $"{(e.Embedded ? "Found embedded" : "Found not embedded")} after {e.Months} months",
            Recommendation.RevisionAsked e => $"Another date asked for: {Words.Date(e.Due)}",
            Recommendation.RevisionApproved e => $"Due date revised to {Words.Date(e.Due)}",
            Recommendation.RevisionRefused => "Another date refused",
            Recommendation.Rated e => $"Rated by the inspectorate: {e.Rating}",
            Recommendation.Served e => $"To be served by {ServingModule.All.First(one => one.Key == e.Module).Name}",
            Recommendation.Linked e => e.Relation == Relation.RestatedFrom
                ? "Linked to what it restates"
                : "Linked to one with the same theme",
            Recommendation.Unlinked => "Link removed",
            _ => Words.Split(happened.GetType().Name),
        };

    /// <summary>More about it: reasons, notes and names.</summary>
    internal static string? Detail(DomainEvent happened, Func<Guid, string> post) =>
        happened switch
        {
            Recommendation.Assigned e => string.Join(
                ", ",
                e.Owners.Select(owner => owner == e.Accountable ? $"{post(owner)} (accountable)" : post(owner))
            ),
            Recommendation.Dated e => e.Reason,
            Recommendation.Noted e => e.Text,
            Recommendation.PlanSubmitted e => e.Note,
            Recommendation.PlanApproved e => e.Note,
            Recommendation.PlanReturned e => e.Reason,
            Recommendation.PlanReopened e => e.Reason,
            Recommendation.CompletionClaimed e => e.Statement,
            Recommendation.CompletionReturned e => e.Reason,
            Recommendation.CompletionValidated e => $"{e.Statement}\nSigned: {e.Seal.Hash}",
            Recommendation.Closed e => e.Reason,
            Recommendation.Reopened e => e.Reason,
            Recommendation.SealBroken e => e.What,
            Recommendation.EmbeddednessReviewed e =>
                $"{e.Met} of {e.SampleSize} looked at met the standard. {e.Finding}",
            Recommendation.RevisionAsked e => e.Reason,
            Recommendation.RevisionApproved e => e.InTime
                ? e.Reason
                : $"{e.Reason} (asked for after the date had passed)",
            Recommendation.RevisionRefused e => e.Reason,
            Recommendation.Rated e => e.Part is { } part
                ? $"Part {part}, on the scale of {e.Scale}"
                : $"The whole, on the scale of {e.Scale}",
            _ => null,
        };
}
