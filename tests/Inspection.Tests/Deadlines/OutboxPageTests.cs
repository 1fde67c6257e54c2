using System.Net;
using Inspection.Deadlines;
using Inspection.Testing;

namespace Inspection.Tests.Deadlines;

public sealed class OutboxPageTests
{
    [Fact]
    public async Task An_administrator_sends_a_test_mail_and_records_that_it_came_back()
    {
        await using var office = await PostOffice.Open();
        var browser = await office.App.As(Role.Administrator, office.Division);

        var sent = await browser.Submit("/deadlines/outbox/test");
        Assert.Equal("The mail is in the outbox.", (await browser.Follow(sent)).Said);
        await office.Run();

        var page = await browser.Open(sent.RedirectedTo!);
        Assert.Equal("Test of the mail from Inspection", page.Heading);
        Assert.Equal("Sent", page.Summary["State"]);
        Assert.Equal(office.Division.EmailOf(Role.Administrator), page.Summary["Address"]);
        Assert.Contains("1. Accepted by the mail server", page.Text, StringComparison.Ordinal);
        Assert.Contains("<h1 style", page.Text, StringComparison.Ordinal);

        var bounce = $"{sent.RedirectedTo}/bounce";
        Assert.Equal(["Enter what the report said"], (await browser.Submit(bounce)).ErrorSummary);
        var bounced = await browser.Follow(await browser.Submit(bounce, ("Said", "No such person")));
        Assert.Equal(
            ("Failed", "Bounced: No such person", "Bounced: No such person"),
            (bounced.Summary["State"], bounced.Summary["Why"], bounced.Summary["This address fails"])
        );
        Assert.Single(await office.Notices(Role.Administrator));
    }

    [Fact]
    public async Task What_was_not_delivered_alarms_administrators_until_they_see_to_it()
    {
        await using var office = await PostOffice.Open();
        office.Server.Reacts = (step, _) => step == SmtpStep.Recipient ? new("550 no") : null;
        await office.Queue();
        await office.Queue(Role.Reader);
        await office.Run();
        var browser = await office.App.As(Role.Administrator, office.Division);

        var dashboard = await browser.Open("/");
        var link = dashboard.Links.Single(one => one.StartsWith("/deadlines/outbox?state", StringComparison.Ordinal));
        var list = await browser.Open(link);
        Assert.Contains("2 mails", list.Text, StringComparison.Ordinal);
        Assert.Contains("Refused: 550 no", list.Text, StringComparison.Ordinal);

        var mail = list.Links.First(one => one.Length == "/deadlines/outbox/".Length + 36);
        await browser.Submit($"{mail}/resend");
        Assert.Equal("Queued", (await browser.Open(mail)).Summary["State"]);
        await browser.Submit($"{mail}/cancel");
        var let = await browser.Open(mail);
        Assert.Equal(("Cancelled", "An administrator let it be"), (let.Summary["State"], let.Summary["Why"]));
        var by = office.Division.NameOf(Role.Administrator);
        Assert.Equal([$"Let be by {by}", $"Sent again by hand by {by}"], ActsIn(let));
        Assert.Equal(
            ["There is nothing to let be: this mail was sent or cancelled"],
            (await browser.Submit($"{mail}/cancel")).ErrorSummary
        );
        Assert.Contains("1 mail", (await browser.Open(link)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_being_sent_is_left_alone()
    {
        await using var office = await PostOffice.Open();
        var id = await office.Queue();
        await office.Take();
        var browser = await office.App.As(Role.Administrator, office.Division);

        foreach (var command in new[] { "resend", "cancel" })
            Assert.Equal(
                ["This mail is being sent: look again in a minute"],
                (await browser.Submit($"/deadlines/outbox/{id}/{command}")).ErrorSummary
            );

        Assert.Equal(
            ["This mail is being sent: look again in a minute"],
            (await browser.Submit($"/deadlines/outbox/{id}/bounce", ("Said", "No"))).ErrorSummary
        );
    }

    [Fact]
    public async Task Only_administrators_see_the_outbox()
    {
        await using var office = await PostOffice.Open();
        var browser = await office.App.As(Role.HeadOfDivision, office.Division);

        Assert.Equal(HttpStatusCode.Forbidden, (await browser.Open("/deadlines/outbox")).Status);
        Assert.DoesNotContain("Mails not delivered", (await browser.Open("/")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_demonstration_says_so_in_every_mail()
    {
        await using var office = await PostOffice.Open();
        await office.Queue();
        await office.Run();
        Assert.DoesNotContain("emonstration", office.Server.Accepted[0].Source, StringComparison.Ordinal);

        var written = new Stationery(new Here()).Write(PostOffice.Letter(), "Pigeon Division", demonstration: true);

        Assert.Equal("Demonstration: 1 thing is due soon", written.Subject);
        Assert.Contains("nothing in it is real", written.Text, StringComparison.Ordinal);
        Assert.Contains("nothing in it is real", written.Html, StringComparison.Ordinal);
    }

    private static IEnumerable<string> ActsIn(Answer page) =>
        page
            .Page.QuerySelectorAll(".moj-timeline__item")
            .Select(item =>
                (Title: item.QuerySelector(".moj-timeline__title")!, By: item.QuerySelector(".moj-timeline__byline")!)
            )
            .Select(item => Browser.Tidy($"{item.Title.TextContent} {item.By.TextContent}"))
            .Where(words => !char.IsAsciiDigit(words[0]));

    private sealed class Here : Kernel.IAddress
    {
        public Uri Of(string path) => new(new Uri("https://inspection.example"), path);
    }
}
