using System.Text.RegularExpressions;
using Inspection.Kernel.Divisions;
using Inspection.Recommendations.Import;

namespace Inspection.Recommendations;

/// <summary>A document read as the follow-up of an earlier report: for each item what it says again, or null.</summary>
/// <param name="Earlier">The report that it follows up.</param>
/// <param name="Scale">The words in which its inspectorate rates.</param>
/// <param name="Before">The recommendations of that report and of those that it follows up itself.</param>
/// <param name="Matches">One for each item of the document.</param>
internal sealed record FollowUp(
    ReportRow Earlier,
    RatingScale Scale,
    IReadOnlyList<RecommendationRow> Before,
    IReadOnlyList<Restatement?> Matches
);

/// <summary>Finds out which earlier report a document follows up.</summary>
internal static partial class FollowUps
{
    // The newest reports of one inspectorate; older ones can still be chosen by hand.
    private const int Tried = 30;

    /// <param name="asked">The report that a person says it follows up; empty for none; null lets the document say.</param>
    /// <param name="own">The report that was registered from the same file, if it was handed in before.</param>
    public static async Task<FollowUp?> FollowUp(
        this Session session,
        ReadReport read,
        Guid? asked,
        Guid? own,
        CancellationToken cancel
    )
    {
        if (asked == Guid.Empty)
            return null;

        var reports = await session.Query<ReportRow>(
            "select * from report order by published desc nulls last, id limit 500",
            null,
            cancel
        );
        asked ??= reports.FirstOrDefault(one => one.Id == own)?.FollowUpTo;
        var candidates =
            asked is { } chosen ? [.. reports.Where(one => one.Id == chosen && one.Id != own)]
            : ReadsLikeFollowUp(read)
                ? reports.Where(one => one.Id != own && MayPrecede(one, read)).Take(Tried).ToList()
            : [];
        var chains = candidates.ToDictionary(one => one.Id, one => Chain(one, reports));
        var rows = (
            await session.Query<RecommendationRow>(
                "select * from recommendation where report = any (@all) order by report, ordinal",
                new { all = chains.Values.SelectMany(chain => chain).Distinct().ToArray() },
                cancel
            )
        ).ToLookup(row => row.Report);
        Sought[] items =
        [
            .. read.Items.Select(item => new Sought(item.Number.Value, item.Kind.Value, item.Text.Value)),
        ];
        var found = candidates
            .Select(one =>
            {
                List<RecommendationRow> before = [.. chains[one.Id].SelectMany(id => rows[id])];
                return (Earlier: one, Before: before, Matches: Matching.Of(items, before));
            })
            .Where(one => asked is not null || Follows(one.Earlier, one.Matches, read))
            .OrderByDescending(one => one.Matches.Count(match => match is not null))
            .ThenByDescending(one => one.Earlier.Published)
            .FirstOrDefault();

        return found.Earlier is null
            ? null
            : new(
                found.Earlier,
                await session.ScaleOf(read.Report.Inspectorate.Value ?? found.Earlier.Inspectorate, cancel),
                found.Before,
                found.Matches
            );
    }

    /// <summary>The report and those that it follows up in turn.</summary>
    private static List<Guid> Chain(ReportRow report, IReadOnlyList<ReportRow> reports)
    {
        List<Guid> chain = [report.Id];

        while (report.FollowUpTo is { } earlier && !chain.Contains(earlier))
        {
            chain.Add(earlier);
            if (reports.FirstOrDefault(one => one.Id == earlier) is not { } next)
                break;
            report = next;
        }

        return chain;
    }

    // An answer to a report names its items again too, but rates nothing.
    private static bool ReadsLikeFollowUp(ReadReport read) =>
        !Answer().IsMatch(read.Report.Title.Value ?? "")
        && (
            read.Report.IsFollowUp.Value
            || ReviewOfProgress().IsMatch(read.Report.Title.Value ?? "")
            || read.Items.Any(item => item.Rating.Value is not null)
        );

    private static bool MayPrecede(ReportRow report, ReadReport read) =>
        (
            read.Report.Inspectorate.Value is not { } inspectorate
            || report.InspectorateKey == Inspectorate.KeyOf(inspectorate)
        ) && !(report.Published >= read.Report.Published.Value);

    /// <summary>It is about the same, or says most of the same; what does not call itself a follow-up must rate something besides.</summary>
    private static bool Follows(ReportRow report, IReadOnlyList<Restatement?> matches, ReadReport read)
    {
        var matched = matches.Count(match => match is not null);
        var most = matched > 0 && matched * 2 >= matches.Count;
        var title = read.Report.Title.Value ?? "";
        var rated = matches
            .Index()
            .Any(one => one.Item is { IsCertain: true } && read.Items[one.Index].Rating.Value is not null);

        return (read.Report.IsFollowUp.Value || ReviewOfProgress().IsMatch(title)) && IsAbout(report, title)
            ? matched > 0
            : rated && most;
    }

    private static bool IsAbout(ReportRow report, string title)
    {
        var (subject, words) = (Telling(report.Subject ?? report.Title), Telling(title));
        return subject.Count > 0 && subject.Count(words.Contains) * 2 >= Math.Min(subject.Count, words.Count);
    }

    private static HashSet<string> Telling(string text) =>
        [.. Word().Matches(text.ToLowerInvariant()).Select(word => word.Value).Where(word => !Generic().IsMatch(word))];

    [GeneratedRegex(@"[\p{L}\p{Nd}]+")]
    private static partial Regex Word();

    [GeneratedRegex(
        @"^(?:.{1,2}|the|and|for|its|inspections?|inspectorate|reports?|reviews?|progress|follow|following|recommendations?|independent|findings|division|service|\d{4})$"
    )]
    private static partial Regex Generic();

    [GeneratedRegex(@"\b(?:response|reply|action\s+plan)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Answer();

    [GeneratedRegex(@"\b(?:review\s+of\s+progress|follow(?:ing)?[\s-]up)\b", RegexOptions.IgnoreCase)]
    private static partial Regex ReviewOfProgress();
}
