using System.Security.Cryptography;
using System.Text.Json;
using Inspection.Kernel;
using Inspection.Kernel.Ui;

namespace Inspection.Recommendations;

/// <summary>A recommendation with its plan and the proof of it, as they stand at one moment: what both gates ask about.</summary>
internal sealed record ClosingFacts(
    RecommendationRow Recommendation,
    ReportRow? Report,
    IReadOnlyList<ActionRow> Actions,
    IReadOnlyList<EvidenceRow> Evidence
)
{
    /// <summary>What was effective before proves nothing of what was done since.</summary>
    public DateOnly From => Report?.Published ?? Recommendation.RecordedOn;

    private IEnumerable<ActionRow> Kept => Actions.Where(action => action.State != ActionState.Withdrawn);

    /// <summary>What keeps a plan from being submitted or approved.</summary>
    public IEnumerable<string> MissingFromPlan()
    {
        if (!Kept.Any())
            yield return "Add at least one action to the plan";

        foreach (var action in Kept)
        foreach (var missing in WordingCheck.Of(action).Where(one => one.Blocks))
            yield return $"“{action.Text.Truncated(60)}”: {missing.Says}";
    }

    /// <summary>What keeps it from being closed as implemented.</summary>
    public IEnumerable<string> MissingFromProof(DateOnly today)
    {
        if (Kept.All(action => action.State != ActionState.Done))
            yield return "At least one action must be done";

        foreach (var action in Kept)
            if (action.State != ActionState.Done)
                yield return $"“{action.Text.Truncated(60)}” is {Words.Of(action.State).ToLowerInvariant()}: finish it, or withdraw it with a reason";
            else if (!Evidence.Any(one => Proves(one, action.Id, today)))
                yield return $"“{action.Text.Truncated(60)}” has no accepted evidence that is in period and has not expired";
    }

    /// <summary>Whether a piece is accepted for an action's success measure and holds on that day.</summary>
    public bool Proves(EvidenceRow evidence, Guid action, DateOnly today) =>
        evidence.State == EvidenceState.Accepted
        && evidence.EffectiveOn >= From
        && evidence.EffectiveOn <= today
        && !(evidence.ValidUntil < today)
        && evidence.Serves.Any(one => one.Action == action);

    /// <summary>What is signed: each thing with a hash of what it said, and one hash over all.</summary>
    public Seal Seal
    {
        get
        {
            Many<SealedPart> parts =
            [
                .. new[]
                {
                    Part(
                        Recommendation.Id,
                        "The recommendation",
                        new
                        {
                            Recommendation.Text,
                            Recommendation.Response,
                            Recommendation.Parts,
                        }
                    ),
                }
                    .Concat(
                        Actions.Select(action =>
                            Part(
                                action.Id,
                                $"Action: {action.Text.Truncated(80)}",
                                new
                                {
                                    action.Text,
                                    action.Owner,
                                    action.Due,
                                    action.Measure,
                                    action.State,
                                }
                            )
                        )
                    )
                    .Concat(
                        Evidence.Select(one =>
                            Part(
                                one.Id,
                                $"Evidence: {one.Title.Truncated(80)}",
                                new
                                {
                                    one.Title,
                                    one.Revision,
                                    one.State,
                                    one.Sha256,
                                    one.Address,
                                    one.Text,
                                    one.EffectiveOn,
                                    one.ValidUntil,
                                    one.Serves,
                                }
                            )
                        )
                    )
                    .OrderBy(part => part.Id),
            ];

            return new(Hash(parts), parts);
        }
    }

    /// <summary>What differs from what was signed, in words.</summary>
    public IEnumerable<string> ChangedSince(Seal signed)
    {
        var (then, now) = (signed.Parts.ToDictionary(part => part.Id), Seal.Parts.ToDictionary(part => part.Id));

        return
        [
            .. now.Values.Where(part => !then.ContainsKey(part.Id)).Select(part => $"{part.Name} was added"),
            .. then.Values.Where(part => !now.ContainsKey(part.Id)).Select(part => $"{part.Name} was taken away"),
            .. now
                .Values.Where(part => then.TryGetValue(part.Id, out var before) && before.Hash != part.Hash)
                .Select(part => $"{part.Name} has changed"),
        ];
    }

    private static SealedPart Part(Guid id, string name, object content) => new(id, name, Hash(content));

    private static string Hash(object content) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(content)));
}

/// <summary>What a validator signed: the recommendation, its actions and its evidence as they stood.</summary>
/// <param name="Hash">SHA-256 over all parts, in hexadecimal.</param>
internal sealed record Seal(string Hash, Many<SealedPart> Parts);

/// <summary>One thing that was signed.</summary>
internal sealed record SealedPart(Guid Id, string Name, string Hash);
