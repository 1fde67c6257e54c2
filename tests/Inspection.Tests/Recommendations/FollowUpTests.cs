using System.Net;
using System.Net.Http.Json;
using System.Text;
using Inspection.Contracts.Recommendations;
using Inspection.Recommendations;

namespace Inspection.Tests.Recommendations;

/// <summary>A follow-up report comes in as ratings of what there is, and not as the same recommendations once more.</summary>
public sealed class FollowUpTests(App app) : IClassFixture<App>
{
    private const string Register = "The Division should keep one register of its risks and share it with every team.";
    private const string Form =
        "The Division should (a) agree one form with the funders and (b) use it in all four teams.";
    private const string Debriefs =
        "Managers should hold a debrief at the end of each case and share what was learned.";

    private static readonly DateOnly January = new(2026, 1, 12);

    private readonly string key = $"d{Guid.NewGuid():n}"[..12];
    private TestDivision division = null!;
    private Guid report;
    private Guid[] items = [];

    [Fact]
    public async Task A_follow_up_is_compared_side_by_side_and_stored_as_ratings_links_and_new_items()
    {
        var (browser, review) = await HandIn(Document());
        var checking = await browser.Open(review);

        Assert.Equal(
            $"{report}",
            checking.Page.QuerySelector("select[name=Follows] option[selected]")?.GetAttribute("value")
        );
        Assert.Equal(["Rate", "Rate", "Restate", "New"], Chosen(checking));
        Assert.Equal(3, checking.Read(".app-compare").Count);
        Assert.Contains("only then: hold (end)", checking.Read("del"));
        Assert.Contains("only now: record (end)", checking.Read("ins"));
        Assert.Equal(
            "Limited progress",
            checking
                .Page.QuerySelector("[name='Command.Items[1].PartRatings[1]'] option[selected]")
                ?.GetAttribute("value")
        );
        Assert.Single(await app.History(items[0], division));

        var confirmed = await browser.Press(checking, review, "Confirm and store");
        Assert.True(confirmed.RedirectedTo is not null, string.Join("; ", confirmed.ErrorSummary));
        var page = await browser.Follow(confirmed);

        var later = Guid.Parse(confirmed.RedirectedTo!.Split('/')[^1]);
        Assert.Contains($"Follows up Inspection of Northmere", page.Summary["Follow-up"], StringComparison.Ordinal);
        Assert.Contains("2 Recommendation", page.Text, StringComparison.Ordinal);
        Assert.Equal(
            new Recommendation.Rated(later, null, "Achieved", "HMCPSI", January),
            (await app.History(items[0], division))[^1].Data
        );
        Assert.Equal(
            new Recommendation.Rated(later, 2, "Limited progress", "HMCPSI", January),
            (await app.History(items[1], division))[^1].Data
        );
        Assert.Single(await app.History(items[2], division));
        var restated = (await Recorded(later)).Single(one => one.Links.Count > 0);
        Assert.Equal([new(items[2], Relation.RestatedFrom)], restated.Links);
    }

    [Fact]
    public async Task The_same_follow_up_again_proposes_nothing_new()
    {
        var document = Document();
        var (browser, review) = await HandIn(document);
        await browser.Press(review, "Confirm and store");
        var (_, again) = await HandIn(document, fresh: false);

        var checking = await browser.Open(again);
        Assert.Contains("It proposes nothing new.", checking.Text, StringComparison.Ordinal);
        Assert.All(Chosen(checking), choice => Assert.Equal("LeaveOut", choice));
        var answer = await browser.Press(checking, again, "Confirm and store");

        Assert.Equal(
            ["Everything in this document is on the register already: there is nothing to import"],
            answer.ErrorSummary
        );
        Assert.Equal(2, (await app.History(items[0], division)).Count);
    }

