using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Inspection.Browser;

/// <summary>What one person does with the suite, step by step.</summary>
internal sealed partial class Journey(Suite suite, Visit visit)
{
    private const string Name = "Rowan Ashdown";
    private const string Email = "rowan.ashdown@harbours.example";
    private const string Password = "nine patient lighthouses hum";
    private const string Corrected = "The Division needs to share what it learns with every harbour master.";

    private static readonly string Document = Path.Combine(AppContext.BaseDirectory, "Harbours.txt");

    private string item = "";

    private IPage Page => visit.Page;

    private ILocator Main => Page.Locator("main");

    private ILocator Rows => Page.Locator(".app-table tbody tr");

    public async Task SetUp()
    {
        Assert.EndsWith("/set-up", Page.Url, StringComparison.Ordinal);
        await Fill("Set-up code", await suite.SetUpCode());
        await Fill("Full name", Name);
        await Fill("E-mail address", Email);
        await Fill("Password", Password);
        await Fill("Name", "Harbours Division");
        await Fill("Key", "harbours");
        await Press("Set up");
        await Expect(Heading("Harbours Division")).ToBeVisibleAsync();
    }

    public async Task SignOutAndIn()
    {
        await Follow("Sign out", Page.Locator("header"));
        await Press("Sign out");
        Assert.EndsWith("/sign-in", Page.Url, StringComparison.Ordinal);
        await visit.SignIn(Email, Password);
        await Expect(Main).ToContainTextAsync("Import an inspection report to begin");
    }

    public async Task SignInAgain()
    {
        // The session of three days ago has ended.
        await Page.GotoAsync("/recommendations");
        await Expect(Heading("Sign in")).ToBeVisibleAsync();
        await Fill("E-mail address", Email);
        await Fill("Password", Password);
        await Press("Sign in");
        await Expect(Heading("Recommendations")).ToBeVisibleAsync();
    }

    public async Task CreatePosts()
    {
        await CreatePost("Head of Division", "HoD");
        await CreatePost("Area Business Manager", "ABM");
        await Press("Appoint someone");
        await Page.GetByLabel("Who?").SelectOptionAsync(Name);
        await FillDate("First day", new(2026, 1, 5));
        await Press("Appoint");
        await Expect(Said).ToContainTextAsync("The person has been appointed");
        await Expect(Main.Locator("table")).ToContainTextAsync(Name);
    }

    public async Task Deactivate(string person)
    {
        await Page.GotoAsync("/organisation/people");
        await Follow(person, Main);
        await Follow("Deactivate this person", Main);
        await Press("Deactivate");
        await Expect(Main).ToContainTextAsync("Deactivated");
    }

    public async Task HandIn()
    {
        await Page.GotoAsync("/import");
        await Page.GetByLabel("The document").SetInputFilesAsync(Document);
        await Press("Read the document");
        await Expect(Heading("Check what was read")).ToBeVisibleAsync();
        await Expect(Page.Locator(".app-item")).ToHaveCountAsync(3);
    }

