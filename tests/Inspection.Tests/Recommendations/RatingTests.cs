using System.Net.Http.Json;
using System.Text.Json;
using Inspection.Recommendations;
using static Inspection.Tests.Kit.Scenario;
using static Inspection.Tests.Recommendations.Sample;

namespace Inspection.Tests.Recommendations;

/// <summary>What an inspectorate says of a recommendation later, in its own words, beside what the division says.</summary>
public sealed class RatingTests(App app) : IClassFixture<App>
{
    private static readonly DateOnly January = new(2026, 1, 12);

    [Theory]
    [InlineData("HMCPSI", "Hmcpsi")]
    [InlineData("HM Crown Prosecution Service Inspectorate", "Hmcpsi")]
    [InlineData("His Majesty’s Crown Prosecution Service Inspectorate (HMCPSI)", "Hmcpsi")]
    [InlineData("Her Majesty's Inspectorate of Prisons", "HmiPrisons")]
    [InlineData("HMI Prisons", "HmiPrisons")]
    [InlineData("Independent Chief Inspector of Borders", "Free")]
    public void The_scale_follows_from_the_name(string name, string expected) =>
        Assert.Equal(expected, $"{RatingScale.DefaultOf(name).Kind}");

    [Fact]
    public void An_inspectorate_has_one_stream_however_its_name_is_written_and_one_in_each_division()
    {
        Assert.Equal(
            Inspectorate.IdOf(1, "HMCPSI"),
            Inspectorate.IdOf(1, "The HM  crown prosecution service inspectorate")
        );
        Assert.NotEqual(Inspectorate.IdOf(1, "HMCPSI"), Inspectorate.IdOf(2, "HMCPSI"));
        Assert.NotEqual(Inspectorate.IdOf(1, "HMCPSI"), Inspectorate.IdOf(1, "HMI Prisons"));
        Assert.NotEqual("", Inspectorate.KeyOf("(HMCPSI)"));
    }

    [Fact]
    public void A_rating_is_kept_in_the_scales_own_spelling()
    {
        Assert.Equal("Substantial progress", RatingScale.Hmcpsi.Find(" substantial  PROGRESS. "));
        Assert.Equal("Good progress", RatingScale.HmiPrisons.Find("Good progress made"));
        Assert.Null(RatingScale.Hmcpsi.Find("Not achieved"));
        Assert.Null(RatingScale.Hmcpsi.Find(""));
        Assert.Equal("Well on the way", RatingScale.Free("Auditors").Find(" Well on the way"));
        Assert.Null(RatingScale.Free("Auditors").Find(new string('a', 61)));
        Assert.Equal((0, 3, null), (PlaceOf("Achieved"), PlaceOf("No progress"), PlaceOf("Other")));

        static int? PlaceOf(string rating) => RatingScale.Hmcpsi.PlaceOf(rating);
    }

    [Fact]
    public void What_a_rating_was_given_on_can_be_read_again()
    {
        var own = RatingScale.Own("Auditors (internal)", ["Green", "Amber", "Red"]);

        Assert.Equal(own, RatingScale.Named(own.Name));
        Assert.Equal(RatingScale.Hmcpsi, RatingScale.Named("HMCPSI"));
        Assert.Equal(RatingScale.Free("Auditors (internal)"), RatingScale.Named("Auditors (internal)"));
    }

    [Fact]
    public void A_scale_that_is_chosen_already_is_not_chosen_again()
    {
        var chosen = new Inspectorate.ScaleChosen("Auditors", ScaleKind.Own, ["Green", "Red"]);

        Given<Inspectorate>(chosen).When(i => Inspectorate.Choose(i, chosen)).ThenNothing();
        Given<Inspectorate>(chosen)
            .When(i => Inspectorate.Choose(i, chosen with { Grades = ["Green", "Amber", "Red"] }))
            .Then(chosen with { Grades = ["Green", "Amber", "Red"] });
        Given<Inspectorate>().When(i => Inspectorate.Choose(i, chosen)).Then(chosen);
    }