    [Fact]
    public async Task What_was_proposed_can_be_chosen_otherwise()
    {
        var (browser, review) = await HandIn(Document());

        var wrong = await browser.Press(review, "Confirm and store", ("Command.Items[0].Rating", ""));
        Assert.Equal(["Enter the rating, or choose something else"], wrong.ErrorSummary);
        Assert.Equal(3, wrong.Read(".app-compare").Count);
        var right = await browser.Press(
            wrong,
            review,
            "Confirm and store",
            ("Command.Items[0].Rating", "No progress"),
            ("Command.Items[1].Choice", "LeaveOut"),
            ("Command.Items[2].Choice", "Rate"),
            ("Command.Items[2].Rating", "Substantial progress"),
            ("Command.Items[3].Choice", "LeaveOut")
        );

        Assert.True(right.RedirectedTo is not null, string.Join("; ", right.ErrorSummary));
        Assert.Equal(["No progress", null, "Substantial progress"], await Latest());
        Assert.Empty(await Recorded(Guid.Parse(right.RedirectedTo!.Split('/')[^1])));
    }

    [Fact]
    public async Task A_document_that_follows_up_none_is_a_report_like_any_other()
    {
        var (browser, review) = await HandIn(Document());
        var plain = $"{review}?follows={Guid.Empty}";
        var checking = await browser.Open(plain);

        Assert.Empty(checking.Read(".app-compare"));
        var confirmed = await browser.Press(checking, review, "Confirm and store");

        Assert.Equal(4, (await Recorded(Guid.Parse(confirmed.RedirectedTo!.Split('/')[^1]))).Count);
        Assert.Equal([null, null, null], await Latest());
    }

    [Fact]
    public async Task Through_the_API_only_what_is_certain_is_rated()
    {
        await Given();
        var (api, id, document) = (await app.Api(Role.HeadOfDivision, division), Guid.NewGuid(), Document());
        Task<HttpResponseMessage> Import(Guid import) =>
            api.PostAsJsonAsync(
                "/api/reports/import",
                new
                {
                    id = import,
                    name = "Follow-up.txt",
                    content = document,
                }
            );

        var first = await Import(id);
        Assert.True(first.IsSuccessStatusCode, await first.Content.ReadAsStringAsync());
        Assert.Equal(["Achieved", "Limited progress", null], await Latest());
        Assert.Equal(2, (await Recorded(id)).Count);
        Assert.All(await Recorded(id), one => Assert.Empty(one.Links));
        Assert.Equal(report, (await app.Ask(new GetReport(id), division)).Report.FollowUpTo);

        Assert.Equal(HttpStatusCode.Conflict, (await Import(Guid.NewGuid())).StatusCode);
        Assert.Equal(2, (await app.History(items[0], division)).Count);
    }

    [Fact]
    public async Task Through_the_API_a_confirmation_rates_in_the_words_of_the_inspectorate()
    {
        await Given();
        var (api, id) = (await app.Api(Role.HeadOfDivision, division), Guid.NewGuid());
        await app.Send(new HandInDocument(id, "Follow-up.txt", Document()), division);
        Task<HttpResponseMessage> Confirm(Guid existing, string rating) =>
            api.PostAsJsonAsync(
                $"/api/imports/{id}/confirm",
                new
                {
                    title = "Follow-up",
                    inspectorate = "HMCPSI",
                    published = January,
                    followUpTo = report,
                    items = new[]
                    {
                        new
                        {
                            choice = "rate",
                            existing,
                            rating,
                        },
                    },
                }
            );

        Assert.Equal(HttpStatusCode.Conflict, (await Confirm(Guid.NewGuid(), "Achieved")).StatusCode);
        Assert.Contains(
            "is not on the scale of HMCPSI",
            await (await Confirm(items[0], "Splendid")).Content.ReadAsStringAsync(),
            StringComparison.Ordinal
        );
        Assert.Single(await app.History(items[0], division));

        var stored = await Confirm(items[0], "limited progress");
        Assert.True(stored.IsSuccessStatusCode, await stored.Content.ReadAsStringAsync());
        Assert.Equal(["Limited progress", null, null], await Latest());
    }

    [Fact]
    public async Task The_answer_to_a_report_is_no_follow_up()
    {
        await Given();
        var id = Guid.NewGuid();
        await app.Send(
            new ImportDocument(
                id,
                "Response.txt",
                Encoding.UTF8.GetBytes(
                    $"""
                    Response to the follow-up inspection of Northmere

                    HM Crown Prosecution Service Inspectorate

                    Recommendation 1: {Register} And {key} too.

                    Response: Accepted. The Head of Division will see to it.
                    """
                )
            ),
            division
        );

        Assert.Null((await app.Ask(new GetReport(id), division)).Report.FollowUpTo);
        Assert.Single(await Recorded(id));
        Assert.Equal([null, null, null], await Latest());
    }

