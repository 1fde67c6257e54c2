using System.Net;
using Inspection.Recommendations;

namespace Inspection.Tests.Recommendations;

public sealed class ReportPageTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task An_empty_form_says_what_a_report_needs() =>
        Assert.Equal(
            ["Enter the report's title", "Enter the inspectorate"],
            (await (await app.As(Role.HeadOfDivision)).Submit("/reports/register")).ErrorSummary
        );

    [Fact]
    public async Task A_report_is_registered_by_hand()
    {
        var browser = await app.As(Role.AreaBusinessManager);

        var answer = await browser.Submit(
            "/reports/register",
            ("Title", "Follow-up of Northmere"),
            ("Inspectorate", "HMCPSI"),
            ("Published", "2026-02-01"),
            ("Marking", "OFFICIAL-SENSITIVE")
        );
        var page = await browser.Follow(answer);

        Assert.Equal("Follow-up of Northmere", page.Heading);
        Assert.Equal("The report is registered", page.Said);
        Assert.Equal("1 February 2026", page.Summary["Published"].Replace(" Change", "", StringComparison.Ordinal));
        Assert.Contains("Report registered: Follow-up of Northmere", page.Text, StringComparison.Ordinal);
        Assert.Contains("without a document", page.Summary["Document"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_is_put_right_with_a_reason()
    {
        var (report, _) = await app.GivenItem();
        var browser = await app.As(Role.HeadOfDivision);

        Assert.Equal(
            ["Enter the report's title", "Enter why it is put right"],
            (await browser.Submit($"/reports/{report}/correct", ("Title", ""))).ErrorSummary
        );
        var answer = await browser.Submit(
            $"/reports/{report}/correct",
            ("Title", "The right title"),
            ("Reason", "Misread")
        );

        Assert.Equal($"/reports/{report}", answer.RedirectedTo);
        Assert.Equal("Misread", Assert.IsType<Report.Corrected>(await app.Last(report)).Reason);
        Assert.Equal("The right title", (await browser.Follow(answer)).Heading);
    }

    [Fact]
    public async Task A_form_opened_before_somebody_elses_correction_is_not_stored()
    {
        var (report, _) = await app.GivenItem();
        var browser = await app.As(Role.HeadOfDivision);
        var opened = await browser.Open($"/reports/{report}/correct");
        await app.Send(new CorrectReport(report, null, "Theirs", "HMCPSI", null, null, null, null, "First"));

        var answer = await browser.Press(
            opened,
            $"/reports/{report}/correct",
            null,
            ("Title", "Mine"),
            ("Reason", "Second")
        );

        Assert.StartsWith(
            "An administrator at the command line changed this on ",
            answer.ErrorSummary[0],
            StringComparison.Ordinal
        );
        Assert.Equal("Theirs", Assert.IsType<Report.Corrected>(await app.Last(report)).Title);
    }

    [Fact]
    public async Task A_report_is_linked_to_the_one_it_follows_up()
    {
        var (earlier, _) = await app.GivenItem();
        var (report, _) = await app.GivenItem();
        var browser = await app.As(Role.HeadOfDivision);

        Assert.Equal(
            ["Select the earlier report"],
            (await browser.Submit($"/reports/{report}/follow-up")).ErrorSummary
        );
        var answer = await browser.Submit($"/reports/{report}/follow-up", ("Earlier", $"{earlier}"));

        Assert.Contains("Follows up", (await browser.Follow(answer)).Summary["Follow-up"], StringComparison.Ordinal);
        Assert.Contains(
            "Followed up by",
            (await browser.Open($"/reports/{earlier}")).Summary["Follow-up"],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Two_reports_do_not_follow_up_each_other()
    {
        var (earlier, _) = await app.GivenItem();
        var (report, _) = await app.GivenItem();
        await app.Send(new LinkFollowUp(report, null, earlier));

        var answer = await (await app.As(Role.HeadOfDivision)).Submit(
            $"/reports/{earlier}/follow-up",
            ("Earlier", $"{report}")
        );

        Assert.Equal(["That report follows up this one"], answer.ErrorSummary);
    }

    [Fact]
    public async Task A_recommendation_is_recorded_by_hand()
    {
        var report = Guid.NewGuid();
        await app.Given(report, Sample.Registered(report));
        var browser = await app.As(Role.HeadOfDivision);

        Assert.Equal(
            ["Select the kind", "Enter the text, word for word"],
            (await browser.Submit($"/reports/{report}/recommendations/add")).ErrorSummary
        );
        Assert.Equal(
            ["Enter a due date, or when you will review it"],
            (
                await browser.Submit(
                    $"/reports/{report}/recommendations/add",
                    ("Kind", "Recommendation"),
                    ("Text", "Keep one register")
                )
            ).ErrorSummary
        );
        var answer = await browser.Submit(
            $"/reports/{report}/recommendations/add",
            ("Kind", "IssueToAddress"),
            ("Text", "Keep one register,\r\nand read it"),
            ("ReviewOn", "2026-04-01")
        );
        var page = await browser.Follow(answer);

        Assert.Equal("Issue to address (1 in the document)", page.Heading);
        Assert.Contains("Keep one register, and read it", page.Text, StringComparison.Ordinal);
        Assert.Contains("1 April 2026", page.Summary["Review"], StringComparison.Ordinal);
        Assert.Contains(
            "1 Issue to address",
            (await browser.Open($"/reports/{report}")).Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_strength_is_for_information_and_needs_no_date()
    {
        var report = Guid.NewGuid();
        await app.Given(report, Sample.Registered(report));
        var browser = await app.As(Role.HeadOfDivision);

        var page = await browser.Follow(
            await browser.Submit(
                $"/reports/{report}/recommendations/add",
                ("Kind", "Strength"),
                ("Text", "Staff know their cases")
            )
        );

        Assert.Contains("For information", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Change the status", page.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/reports/register")]
    [InlineData("/import")]
    [InlineData("/reports/{report}/correct")]
    [InlineData("/reports/{report}/follow-up")]
    [InlineData("/reports/{report}/recommendations/add")]
    public async Task Who_does_not_manage_the_work_does_not_see_the_form(string address)
    {
        var (report, _) = await app.GivenItem();

        foreach (var role in new[] { Role.Reader, Role.BoardMember, Role.Member })
            Assert.Equal(
                HttpStatusCode.Forbidden,
                (
                    await (await app.As(role)).Open(address.Replace("{report}", $"{report}", StringComparison.Ordinal))
                ).Status
            );
    }

    [Theory]
    [InlineData("")]
    [InlineData("/correct")]
    [InlineData("/follow-up")]
    [InlineData("/recommendations/add")]
    public async Task A_report_that_is_not_there_is_not_found(string page) =>
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await (await app.As(Role.HeadOfDivision)).Open($"/reports/{Guid.NewGuid()}{page}")).Status
        );
}
