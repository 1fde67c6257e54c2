using Inspection.Contracts.Demonstration;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Inspection.Browser;

/// <summary>
/// Closing is earned: a plan is written and approved, work done and proved, a date slips, completion is validated, what was
/// signed changes and is validated again, and a look back three months later finds that it does not hold.
/// </summary>
public sealed class ClosingTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const string Issue = "/recommendations?q=plan+how+it+talks";

    [BrowserTheory, InlineData(true), InlineData(false)]
    public async Task An_issue_is_planned_proved_validated_looked_at_again_and_opened_again(bool script)
    {
        await using var suite = await Suite.Demonstration();
        await using var head = await Person.Comes(chromium, suite, "head", script);
        await using var business = await Person.Comes(chromium, suite, "business", script);
        await using var lawyer = await Person.Comes(chromium, suite, "lawyer", script);
        await using var deputy = await Person.Comes(chromium, suite, "deputy", script);
        var today = DateOnly.FromDateTime(DateTime.UtcNow);

        await head.Page.GotoAsync(Issue);
        await head.Page.Locator(".app-table tbody a").First.ClickAsync();
        var item = head.Page.Url;
        await head.Follow("Change due");
        await head.FillDate("When is it due?", today.AddDays(30));
        await head.Fill("Why is the date set or changed?", "The staff survey ends then");
        await head.Press("Set due date");

        // A plan that nobody could measure is not submitted.
        await head.Press("Submit the plan");
        await Expect(head.Main).ToContainTextAsync("Enter the success measure");
        await head.Press("Submit the plan");
        await Expect(head.Problem).ToContainTextAsync("Enter the date it is due");
        await head.Page.GotoAsync(item);
        await head.Follow("Improve communication with staff");
        var action = head.Page.Url;
        await head.Page.GotoAsync($"{action}/change");
        await head.Fill("What will be done?", "Hold one meeting of all staff in each team every quarter");
        await head.Fill("How will anybody see that it worked?", "At least 80% of staff say that they were heard");
        await head.FillDate("When will it be done by?", today.AddDays(20));
        await head.Press("Save the changes");
        await head.Page.GotoAsync(item);
        await head.Press("Submit the plan");
        await head.Press("Submit the plan");
        await Expect(head.Said).ToContainTextAsync("The plan is submitted");

        // Whoever wrote it does not approve it.
        await head.Press("Approve the plan");
        await head.Press("Approve the plan");
        await Expect(head.Problem).ToContainTextAsync("somebody else has to approve it");
        await business.Page.GotoAsync(item);
        await business.Press("Approve the plan");
        await business.Press("Approve the plan");
        await Expect(business.Said).ToContainTextAsync("The plan is approved");

        // Done is not proved.
        await head.Page.GotoAsync(action);
        await head.Press("Finish");
        await head.Press("Finish");
        await head.Page.GotoAsync(item);
        await head.Press("Submit for validation");
        await Expect(head.Main).ToContainTextAsync("has no accepted evidence that is in period and has not expired");
        await head.Page.GotoAsync($"{item}/evidence/upload");
        await head
            .Page.GetByLabel("The file")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "Survey.csv",
                    MimeType = "text/csv",
                    Buffer = "Team,Heard\nExtradition,84%\n"u8.ToArray(),
                }
            );
        await head.Fill("What is it?", "Result of the staff survey");
        await head.FillDate("Which date does it show?", today.AddDays(-1));
        await head.Page.GetByLabel("Hold one meeting of all staff").CheckAsync();
        await head.Press("Upload evidence");
        await Expect(head.Said).ToContainTextAsync("The evidence is submitted");
        await Expect(head.Main).ToContainTextAsync("Survey.csv");
        var evidence = head.Page.Url;
        await lawyer.Page.GotoAsync(evidence);
        await lawyer.Press("Accept or reject");
        await lawyer.Page.GetByLabel("Yes, accept it").CheckAsync();
        await lawyer.Press("Decide");
        await Expect(lawyer.Said).ToContainTextAsync("The evidence is accepted");

        // The date slips: one asks, another decides.
        await head.Page.GotoAsync(item);
        await head.Follow("Change due");
        await head.FillDate("When will it be done?", today.AddDays(60));
        await head.Fill("Why does the date have to move?", "International answers later");
        await head.Press("Ask for this date");
        await business.Page.GotoAsync(item);
        await business.Follow("Decide");
        await business.Page.GetByLabel("Yes, approve it").CheckAsync();
        await business.Press("Decide");
        await Expect(business.Main).ToContainTextAsync("Slipped once");

        // A named person who owns none of it validates.
        await head.Page.GotoAsync(item);
        await head.Press("Submit for validation");
        await head
            .Page.GetByLabel("Who is to validate it?")
            .SelectOptionAsync(new SelectOptionValue { Label = "Anjali Thorsby" });
        await head.Fill(
            "What was done, and what changed because of it?",
            "Meetings are held; staff say that they are heard"
        );
        await head.Press("Submit for validation");
        await Expect(head.Said).ToContainTextAsync("Submitted for validation");
        await lawyer.Page.GotoAsync($"{item}/moves/ValidateCompletion");
        await lawyer.Fill("What did you check, and what did you find?", "It is so");
        await lawyer.Press("Validate completion");
        await Expect(lawyer.Problem).ToContainTextAsync("Somebody else was named to validate this");
        await deputy.Page.GotoAsync(item);
        await deputy.Press("Validate completion");
        await deputy.Fill("What did you check, and what did you find?", "Read the survey, asked two teams");
        await deputy.Press("Validate completion");
        await Expect(deputy.Said).ToContainTextAsync("Completion is validated");

        // What was signed changes.
        await head.Page.GotoAsync(action);
        await head.Press("Open again");
        await head.Fill("Why is it opened again?", "One team was left out");
        await head.Press("Open again");
        await head.Page.GotoAsync(item);
        await Expect(head.Main).ToContainTextAsync("Re-validation needed");
        await head.Page.GotoAsync(action);
        await head.Press("Finish");
        await head.Press("Finish");
        await suite.Settle();
        await deputy.Page.GotoAsync(item);
        await deputy.Press("Validate again");
        await deputy.Fill("What did you check, and what did you find?", "The fourth team has met too");
        await deputy.Press("Validate again");
        await Expect(deputy.Said).ToContainTextAsync("Validated again");
        await Expect(deputy.Main).Not.ToContainTextAsync("Re-validation needed: ");

        // Three months later it is looked at again, and does not hold.
        suite.Clock.Shift(TimeSpan.FromDays(95));
        await lawyer.SignIn();
        await lawyer.Page.GotoAsync($"{item}/embeddedness");
        await lawyer.Fill("How many did you look at?", "20");
        await lawyer.Fill("How many of them met the standard?", "11");
        await lawyer.Page.GetByLabel("No, open it again").CheckAsync();
        await lawyer.Fill("What did you find?", "Two teams have stopped meeting");
        await lawyer.Press("Record the review");
        await Expect(lawyer.Said).ToContainTextAsync("open again");
        await Expect(lawyer.Main).ToContainTextAsync("Not embedded after 3 months: 11 of 20 met the standard");

        foreach (var person in new[] { head, business, lawyer, deputy })
            Assert.Empty(person.Complaints);

        // Axe is a script itself.
        if (script)
            Assert.Empty(await lawyer.Violations());
    }

    /// <summary>One person of the demonstration in a browser of their own.</summary>
    private sealed class Person(Visit visit, string key) : IAsyncDisposable
    {
        public IPage Page => visit.Page;

        public ILocator Main => Page.Locator("main");

        public ILocator Said => Page.Locator(".govuk-notification-banner");

        public ILocator Problem => Page.Locator(".govuk-error-summary");

        public List<string> Complaints => visit.Complaints;

        public static async Task<Person> Comes(Chromium chromium, Suite suite, string key, bool script)
        {
            var person = new Person(await chromium.Open(suite.Address, "/sign-in", script: script), key);
            await person.SignIn();
            return person;
        }

        public Task SignIn() => visit.SignIn(Cast.All.Single(one => one.Key == key).Email, Cast.Password);

        public Task<IReadOnlyList<string>> Violations() => visit.Violations();

        public Task Press(string button) =>
            Main.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

        public Task Follow(string link) =>
            Main.GetByRole(AriaRole.Link, new() { Name = link, Exact = true }).ClickAsync();

        public Task Fill(string label, string text) => Page.GetByLabel(label, new() { Exact = true }).FillAsync(text);

        public async Task FillDate(string legend, DateOnly day)
        {
            var group = Page.GetByRole(AriaRole.Group, new() { Name = legend, Exact = true });
            await group.GetByLabel("Day").FillAsync($"{day.Day}");
            await group.GetByLabel("Month").FillAsync($"{day.Month}");
            await group.GetByLabel("Year").FillAsync($"{day.Year}");
        }

        public ValueTask DisposeAsync() => visit.DisposeAsync();
    }
}
