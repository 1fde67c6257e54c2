using System.Globalization;
using Inspection.Recommendations;
using Inspection.Recommendations.Import;

namespace Inspection.Tests.Import;

public sealed class FieldTests
{
    [Theory]
    [InlineData("We will finish by April 2019.", "2019-04-30", "Month")]
    [InlineData("It will be in place by end March 2019.", "2019-03-31", "Month")]
    [InlineData("They will train staff by the end of June 2020.", "2020-06-30", "Month")]
    [InlineData("This will be done by 31/12/2024.", "2024-12-31", "Day")]
    [InlineData("This will be done by 31 July 2025.", "2025-07-31", "Day")]
    [InlineData("This will be done by July 31, 2025.", "2025-07-31", "Day")]
    [InlineData("This will be done by 2025-07-31.", "2025-07-31", "Day")]
    [InlineData("This will be done by 31st July 2025.", "2025-07-31", "Day")]
    [InlineData("Target implementation date: Autumn 2021", null, "Season")]
    [InlineData("We will report in Q3 2024/25.", null, "Quarter")]
    [InlineData("We will report by the end of 2025.", null, "Year")]
    [InlineData("We will finish by the end of the year.", null, "Relative")]
    [InlineData("We will write within six months.", null, "Relative")]
    [InlineData("Each body must reply within 56 days.", null, "Relative")]
    [InlineData("We will act by 31 June 2024.", null, "Month")]
    [InlineData("We will act by the end of June.", null, "Month")]
    public void A_promise_has_its_date_and_how_exact_it_is(string words, string? date, string precision)
    {
        var due = Promises.Last(Promises.In(Of(words)))!.Due;

        Assert.Equal(date, due.Date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        Assert.Equal(precision, due.Precision.ToString());
    }

    [Theory]
    [InlineData("Since 1 October 2020 the Division has handled all such work.")]
    [InlineData("The report was published on 14 May 2024.")]
    [InlineData("A consultation was launched in January 2025 and closed in March 2025.")]
    [InlineData("This is a priority for the 2021-22 joint inspection plan.")]
    [InlineData("It should build on the plan for fiscal years 2024 through 2026 that was finalized in June 2024.")]
    [InlineData("The money was paid in full in May 2025.")]
    public void History_and_scope_are_no_promise(string words) => Assert.Empty(Promises.In(Of(words)));

    [Theory]
    [InlineData("This is accepted. We will act.", "Accepted")]
    [InlineData("The Government agrees with the Committee's recommendation.", "Accepted")]
    [InlineData("The Department concurs.", "Accepted")]
    [InlineData("We accept the recommendation in part.", "PartiallyAccepted")]
    [InlineData("The Government supports this recommendation in principle.", "PartiallyAccepted")]
    [InlineData("We accept part (a) of the recommendation. We do not accept part (b).", "PartiallyAccepted")]
    [InlineData("The Department accepts (i) but does not accept (ii).", "PartiallyAccepted")]
    [InlineData("The Government does not agree with this recommendation.", "Rejected")]
    [InlineData("We cannot accept this recommendation.", "Rejected")]
    [InlineData("The Board rejects this recommendation.", "Rejected")]
    [InlineData("The agency neither agreed nor disagreed with the recommendation.", null)]
    [InlineData("The Government notes this recommendation.", null)]
    [InlineData("We welcome the recommendation and will consider it.", null)]
    [InlineData("The CPS supported the committee to study the process.", null)]
    [InlineData("The service supports proposals for law reform.", null)]
    public void An_answer_takes_a_position_only_where_it_says_so(string words, string? position) =>
        Assert.Equal(position, Positions.Of(Of(words))?.Position.ToString());

    [Theory]
    [InlineData(
        "The Head of Division and Area Business Manager (ABM) will act.",
        "Head of Division|Area Business Manager"
    )]
    [InlineData(
        "The Directors of Legal and Business Services will meet.",
        "Director of Legal Services|Director of Business Services"
    )]
    [InlineData("Reviews will be led by the Director of Legal Services (DLS).", "Director of Legal Services")]
    [InlineData("Each Chief Crown Prosecutor will report.", "Chief Crown Prosecutor")]
    [InlineData("Detention Gatekeeper will train all staff.", "Detention Gatekeeper")]
    [InlineData("We will act. The Government will fund it. The Division will review it.", "")]
    [InlineData("The White Paper will set this out. Managers will sample files.", "")]
    public void Whoever_is_made_responsible_is_an_owner(string words, string owners)
    {
        var abbreviations = Abbreviations.In([new Passage(PassageKind.Paragraph, Of(words))]);

        Assert.Equal(
            owners,
            string.Join('|', new Owners(abbreviations).InAnswer(Of(words)).Select(o => o.Name).Distinct())
        );
    }

    [Fact]
    public void An_abbreviation_explained_anywhere_is_written_out()
    {
        var document = Of("Area Business Manager (ABM) and the National Crime Agency (NCA)");
        var abbreviations = Abbreviations.In([new Passage(PassageKind.Paragraph, document)]);

        Assert.Equal("Area Business Manager", abbreviations.Expand("ABM"));
        Assert.Equal("National Crime Agency", abbreviations.Expand("NCA"));
        Assert.Equal("HQ", abbreviations.Expand("HQ"));
    }

    [Theory]
    [InlineData("We accept all but recommendation 3.", "1", "Accepted")]
    [InlineData("We accept all but recommendation 3.", "3", null)]
    [InlineData("Recommendations 1 to 4 are accepted.", "4", "Accepted")]
    [InlineData("Recommendations 1 to 4 are accepted.", "5", null)]
    [InlineData("We accept all the recommendations in full or in part.", "1", null)]
    [InlineData("We accepted all the recommendations of the 2016 report.", "1", null)]
    public void A_covering_sentence_speaks_for_the_items_it_names(string words, string number, string? position)
    {
        var blanket = Blanket.In([new Passage(PassageKind.Paragraph, Of(words))], items: 6);

        Assert.Equal(
            position,
            blanket.For(new Draft(ItemKind.Recommendation, 0) { Number = number })?.Position.ToString()
        );
    }

    [Theory]
    [InlineData(
        "The Agency should: (a) train its pilots; (b) replace the boats; and (c) say what it costs.",
        "We accept parts (a) and (c). We do not accept part (b), because the boats are new.",
        "train its pilots: Accepted, replace the boats: Rejected, say what it costs: Accepted"
    )]
    [InlineData(
        "The Agency should (i) count the gulls and (ii) move them.",
        "The Agency agrees to (i) but not (ii).",
        "count the gulls: Accepted, move them: NoneStated"
    )]
    [InlineData("The Agency should (a) count the gulls and (b) move them.", "We accept this.", "")]
    [InlineData("The Agency should act under section 4(a) of the Act.", "We accept part (a), not part (b).", "")]
    [InlineData("(a) (b)", "We accept (a).", "")]
    public void Each_part_has_the_position_that_the_answer_takes_on_it(string text, string answer, string parts)
    {
        var answers = Lettered.Answers(Of(answer));

        Assert.Equal(
            parts,
            string.Join(
                ", ",
                (answers.Count == 0 ? [] : Lettered.In(Of(text))).Select(part =>
                    $"{part.Words.Text}: {answers.GetValueOrDefault(part.Letter, Position.NoneStated)}"
                )
            )
        );
    }

    private static Excerpt Of(string words) => Excerpt.Of(words, new TextSpan(0, words.Length));
}