    public async Task StoreActions()
    {
        await Page.GotoAsync("/actions/import");
        await Page.GetByLabel("The spreadsheet")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "Actions.csv",
                    MimeType = "text/csv",
                    Buffer = "Reference,Recommendation,Text\nH1,1,Name a keeper of each harbour\n"u8.ToArray(),
                }
            );
        await Press("Look at the rows");
        await Main.GetByRole(AriaRole.Button, new() { NameRegex = new("^Store ") }).ClickAsync();
        await Expect(Heading("What became of the rows")).ToBeVisibleAsync();
    }

    public async Task LookIntoTheDocument()
    {
        var first = Page.Locator(".app-item").First;
        await Expect(first).ToContainTextAsync("Printed as “by April 2027”");
        await Expect(first.GetByLabel("Day")).ToHaveValueAsync("30");
        await Expect(first.GetByLabel("Month")).ToHaveValueAsync("4");
        await Expect(first.GetByLabel("Year")).ToHaveValueAsync("2027");
        await Expect(first.GetByLabel("Owners")).ToHaveValueAsync("Head of Division\nArea Business Manager");
        await Expect(Page.Locator(".app-item").Nth(1).GetByLabel("Position")).ToHaveValueAsync("Rejected");

        await first.GetByRole(AriaRole.Link, new() { Name = "Show in the document" }).First.ClickAsync();
        var mark = Page.Locator("mark:target");
        await Expect(mark).ToBeInViewportAsync();
        await Expect(mark).ToHaveTextAsync("The Division needs to tell its staff how harbour cases are shared out.");
        await Expect(mark).ToHaveCSSAsync("background-color", "rgb(255, 221, 0)");
    }

    public async Task CorrectAndConfirm()
    {
        var last = Page.Locator(".app-item").Last;
        await Expect(last).ToContainTextAsync("No date is printed");
        await last.GetByLabel("Text, word for word").FillAsync(Corrected);
        await Press("Confirm and store");
        await Expect(Said).ToContainTextAsync("The report is on the register");
        await Expect(Main.Locator(".app-figure__number")).ToHaveTextAsync(["3"]);
        await Expect(Main).ToContainTextAsync("Harbours.txt");
    }

    public async Task Filter()
    {
        await Follow("Recommendations", Page.GetByRole(AriaRole.Navigation, new() { Name = "Menu" }));
        await Expect(Rows).ToHaveCountAsync(3);
        await Page.Locator("summary", new() { HasText = "Owner" }).ClickAsync();
        await Page.GetByRole(AriaRole.Checkbox, new() { Name = "Head of Division" }).CheckAsync();
        await Press("Apply filters");
        await Expect(Rows).ToHaveCountAsync(2);
        var chip = Page.Locator(".app-chip");
        await Expect(chip).ToContainTextAsync("Head of Division");

        await Page.GetByLabel("Search by number").FillAsync("harbour master");
        await Press("Search");
        await Expect(Rows).ToHaveCountAsync(1);
        await Expect(chip).ToHaveCountAsync(2);
        await chip.Filter(new() { HasText = "Owner" }).ClickAsync();
        await Follow("Clear all", Main);
        await Expect(Rows).ToHaveCountAsync(3);
    }

    public async Task SortAndChooseColumns()
    {
        var number = Page.GetByRole(AriaRole.Columnheader, new() { Name = "Number" });
        await Follow("Number", number);
        await Expect(number).ToHaveAttributeAsync("aria-sort", "ascending");
        await Expect(Rows.First).ToContainTextAsync("tell its staff");
        await Follow("Number", number);
        await Expect(Rows.First).ToContainTextAsync(Corrected);

        await Page.Locator(".app-menu__summary", new() { HasText = "Columns" }).ClickAsync();
        await Page.Locator("[name=columns][value=report]").CheckAsync();
        await Press("Show columns");
        await Expect(Page.GetByRole(AriaRole.Columnheader, new() { Name = "Report" })).ToBeVisibleAsync();
    }

    public async Task SaveView()
    {
        await Page.Locator(".app-menu__summary", new() { HasText = "Save view" }).ClickAsync();
        await Page.GetByLabel("Name of this view").FillAsync("By number");
        await Press("Save view");
        await Expect(Said).ToContainTextAsync("The view “By number” is saved");
        await Page.GotoAsync("/recommendations");
        await Follow("By number", Page.GetByRole(AriaRole.Navigation, new() { Name = "Saved views" }));
        await Expect(Rows.First).ToContainTextAsync(Corrected);
    }

    public async Task Download()
    {
        var lines = await File.ReadAllLinesAsync(await Download("Comma-separated values (CSV)"));
        Assert.StartsWith("Number,Text,Report,", lines[0], StringComparison.Ordinal);
        Assert.Equal(4, lines.Length);
        Assert.Contains(Corrected, lines[1], StringComparison.Ordinal);

        await using var workbook = await ZipFile.OpenReadAsync(await Download("Excel workbook"));
        using var sheet = new StreamReader(await workbook.GetEntry("xl/worksheets/sheet1.xml")!.OpenAsync());
        Assert.Contains(Corrected, await sheet.ReadToEndAsync(), StringComparison.Ordinal);
    }

    public async Task Work()
    {
        await Page.GetByRole(AriaRole.Link, new() { Name = Corrected }).ClickAsync();
        await Expect(Heading("Issue to address 3")).ToBeVisibleAsync();
        item = Page.Url;
        await Change("owners");
        await Page.GetByRole(AriaRole.Checkbox, new() { Name = "Area Business Manager" }).CheckAsync();
        await Page.GetByLabel("Which of them is accountable?").SelectOptionAsync("Area Business Manager");
        await Press("Assign owners");
        await Expect(Row("Owners")).ToContainTextAsync("Area Business Manager (accountable)");
        await Change("due");
        await FillDate("When is it due?", new(2027, 2, 26));
        await Fill("Why is the date set or changed?", "The harbour masters meet in February");
        await Press("Set due date");
        await Press("Add a progress note");
        await Fill("What has happened?", "Invitations are written");
        await Press("Add note");
        await Change("priority");
        await Page.GetByLabel("Urgent").CheckAsync();
        await Press("Set priority");
        await ReadHistory();
    }

    /// <summary>Every figure of the dashboard leads to a list of as many rows.</summary>
    public async Task FollowEveryFigure()
    {
        await Page.GotoAsync("/");
        var figures = Page.Locator(".app-figure__link");
        var shown = 0;

        for (var i = 0; i < await figures.CountAsync(); i++)
        {
            var figure = figures.Nth(i);
            var number = await figure.Locator(".app-figure__number").InnerTextAsync();
            var label = await figure.Locator(".app-figure__label").InnerTextAsync();
            await figure.ClickAsync();
            Assert.True(number == $"{await Listed()}", $"{label} says {number}, its list has {await Listed()}");
            shown += int.Parse(number, CultureInfo.InvariantCulture);
            await Page.GotoAsync("/");
        }

        Assert.True(shown > 0, "Every figure is 0");
    }

    public async Task LookAtYesterday()
    {
        await Page.GotoAsync(item);
        var yesterday = DateOnly.FromDateTime(DateTime.UtcNow).AddDays(-1);
        await Page.GetByLabel("See this page as it was at the end of")
            .FillAsync(yesterday.ToString("O", CultureInfo.InvariantCulture));
        await Press("Show that day");
        var banner = Page.GetByText("You are looking at the division as it was on");
        await Expect(banner).ToBeVisibleAsync();
        await Expect(Main).ToContainTextAsync("Not started");
        await Expect(Main.Locator("a", new() { HasText = "Change" })).ToHaveCountAsync(0);
        await Expect(Main).Not.ToContainTextAsync("Invitations are written");

        await Page.GotoAsync("/recommendations");
        await Expect(banner).ToBeVisibleAsync();
        await Expect(Rows).ToHaveCountAsync(3);
        await Expect(Rows.Filter(new() { HasText = "26 February 2027" })).ToHaveCountAsync(0);
        await Expect(Page.GetByText("With the selected rows")).ToHaveCountAsync(0);

        await Press("Go back to today");
        await Expect(banner).ToHaveCountAsync(0);
        await Expect(Rows.Filter(new() { HasText = Corrected })).ToContainTextAsync("26 February 2027");
    }

    public async Task HandInAgain()
    {
        await HandIn();
        await Expect(Main).ToContainTextAsync("This document is on the register already");
        await Expect(Main).ToContainTextAsync("It proposes nothing new");
        await Expect(Page.Locator(".app-item input:checked")).ToHaveCountAsync(0);
        await Press("Confirm and store");
        await Expect(Problem).ToContainTextAsync("Everything in this document is on the register already");
        await Press("Discard the document");
        await Expect(Said).ToContainTextAsync("nothing was stored");
    }

    /// <summary>Two tabs change the same thing: the second is told of both versions, and keeps what it typed.</summary>
    public async Task MeetSomebodyElse()
    {
        await Page.GotoAsync($"{item}/revision");
        var other = await visit.Tab();
        await other.GotoAsync($"{item}/revision");
        await other.GetByLabel("Day").FillAsync("25");
        await other.GetByLabel("Month").FillAsync("3");
        await other.GetByLabel("Year").FillAsync("2027");
        await other.GetByLabel("Why does the date have to move?").FillAsync("Easter is early");
        await other.GetByRole(AriaRole.Button, new() { Name = "Ask for this date" }).ClickAsync();
        await Expect(other.Locator("main")).ToContainTextAsync("asks for 25 March 2027");
        await other.CloseAsync();

        await FillDate("When will it be done?", new(2027, 3, 31));
        await Fill("Why does the date have to move?", "The room is taken");
        await Press("Ask for this date");
        Assert.Matches(BothVersions(), await Problem.InnerTextAsync());
        await Expect(Page.GetByLabel("Why does the date have to move?")).ToHaveValueAsync("The room is taken");
        await Press("Ask for this date");
        await Expect(Problem).ToContainTextAsync("Another date has been asked for already");
    }

    /// <summary>A bulk action answers for each row: the ended one is refused, the other is done.</summary>
    public async Task ChangeSeveral()
    {
        await Page.GotoAsync("/recommendations?position=Rejected");
        await Rows.First.GetByRole(AriaRole.Link).First.ClickAsync();
        await Page.GotoAsync($"{Page.Url}/moves/CloseNoLongerApplicable");
        await Fill("Why does it no longer apply?", "It was not accepted");
        await Press("Close as no longer applicable");

        await Page.GotoAsync("/recommendations?sort=number");
        await Rows.Nth(0).GetByRole(AriaRole.Checkbox).CheckAsync();
        await Rows.Nth(1).GetByRole(AriaRole.Checkbox).CheckAsync();
        await Press("Set the due date");
        await FillDate("When are they due?", new(2027, 4, 30));
        await Fill("Why is the date set or changed?", "The guide takes longer");
        await Press("Set the due date");
        await Expect(Said).ToContainTextAsync("1 done, 1 refused");
        await Expect(Main.Locator("tbody tr").First).ToContainTextAsync("no longer applicable cannot be changed");
        await Expect(Main.Locator("tbody tr").Last).ToContainTextAsync("Done");
    }

    /// <summary>Once signed out, the way back shows nothing: no page was kept.</summary>
    public async Task SignOutForGood()
    {
        var shown = await Page.GotoAsync(item);
        Assert.Contains("no-store", shown!.Headers["cache-control"], StringComparison.Ordinal);
        await Expect(Main).ToContainTextAsync(Corrected);
        await Follow("Sign out", Page.Locator("header"));
        await Press("Sign out");
        await Expect(Heading("Sign in")).ToBeVisibleAsync();

        for (var steps = 0; steps < 2; steps++)
        {
            await Page.GoBackAsync();
            await Expect(Page.Locator("body")).Not.ToContainTextAsync(Corrected);
        }

        await Expect(Heading("Sign in")).ToBeVisibleAsync();
    }

    private async Task CreatePost(string title, string abbreviation)
    {
        await Page.GotoAsync("/organisation");
        await Follow("Create a post", Main);
        await Fill("Title", title);
        await Fill("Abbreviation (optional)", abbreviation);
        await Page.GetByRole(AriaRole.Radio, new() { Name = title, Exact = true }).CheckAsync();
        await Press("Create post");
        await Expect(Said).ToContainTextAsync($"{title} has been created");
    }

    private async Task ReadHistory()
    {
        var happened = Page.Locator(".moj-timeline__item");
        await Expect(happened.Nth(0)).ToContainTextAsync("Priority set to urgent");
        await Expect(happened.Nth(1)).ToContainTextAsync("Invitations are written");
        await Expect(happened.Nth(2)).ToContainTextAsync("Due date set to 26 February 2027");
        await Expect(happened.Nth(3)).ToContainTextAsync("Area Business Manager (accountable)");
        Assert.All(
            await happened.AllInnerTextsAsync(),
            one => Assert.Contains($"by {Name}", one, StringComparison.Ordinal)
        );
        Assert.Matches(Moment(), await happened.First.Locator("time").InnerTextAsync());
    }

    /// <summary>How many rows the list says it has.</summary>
    private async Task<int> Listed()
    {
        var count = Page.Locator(".app-toolbar__count");
        return await count.CountAsync() > 0 && Of().Match(await count.InnerTextAsync()) is { Success: true } match
            ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
            : 0;
    }

    private async Task<string> Download(string kind)
    {
        await Page.Locator(".app-menu__summary", new() { HasText = "Download" }).ClickAsync();
        var download = await Page.RunAndWaitForDownloadAsync(() => Follow(kind, Main));
        await Page.ReloadAsync();
        return await download.PathAsync();
    }

    private ILocator Said => Page.Locator(".govuk-notification-banner");

    private ILocator Problem => Page.Locator(".govuk-error-summary");

    private ILocator Heading(string text) =>
        Page.GetByRole(
            AriaRole.Heading,
            new()
            {
                Name = text,
                Exact = true,
                Level = 1,
            }
        );

    private ILocator Row(string key) =>
        Page.Locator(".govuk-summary-list__row")
            .Filter(new() { Has = Page.Locator("dt", new() { HasTextRegex = new($"^{key}$") }) });

    private Task Change(string what) => Follow($"Change {what}", Main);

    private Task Fill(string label, string text) => Page.GetByLabel(label, new() { Exact = true }).FillAsync(text);

    private async Task FillDate(string legend, DateOnly day)
    {
        var group = Page.GetByRole(AriaRole.Group, new() { Name = legend, Exact = true });
        await group.GetByLabel("Day").FillAsync($"{day.Day}");
        await group.GetByLabel("Month").FillAsync($"{day.Month}");
        await group.GetByLabel("Year").FillAsync($"{day.Year}");
    }

    private Task Press(string button) =>
        Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    private static Task Follow(string link, ILocator within) =>
        within.GetByRole(AriaRole.Link, new() { Name = link, Exact = true }).ClickAsync();

    [GeneratedRegex(" of ([0-9]+) ")]
    private static partial Regex Of();

    [GeneratedRegex("You saw version ([0-9]+), it is now version ([0-9]+)")]
    private static partial Regex BothVersions();

    [GeneratedRegex("^[0-9]{1,2} [A-Z][a-z]+ 20[0-9]{2} at [0-9]{1,2}:[0-9]{2}[ap]m$")]
    private static partial Regex Moment();
}