    [Fact]
    public async Task What_other_reports_say_alike_is_proposed_for_a_link()
    {
        await Given();
        var (_, item) = await app.GivenItem(
            division,
            id =>
                Sample.Recorded(
                    id.Item,
                    id.Report,
                    text: "The Division must keep one register of risks for every team."
                )
        );
        var browser = await app.As(Role.HeadOfDivision, division);

        var page = await browser.Open($"/recommendations/{item}/links/add");
        Assert.Contains("What reads most like it in other reports", page.Read("h2"));
        var choose = page.Links.Single(link => link.EndsWith($"?other={items[0]}", StringComparison.Ordinal));
        var linked = await browser.Submit(choose, ("Relation", "RestatedFrom"));

        Assert.Equal($"/recommendations/{item}", linked.RedirectedTo);
        Assert.Equal(
            new Recommendation.Linked(items[0], Relation.RestatedFrom),
            (await app.History(item, division))[^1].Data
        );
        Assert.DoesNotContain(choose, (await browser.Open($"/recommendations/{item}/links/add")).Links);
    }

    private async Task Given()
    {
        division = await app.AddDivision(key, $"Division {key}");
        report = Guid.NewGuid();
        items = [Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid()];
        await app.Given(
            division,
            report,
            Sample.Registered(report, "Inspection of Northmere") with
            {
                Inspectorate = "HMCPSI",
                Subject = "Northmere",
            }
        );

        foreach (var (i, text) in new[] { Register, Form, Debriefs }.Index())
            await app.Given(
                division,
                items[i],
                Sample.Recorded(items[i], report, ordinal: i + 1, number: $"{i + 1}", text: text) with
                {
                    Parts = i == 1 ? [Part("agree one form with the funders"), Part("use it in all four teams")] : [],
                }
            );
    }

    private static Part Part(string text) => new(text, DueDate.None, Position.NoneStated);

    /// <summary>Four items: one rated, one rated in its second part, one restated in other words, one new.</summary>
    private byte[] Document() =>
        Encoding.UTF8.GetBytes(
            $"""
            Follow-up inspection of Northmere

            His Majesty's Crown Prosecution Service Inspectorate

            Published: 12 January 2026

            Recommendation 1: The Division should keep one register of its risks and share it with each team.

            Rating: Achieved

            Recommendation 2b: Use it in all four teams.

            Rating: Limited progress

            Recommendation 3: Managers should record a debrief at the end of each case, and send what was learned to all teams.

            Recommendation 4: Prosecutors abroad should have a mentor from {key} within three months of arrival.
            """
        );

    private async Task<(Browser Browser, string Review)> HandIn(byte[] document, bool fresh = true)
    {
        if (fresh)
            await Given();

        var id = Guid.NewGuid();
        await app.Send(new HandInDocument(id, "Follow-up.txt", document), division);
        return (await app.As(Role.HeadOfDivision, division), $"/import/{id}");
    }

    private static IReadOnlyList<string?> Chosen(Answer page) =>
        [
            .. page
                .Page.QuerySelectorAll("fieldset.app-item input[type=radio][checked]")
                .Select(one => one.GetAttribute("value")),
        ];

    private async Task<IReadOnlyList<string?>> Latest()
    {
        var latest = new List<string?>();
        foreach (var item in items)
            latest.Add((await app.Ask(new GetRecommendation(item), division)).Recommendation.LatestRating);
        return latest;
    }

    private Task<IReadOnlyList<RecommendationRow>> Recorded(Guid of) =>
        app.In(
            services =>
                (
                    (Kernel.Divisions.Session)services.GetService(typeof(Kernel.Divisions.Session))!
                ).Query<RecommendationRow>(
                    "select * from recommendation where report = @of order by ordinal",
                    new { of }
                ),
            division
        );
}
