using FsCheck;
using FsCheck.Fluent;
using Inspection.Recommendations;

namespace Inspection.Tests.Recommendations;

/// <summary>Finding again what an earlier report said, and showing what differs.</summary>
public sealed class MatchingTests
{
    private const string Register = "The Division should keep one register of its risks and share it with every team.";
    private const string Debriefs =
        "Managers should hold a debrief at the end of each case and share what was learned.";
    private const string Newsletter = "A newsletter should tell staff abroad what was decided.";

    private static readonly Arbitrary<string[]> Texts = Arb.From(
        Gen.Elements("the", "risk", "risks", "register", "case", "Team", "debrief", "7", "é", "should", "–", "share")
            .ArrayOf()
            .Select(words => string.Join(" ", words))
            .ArrayOf(2)
    );

    [Fact]
    public void Likeness_is_the_same_both_ways_and_lies_between_0_and_1() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                Texts,
                texts =>
                {
                    var likeness = Similarity.Of(texts[0], texts[1]);
                    return likeness == Similarity.Of(texts[1], texts[0]) && likeness is >= 0 and <= 1.000001;
                }
            )
        );

    [Fact]
    public void A_text_is_wholly_like_itself_in_whatever_order_its_words_stand() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                Texts,
                texts =>
                    Similarity.Of(texts[0], texts[0]) == 1
                    && Similarity.Of(texts[0], string.Join(" ", texts[0].Split(' ').Reverse())) == 1
            )
        );

    [Fact]
    public void What_is_said_again_is_liker_than_what_is_about_something_else()
    {
        Assert.True(
            Similarity.Of(Register, "The Division must keep a register of its risks, shared with every team.") > 0.6
        );
        Assert.True(Similarity.Of(Register, Debriefs) < 0.4);
        Assert.Equal(0, Similarity.Of(Register, Newsletter));
    }

    [Fact]
    public void An_item_is_found_by_its_text_or_by_its_number_and_much_of_its_text()
    {
        RecommendationRow[] existing = [Row("1", Register), Row("2", Debriefs), Row("3", Newsletter)];

        var found = Matching.Of(
            [
                new("9", ItemKind.Recommendation, Register.ToUpperInvariant()),
                new("2", ItemKind.Recommendation, "Each case should end with a debrief."),
                new("7", ItemKind.Recommendation, "Each case should end with a debrief."),
                new("3", ItemKind.IssueToAddress, "Staff abroad hear too little."),
            ],
            existing
        );

        Assert.Equal((existing[0].Id, true, true), (found[0]!.Existing.Id, found[0]!.IsSame, found[0]!.IsCertain));
        Assert.Equal((existing[1].Id, false), (found[1]!.Existing.Id, found[1]!.IsCertain));
        Assert.Null(found[2]);
        Assert.Null(found[3]);
    }

    [Fact]
    public void The_same_number_and_nearly_the_same_text_is_certain() =>
        Assert.True(
            Matching.Of(
                [
                    new(
                        "1",
                        ItemKind.Recommendation,
                        Register.Replace("every team", "each team", StringComparison.Ordinal)
                    ),
                ],
                [Row("1", Register)]
            )[0]!.IsCertain
        );

    [Fact]
    public void The_opposite_is_never_certain() =>
        Assert.False(
            Matching.Of(
                [new("1", ItemKind.Recommendation, Register.Replace("should", "should not", StringComparison.Ordinal))],
                [Row("1", Register)]
            )[0]!.IsCertain
        );

    [Fact]
    public void A_lettered_number_is_a_part()
    {
        var row = Row("4", "The Division should (a) keep a register of risks and (b) publish it to staff.") with
        {
            Parts = [Part("keep a register of risks"), Part("publish it to staff")],
        };

        var found = Matching.Of(
            [
                new("4(a)", ItemKind.Recommendation, "Keep a register of risks."),
                new("4b", ItemKind.Recommendation, "Publish it to staff."),
                new("4(c)", ItemKind.Recommendation, "Hold debriefs."),
            ],
            [row]
        );

        Assert.Equal([1, 2, null], found.Select(one => one?.Part));
        Assert.Equal([true, true, false], found.Select(one => one?.IsCertain == true));
    }

    [Fact]
    public void What_is_found_does_not_depend_on_the_order_of_what_there_is() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                Gen.Shuffle([Row("1", Register), Row("1", Register), Row("2", Debriefs), Row("3", Newsletter)])
                    .Two()
                    .ToArbitrary(),
                orders =>
                {
                    Sought[] items =
                    [
                        new("1", ItemKind.Recommendation, Register),
                        new("2", ItemKind.Recommendation, Register),
                        new("3", ItemKind.Recommendation, Debriefs),
                    ];
                    return Found(items, orders.Item1).SequenceEqual(Found(items, orders.Item2));
                }
            )
        );

    [Fact]
    public void Nothing_is_rated_by_two_items()
    {
        var row = Row("1", Register);
        var found = Matching.Of(
            [new("1", ItemKind.Recommendation, Register), new("2", ItemKind.Recommendation, Register)],
            [row]
        );

        Assert.Equal([row.Id, null], found.Select(one => one?.Existing.Id));
    }

    [Fact]
    public void Differences_are_marked_on_both_sides()
    {
        var differences = Differences.Between(
            "The Division should keep one register, of risks.",
            "The Division must keep one register of risks now."
        );

        Assert.Equal(
            [new("The Division", false), new("should", true), new("keep one register, of risks.", false)],
            differences.Then
        );
        Assert.Equal(
            [
                new("The Division", false),
                new("must", true),
                new("keep one register of risks", false),
                new("now.", true),
            ],
            differences.Now
        );
        Assert.True(Differences.Between("Keep  it.", "keep it").None);
        Assert.False(Differences.Between("", "keep it").None);
    }

    [Fact]
    public void Both_sides_keep_all_their_words_and_what_is_not_marked_is_the_same() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                Texts,
                texts =>
                {
                    var differences = Differences.Between(texts[0], texts[1]);
                    return Same(texts[0], differences.Then, all: true)
                        && Same(texts[1], differences.Now, all: true)
                        && Same(Kept(differences.Now), differences.Then, all: false);
                }
            )
        );

    private static string Kept(IReadOnlyList<Run> runs) =>
        string.Join(" ", runs.Where(run => !run.Differs).Select(run => run.Text));

    private static bool Same(string text, IReadOnlyList<Run> runs, bool all) =>
        TextKeys.Of(text) == TextKeys.Of(all ? string.Join(" ", runs.Select(run => run.Text)) : Kept(runs));

    private static IEnumerable<Guid?> Found(Sought[] items, RecommendationRow[] existing) =>
        Matching.Of(items, existing).Select(one => one?.Existing.Id);

    private static Part Part(string text) => new(text, DueDate.None, Position.NoneStated);

    private static RecommendationRow Row(string number, string text) =>
        new()
        {
            Id = Guid.NewGuid(),
            Report = Guid.NewGuid(),
            Number = number,
            Text = text,
            TextKey = TextKeys.Of(text),
        };
}
