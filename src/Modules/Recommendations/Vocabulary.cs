namespace Inspection.Recommendations;

/// <summary>What an inspectorate's finding is called in its report.</summary>
internal enum ItemKind
{
    Recommendation,
    IssueToAddress,
    AreaForImprovement,
    GoodPractice,
    Strength,
}

/// <summary>What the answer says to a finding, in terms; soft answers ("welcomes", "notes") state none.</summary>
internal enum Position
{
    NoneStated,
    Accepted,
    PartiallyAccepted,
    Rejected,
}

/// <summary>Where the position was said: of this item, or of the whole document in one sentence.</summary>
internal enum PositionSource
{
    Item,
    WholeDocument,
}

/// <summary>How exactly the printed words name a date.</summary>
internal enum DatePrecision
{
    None,
    Day,
    Month,
    Season,
    Quarter,
    Year,
    Relative,
}

/// <summary>When something is promised by: the words printed, and the day they stand for where they name one.</summary>
internal sealed record DueDate(DateOnly? Date, string Text, DatePrecision Precision)
{
    public static readonly DueDate None = new(null, "", DatePrecision.None);
}

/// <summary>How far the division says it is. Not the inspectorate's rating, and not proof.</summary>
internal enum RecommendationStatus
{
    NotStarted,
    PlanSubmitted,
    InProgress,
    AwaitingValidation,
    Implemented,
    NotImplemented,
    Superseded,
    NoLongerApplicable,

    /// <summary>Good practice and strengths: there is nothing to do.</summary>
    ForInformation,
}

internal enum Priority
{
    Normal,
    High,
    Urgent,
}

/// <summary>How two recommendations belong together over reports.</summary>
internal enum Relation
{
    /// <summary>This one says again what the earlier one said.</summary>
    RestatedFrom,

    /// <summary>Both are about the same thing.</summary>
    SameTheme,
}

/// <summary>One dated or separately answered part of a recommendation.</summary>
internal sealed record Part(string Text, DueDate Due, Position Position);

/// <summary>The modules that an issue may be served by: who has the tools to put it right.</summary>
internal static class ServingModule
{
    public static IReadOnlyList<(string Key, string Name)> All { get; } =
    [
        ("engagement", "Engagement"),
        ("risk", "Risk"),
        ("knowledge", "Knowledge"),
        ("performance", "Performance"),
        ("finance", "Finance"),
        ("debriefs", "Debriefs"),
        ("oversight", "Oversight"),
    ];
}

internal static class Texts
{
    /// <summary>What so many of a kind are called: "Issues to address".</summary>
    public static string Words(this ItemKind kind, int count) =>
        count == 1
            ? Kernel.Ui.Words.Of(kind)
            : kind switch
            {
                ItemKind.IssueToAddress => "Issues to address",
                ItemKind.AreaForImprovement => "Areas for improvement",
                ItemKind.GoodPractice => "Good practice",
                _ => $"{Kernel.Ui.Words.Of(kind)}s",
            };
}