    [Theory]
    [InlineData("Green", "Enter 2 to 7 words, best first, one a line")]
    [InlineData("1\n2\n3\n4\n5\n6\n7\n8", "Enter 2 to 7 words, best first, one a line")]
    [InlineData("Green\ngreen", "Enter each only once")]
    [InlineData("Green\nAmber/red", "Leave out brackets and slashes")]
    [InlineData("Green\r\nAmber\r\nRed", null)]
    public void A_list_of_its_own_has_two_to_seven_words(string grades, string? wrong) =>
        Assert.Equal(
            wrong,
            new ChooseScale.Validator()
                .Validate(new ChooseScale("Auditors", ScaleKind.Own, grades))
                .Errors.FirstOrDefault()
                ?.ErrorMessage
        );

    [Fact]
    public void A_part_that_is_not_there_is_not_rated_and_nothing_is_said_twice()
    {
        var rated = new Recommendation.Rated(Guid.NewGuid(), 2, "Achieved", "HMCPSI", January);

        Given<Recommendation>(Recorded(Guid.NewGuid())).When(r => r.Rate(rated, [], 2)).Then(rated);
        Given<Recommendation>(Recorded(Guid.NewGuid())).When(r => r.Rate(rated, [rated], 2)).ThenNothing();
        Given<Recommendation>(Recorded(Guid.NewGuid())).When(r => r.Rate(rated, [], 1)).ThenRefused("It has no part 2");
    }

    [Fact]
    public void The_newest_report_counts_and_of_its_parts_the_worst()
    {
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());
        GivenRating Of(Guid report, int? part, string rating, DateOnly on, string scale = "HMCPSI") =>
            new(report, part, rating, scale, on);

