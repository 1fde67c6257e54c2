using System.Text.RegularExpressions;

namespace Inspection.Recommendations.Import;

/// <summary>Reads what a document says of itself: title, who inspected, who answers, when it was published.</summary>
internal static partial class ReportFieldsReader
{
    private const int OpeningPassages = 40;
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    public static ReportFields Read(SourceDocument document, IReadOnlyList<Passage> passages, Furniture furniture)
    {
        var opening = passages.Take(OpeningPassages).ToList();
        var title = Title(document, opening);
        return new ReportFields(
            title,
            Inspectorate(opening),
            Respondent(title, opening),
            Published(opening),
            furniture.Marking is { } marking
                ? new(marking.In(document.Text), marking, 0.95)
                : Field<string?>.None(null),
            FollowUp(title, opening)
        );
    }

    public static bool IsResponse(ReportFields report, IReadOnlyList<Passage> passages) =>
        ResponseTitle().IsMatch(report.Title.Value ?? "")
        || passages.Take(12).Any(p => p.Words.Length < 250 && ResponseTitle().IsMatch(p.Text));

    private static Field<string?> Title(SourceDocument document, List<Passage> opening)
    {
        var heading = opening.Find(p => p.Kind == PassageKind.Heading && p.Words.Length is > 8 and < 300);
        var first =
            heading
            ?? opening.Find(p =>
                p.Kind != PassageKind.Row && p.Words.Length is > 8 and < 300 && p.Text.Any(char.IsLower)
            );
        return first is not null ? new(first.Text, first.Words.Span, heading is null ? 0.7 : 0.85)
            : document.Title is { } named ? new(named, null, 0.6)
            : Field<string?>.None(null);
    }

    private static Field<string?> Inspectorate(List<Passage> opening)
    {
        foreach (var passage in opening)
            if (Inspecting().Match(passage.Text) is { Success: true } match)
                return new(match.Value.Trim(), passage.Words.SpanOf(match.Index, match.Length), 0.75);
        return Field<string?>.None(null);
    }

    private static Field<string?> Respondent(Field<string?> title, List<Passage> opening)
    {
        foreach (var passage in opening.Take(12))
            if (Responding().Match(passage.Words.Head(300)) is { Success: true } match)
            {
                var who = match.Groups["who"];
                return new(who.Value, passage.Words.SpanOf(who.Index, who.Length), 0.75);
            }
        return Field<string?>.None(null);
    }

    private static Field<DateOnly?> Published(List<Passage> opening)
    {
        Field<DateOnly?>? fallback = null;
        foreach (var passage in opening)
        foreach (var date in Dates.In(passage.Words.Head(1500)))
        {
            if (date.Due is not { Date: { } day })
                continue;
            var field = new Field<DateOnly?>(day, passage.Words.SpanOf(date.Start, date.Length), 0.9);
            var before = passage.Text[Math.Max(0, date.Start - 40)..date.Start];
            if (date.Due.Precision == DatePrecision.Day && PublishedOn().IsMatch(before))
                return field;
            if (passage.Words.Length < 40 && date.Due.Precision is DatePrecision.Day)
                fallback ??= field with { Confidence = 0.7 };
        }
        return fallback ?? Field<DateOnly?>.None(null);
    }

    private static Field<bool> FollowUp(Field<string?> title, List<Passage> opening)
    {
        foreach (var passage in opening.Take(15))
            if (FollowingUp().Match(passage.Words.Head(400)) is { Success: true } match)
                return new(true, passage.Words.SpanOf(match.Index, match.Length), 0.8);
        return new(false, null, 0.6);
    }

    [GeneratedRegex(
        @"\b(?:response|pleased\s+to\s+respond|responds?\s+to|action\s+plan|repl(?:y|ies)|answer\s+to\s+(?:your|the)|treasury\s+minute)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex ResponseTitle();

    [GeneratedRegex(
        @"\b(?:(?:His|Her)\s+Majesty[’']s\s+(?:[A-Z][\w&]+\s+|of\s+|and\s+|for\s+){0,9}Inspectorate(?:\s+(?:of|and|[A-Z]\w+|&|Fire)){0,8}(?:\s+\([A-Z]+\))?|HM\s+(?:Chief\s+)?Inspect(?:orate|or)\s+(?:of\s+)?(?:[A-Z]\w+(?:\s+(?:and|&)\s+[A-Z]\w+)*)(?:\s+[A-Z]\w+)*|(?:the\s+)?Independent\s+Chief\s+Inspector\s+of\s+(?:[A-Z]\w+|and|\s)+[A-Z]\w+(?:\s+\(ICIBI\))?|HMCPSI|HMICFRS|ICIBI|Ofsted|Care\s+Quality\s+Commission|Estyn|National\s+Audit\s+Office|Committee\s+of\s+Public\s+Accounts|Public\s+Accounts\s+Committee|U\.?S\.?\s+Government\s+Accountability\s+Office|Independent\s+Office\s+for\s+Police\s+Conduct|(?:[A-Z]\w+\s+(?:of\s+|and\s+|on\s+|the\s+|for\s+)*){1,8}(?:Committee|Ombudsman|Inquiry|Audit\s+Office|Inspectorate|Commission))\b",
        Options
    )]
    private static partial Regex Inspecting();

    [GeneratedRegex(
        @"^(?:#+\s*)?(?:[Tt]he\s+)?(?<who>[A-Z][\w’'&. -]{1,90}?)\s+(?:[Rr]esponse|[Rr]eply|[Aa]ction\s+[Pp]lan)\b|\b[Rr]esponse\s+(?:from|by)\s+(?:the\s+)?(?<who>[A-Z][\w’'& ]{1,80})",
        Options
    )]
    private static partial Regex Responding();

    [GeneratedRegex(@"(?:[Pp]ublished|[Ii]ssued|[Pp]ublication|[Dd]ate|[Tt]oday)[\w\s:*,]{0,20}[\[(]?$", Options)]
    private static partial Regex PublishedOn();

    [GeneratedRegex(
        @"\b(?:follow(?:ing)?[\s-]up|re-?inspection|independent\s+review\s+of\s+progress|revisit|progress\s+report)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex FollowingUp();
}
