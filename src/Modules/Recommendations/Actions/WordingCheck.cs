using System.Text.RegularExpressions;

namespace Inspection.Recommendations;

/// <summary>One thing that an action's wording leaves open.</summary>
/// <param name="Quality">Specific, measurable, owned or dated.</param>
/// <param name="Says">What to do about it.</param>
/// <param name="Blocks">Whether a plan with it cannot be submitted; otherwise it is advice.</param>
internal sealed record Missing(string Quality, string Says, bool Blocks);

/// <summary>Says what an action's wording lacks of specific, measurable, owned and dated.</summary>
internal static partial class WordingCheck
{
    public static IReadOnlyList<Missing> Of(ActionRow action) =>
        Of(action.Text, action.Measure, action.Owner is not null, action.Due is not null);

    public static IReadOnlyList<Missing> Of(string? text, string? measure, bool owned, bool dated)
    {
        var missing = new List<Missing>();
        text ??= "";

        if (Vague().Match(text) is { Success: true } vague)
            missing.Add(
                new(
                    "Specific",
                    $"“{vague.Value.Trim()}” leaves open what will be different: say what will be done, and what there will be at the end",
                    Blocks: false
                )
            );
        else if (Word().Count(text) < 4)
            missing.Add(new("Specific", "Say in a few more words what will be done", Blocks: false));

        if (string.IsNullOrWhiteSpace(measure))
            missing.Add(
                new("Measurable", "Enter the success measure: how anybody can see that it worked", Blocks: true)
            );
        else if (!Countable().IsMatch(measure))
            missing.Add(
                new(
                    "Measurable",
                    "The success measure names nothing to count or look at: a number, a share, a document, a date",
                    Blocks: false
                )
            );

        if (!owned)
            missing.Add(new("Owned", "Choose the post that owns it", Blocks: true));

        if (!dated)
            missing.Add(new("Dated", "Enter the date it is due", Blocks: true));

        return missing;
    }

    [GeneratedRegex(
        @"^\s*(?:to\s+)?(?:consider|explore|look\s+(?:at|into)|think\s+about|try|aim|seek|endeavour|work\s+towards|improve|strengthen|enhance|support|promote|encourage|ensure|continue|review|monitor|be\s+aware|where\s+possible)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Vague();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();

    [GeneratedRegex(
        @"\d|%|\b(?:all|every|each|no|none|at\s+least|half|both|one|two|three|four|five|ten|published|signed|in\s+use|in\s+place|issued|agreed|approved|held|recorded|audit|sample|survey|log|minutes|register|report|fewer|less|more|by)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Countable();
}