        Assert.Null(LatestRating.Among([]));
        Assert.Equal(
            new("Achieved", "The whole", January),
            LatestRating.Among([
                Of(first, null, "Achieved", January),
                Of(second, null, "No progress", January.AddDays(-1)),
            ])
        );
        Assert.Equal(
            new("Limited progress", "Part 2, the worst of 2", January),
            LatestRating.Among([
                Of(first, null, "Achieved", January.AddDays(-1)),
                Of(second, 1, "Achieved", January),
                Of(second, 2, "No progress", January),
                Of(second, 2, "Limited progress", January),
            ])
        );
        Assert.Equal(
            new("Achieved", "Parts 1, 2 and 3", January),
            LatestRating.Among([.. Enumerable.Range(1, 3).Select(part => Of(first, part, "Achieved", January))])
        );
        Assert.Equal(
            new("Met; Half met", "Parts 1 and 2", January),
            LatestRating.Among([
                Of(first, 1, "Met", January, "Auditors"),
                Of(first, 2, "Half met", January, "Auditors"),
            ])
        );
    }

    [Fact]
    public async Task A_person_adds_a_rating_of_a_part_in_the_words_of_the_inspectorate()
    {
        var (item, later) = await GivenRated();
        var browser = await app.As(Role.HeadOfDivision);
        var first = await browser.Open($"/recommendations/{item}/ratings/add");
        var form = $"/recommendations/{item}/ratings/add?report={later}";
        Assert.Contains(form, first.Links);

        var empty = await browser.Submit(form);
        Assert.Equal(["Select or enter the rating"], empty.ErrorSummary);
        Assert.Equal(4, empty.Read("input[type=radio]").Count);
        var done = await browser.Submit(form, ("Part", "2"), ("Rating", "Limited progress"));

        var page = await browser.Follow(done);
        Assert.Equal("The rating is stored", page.Said);
        Assert.Contains("Part 2: Limited progress", page.Summary["At follow-up"]);
        Assert.Equal(new Recommendation.Rated(later, 2, "Limited progress", "HMCPSI", January), await app.Last(item));
        var register = await browser.Open("/recommendations?rating=Limited%20progress&columns=number,rating");
        Assert.Contains("Part 2 only, 12 January 2026", register.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_API_rates_and_refuses_what_is_not_on_the_scale()
    {
        var (item, later) = await GivenRated();
        var api = await app.Api(Role.HeadOfDivision);
        Task<HttpResponseMessage> Rate(string rating, int? part = null, Guid? report = null) =>
            api.PostAsJsonAsync(
                $"/api/recommendations/{item}/ratings",
                new
                {
                    report = report ?? later,
                    part,
                    rating,
                }
            );

        var wrong = await (await Rate("Good progress")).Content.ReadAsStringAsync();
        Assert.Contains("“Good progress” is not on the scale of HMCPSI", wrong, StringComparison.Ordinal);
        Assert.Contains("It has no part 3", await (await Rate("Achieved", 3)).Content.ReadAsStringAsync());
        Assert.Contains(
            "not on this division",
            await (await Rate("Achieved", null, Guid.NewGuid())).Content.ReadAsStringAsync()
        );
        var own = (await app.Ask(new GetRecommendation(item))).Recommendation.Report;
        Assert.Contains("a later one rates it", await (await Rate("Achieved", null, own)).Content.ReadAsStringAsync());

        (await Rate("achieved")).EnsureSuccessStatusCode();
        var shown = (await api.GetFromJsonAsync<JsonElement>($"/api/recommendations/{item}")).GetProperty(
            "recommendation"
        );
        Assert.Equal("Achieved", shown.GetProperty("latestRating").GetString());
        Assert.Equal("not started", shown.GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_person_chooses_the_scale_of_an_inspectorate()
    {
        var browser = await app.As(Role.HeadOfDivision);
        var report = Guid.NewGuid();
        await app.Given(report, Registered(report) with { Inspectorate = "The Harbour Auditors" });
        Assert.Contains(
            "/inspectorates/scale?name=The%20Harbour%20Auditors",
            (await browser.Open("/inspectorates")).Links
        );

        var wrong = await browser.Submit(
            "/inspectorates/scale?name=The%20Harbour%20Auditors",
            ("Scale", "Own"),
            ("Grades", "Green")
        );
        Assert.Equal(["Enter 2 to 7 words, best first, one a line"], wrong.ErrorSummary);
        await browser.Submit(
            "/inspectorates/scale?name=The%20Harbour%20Auditors",
            ("Scale", "Own"),
            ("Grades", "Green\r\nAmber\r\nRed")
        );

        var list = await browser.Open("/inspectorates?q=harbour");
        Assert.Contains("Green, Amber, Red", list.Text, StringComparison.Ordinal);
        Assert.Contains("By the division", list.Text, StringComparison.Ordinal);
        Assert.Equal(
            new Inspectorate.ScaleChosen("The Harbour Auditors", ScaleKind.Own, ["Green", "Amber", "Red"]),
            await app.Last(Inspectorate.IdOf(app.Division.Id, "Harbour auditors"))
        );
        var (_, item) = await app.GivenItem();
        var form = await browser.Open($"/recommendations/{item}/ratings/add?report={report}");
        Assert.Equal(["Green", "Amber", "Red"], form.Read(".govuk-radios__label"));
    }

    /// <summary>A recommendation with two parts, and a later report of HMCPSI.</summary>
    private async Task<(Guid Item, Guid Later)> GivenRated()
    {
        var later = Guid.NewGuid();
        await app.Given(later, Registered(later) with { Inspectorate = "HMCPSI", Published = January });
        var (_, item) = await app.GivenItem(
            app.Division,
            id =>
                Recorded(id.Item, id.Report) with
                {
                    Parts =
                    [
                        new("keep one register", DueDate.None, Position.Accepted),
                        new("publish it", DueDate.None, Position.Accepted),
                    ],
                }
        );
        return (item, later);
    }
}
