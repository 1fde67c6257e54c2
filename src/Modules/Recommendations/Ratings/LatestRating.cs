namespace Inspection.Recommendations;

/// <summary>How an inspectorate last rated a recommendation, in one word.</summary>
/// <param name="Of">What the rating is of: the whole, or which part where the parts differ.</param>
internal sealed record LatestRating(string Rating, string Of, DateOnly? On)
{
    /// <summary>The rating of the whole in the newest report; where that rates parts only, the worst of them.</summary>
    public static LatestRating? Among(IReadOnlyList<GivenRating> ratings)
    {
        if (ratings.Count == 0)
            return null;

        var newest = ratings.Index().MaxBy(one => (one.Item.On ?? DateOnly.MinValue, one.Index)).Item;
        var said = ratings.Where(one => one.Report == newest.Report).ToList();

        if (said.LastOrDefault(one => one.Part is null) is { } whole)
            return new(whole.Rating, "The whole", whole.On);

        var parts = said.GroupBy(one => one.Part!.Value).Select(part => part.Last()).OrderBy(one => one.Part).ToList();

        if (parts.All(one => one.Rating == parts[0].Rating))
            return new(parts[0].Rating, Numbered(parts), newest.On);

        // Words without an order cannot be compared: all of them are said.
        return parts.All(one => PlaceOf(one) is not null)
            ? parts.MaxBy(PlaceOf) is { } worst
                ? new(worst.Rating, $"Part {worst.Part}, the worst of {parts.Count}", worst.On)
                : null
            : new(string.Join("; ", parts.Select(one => one.Rating).Distinct()), Numbered(parts), newest.On);
    }

    private static string Numbered(List<GivenRating> parts) =>
        parts.Count == 1
            ? $"Part {parts[0].Part} only"
            : $"Parts {string.Join(", ", parts[..^1].Select(one => one.Part))} and {parts[^1].Part}";

    private static int? PlaceOf(GivenRating rating) => RatingScale.Named(rating.Scale).PlaceOf(rating.Rating);
}
