using System.Text.RegularExpressions;
using Inspection.Kernel;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;

namespace Inspection.Recommendations;

/// <summary>An inspectorate as the division knows it: the words in which it rates progress.</summary>
internal sealed partial record Inspectorate(string Name, ScaleKind Scale, Many<string> Grades)
    : IAggregate<Inspectorate>
{
    public const string Hmcpsi = "hm crown prosecution service inspectorate";
    public const string HmiPrisons = "hm inspectorate of prisons";

    [EventName("inspectorate.scale-chosen")]
    internal sealed record ScaleChosen(string Name, ScaleKind Scale, Many<string> Grades) : DomainEvent;

    public static IReadOnlyList<DomainEvent> Choose(Inspectorate? before, ScaleChosen chosen) =>
        before is not null && (before.Scale, before.Grades) == (chosen.Scale, chosen.Grades) ? [] : [chosen];

    public static Inspectorate Evolve(Inspectorate? state, DomainEvent happened) =>
        happened switch
        {
            ScaleChosen e => new(e.Name, e.Scale, e.Grades),
            _ => throw new InvalidOperationException($"{happened.GetType().Name} cannot follow {state}"),
        };

    /// <summary>The stream of an inspectorate, whatever way its name is written.</summary>
    public static Guid IdOf(int division, string name) => StableId.Of($"{division}/inspectorate/{KeyOf(name)}");

    /// <summary>The name in one form: "HMCPSI" is His Majesty's Crown Prosecution Service Inspectorate.</summary>
    public static string KeyOf(string name)
    {
        var bare = InBrackets().Replace(name, " ");
        var words = NotWords()
            .Replace(
                Apostrophes().Replace((bare.Trim() is "" ? name : bare).ToLowerInvariant(), "").Replace("&", " and "),
                " "
            )
            .Trim();
        var key = Article().Replace(Majesty().Replace(words, "hm"), "");

        return key switch
        {
            "hmcpsi" or "crown prosecution service inspectorate" => Hmcpsi,
            "hmi prisons" or "hmip prisons" or "hm inspectorate for prisons" or "hm chief inspector of prisons" =>
                HmiPrisons,
            _ => key,
        };
    }

    [GeneratedRegex(@"\([^)]*\)")]
    private static partial Regex InBrackets();

    [GeneratedRegex("['’]")]
    private static partial Regex Apostrophes();

    [GeneratedRegex(@"[^\p{L}\p{Nd}]+")]
    private static partial Regex NotWords();

    [GeneratedRegex(@"\b(?:his|her) majestys\b")]
    private static partial Regex Majesty();

    [GeneratedRegex("^the (?=.)")]
    private static partial Regex Article();
}

/// <summary>An inspectorate for which somebody has chosen a scale.</summary>
[ReadModel("recommendations.inspectorate", Indexes = ["key"])]
internal sealed record InspectorateRow
{
    public Guid Id { get; init; }
    public int Version { get; init; }
    public DateTimeOffset ChangedAt { get; init; }
    public string Key { get; init; } = "";
    public string Name { get; init; } = "";
    public ScaleKind Scale { get; init; }
    public Many<string> Grades { get; init; } = [];
}

internal sealed class InspectorateProjection : Projection<Inspectorate, InspectorateRow>
{
    public override InspectorateRow? Evolve(InspectorateRow? row, Happened happened) =>
        happened.Data switch
        {
            Inspectorate.ScaleChosen e => new()
            {
                Id = happened.Stream,
                Key = Inspectorate.KeyOf(e.Name),
                Name = e.Name,
                Scale = e.Scale,
                Grades = e.Grades,
            },
            _ => row,
        };
}

internal static class Scales
{
    /// <summary>The words in which an inspectorate rates, as the division has chosen them or as its name says.</summary>
    public static async Task<RatingScale> ScaleOf(
        this Session session,
        string inspectorate,
        CancellationToken cancel = default
    ) =>
        await session.One<InspectorateRow>(
            "select * from inspectorate where key = @key",
            new { key = Inspectorate.KeyOf(inspectorate) },
            cancel
        )
            is { } chosen
            ? RatingScale.Of(chosen.Name, chosen.Scale, chosen.Grades)
            : RatingScale.DefaultOf(inspectorate);
}
