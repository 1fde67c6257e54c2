using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using Inspection.Kernel.Divisions;
using Inspection.Recommendations;
using Microsoft.Extensions.DependencyInjection;
using Action = Inspection.Recommendations.Action;

namespace Inspection.Tests.Recommendations.Actions;

/// <summary>Spreadsheets of actions: read, compared, confirmed, and read again.</summary>
public sealed class ActionImportTests(App app) : IClassFixture<App>
{
    private const string Head = "Reference,Recommendation,Report,Text,Success measure,Owner,Due,Depends on\n";

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-8 with mark")]
    [InlineData("windows-1252")]
    [InlineData("utf-16")]
    public void A_file_is_read_in_whatever_encoding(string encoding)
    {
        const string text = "Reference,Recommendation,Text\nA1,1,Agree the café’s “register” – £5\n";
        byte[] content = encoding switch
        {
            "windows-1252" => [.. text.Select(Windows1252)],
            "utf-16" => [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(text)],
            "utf-8 with mark" => [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)],
            _ => Encoding.UTF8.GetBytes(text),
        };

        Assert.Equal("Agree the café’s “register” – £5", ActionSheet.Read(content).Single()[SheetColumn.Text]);
    }

    [Theory]
    [InlineData("Reference;Recommendation;Text\nA1;1;One, two\n", "One, two")]
    [InlineData("Reference\tRecommendation\tText\nA1\t1\tOne, two; three\n", "One, two; three")]
    [InlineData("Reference,Recommendation,Text\r\nA1,1,\"One, \"\"two\"\"\r\nthree\"\r\n", "One, \"two\"\nthree")]
    [InlineData("reference, RECOMMENDATION ,Action\nA1,1,One\n", "One")]
    [InlineData("Reference,Recommendation,Text\nA1,1,=1+1\n", "=1+1")]
    [InlineData("Reference,Recommendation,Text\nA1,1,'=1+1\n", "=1+1")]
    [InlineData("Reference,Recommendation,Text\nA1,1,'Quoted'\n", "'Quoted'")]
    public void Commas_semicolons_tabs_quotes_and_formulas_are_understood(string text, string read) =>
        Assert.Equal(read, ActionSheet.Read(Encoding.UTF8.GetBytes(text)).Single()[SheetColumn.Text]);

    [Fact]
    public void A_row_has_the_number_that_a_spreadsheet_shows()
    {
        var rows = ActionSheet.Read(
            Encoding.UTF8.GetBytes("Reference,Recommendation,Text\nA1,1,\"One\ntwo\"\n\n,,\nA2,1,Two\n")
        );

        Assert.Equal([2, 5], rows.Select(row => row.Number));
    }

    [Theory]
    [InlineData("", "The file is empty: select the spreadsheet with your actions")]
    [InlineData(
        "Name,Text\nA,B\n",
        "The first row of the file has no column “Reference” and none “Recommendation”: use the titles of the template"
    )]
    [InlineData(
        "PK rubbish",
        "The file is no spreadsheet that can be read: use CSV (.csv) or an Excel workbook (.xlsx)"
    )]
    [InlineData(
        "Reference,Recommendation,Text\nA1,1,\"One\nA2,1,Two\n",
        "The file cannot be read as comma-separated values: look for a quotation mark that is not closed, or save it as an Excel workbook"
    )]
    public void What_is_no_spreadsheet_of_actions_is_said_so(string text, string says) =>
        Assert.Equal(
            says,
            Assert.Throws<UnreadableSheetException>(() => ActionSheet.Read(Encoding.UTF8.GetBytes(text))).Message
        );

    [Fact]
    public void Five_thousand_rows_are_read_and_not_one_more()
    {
        byte[] File(int rows) =>
            Encoding.UTF8.GetBytes(
                "Reference,Recommendation,Text\n"
                    + string.Concat(Enumerable.Range(1, rows).Select(row => $"A{row},1,Text {row}\n"))
            );

        Assert.Equal(5000, ActionSheet.Read(File(5000)).Count);
        Assert.Equal(
            "The file has more than 5,000 rows: split it into several of 5,000 rows or fewer",
            Assert.Throws<UnreadableSheetException>(() => ActionSheet.Read(File(5001))).Message
        );
    }

    [Fact]
    public void A_workbook_is_read_with_its_dates_and_its_formulas_as_text()
    {
        var rows = ActionSheet.Read(
            Workbook(
                ["Reference", "Recommendation", "Text", "Due"],
                [Inline("A1"), Number("1"), Inline("Publish"), Number("46295", style: 1)],
                [Inline("A2"), Number("1"), new Cell(new CellFormula("1+1"), new CellValue("2")), Inline("30/09/2026")]
            )
        );

        Assert.Equal(
            ("1", "Publish", "2026-09-30"),
            (rows[0][SheetColumn.Recommendation], rows[0][SheetColumn.Text], rows[0][SheetColumn.Due])
        );
        Assert.Equal(("=1+1", "30/09/2026"), (rows[1][SheetColumn.Text], rows[1][SheetColumn.Due]));
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("xlsx")]
    public async Task The_template_reads_as_a_spreadsheet_without_rows(string format)
    {
        var browser = await app.As(Role.HeadOfDivision);

        var file = await browser.Open($"/actions/import?template={format}");
        var content = format == "csv" ? ActionTemplate.Csv() : ActionTemplate.Xlsx();

        Assert.True(file.Response.IsSuccessStatusCode);
        Assert.Contains(
            $"Actions OFFICIAL.{format}",
            $"{file.Response.Content.Headers.ContentDisposition}",
            StringComparison.Ordinal
        );
        Assert.Empty(ActionSheet.Read(content));
    }

    [Fact]
    public async Task The_same_file_twice_changes_nothing_and_a_changed_one_only_what_changed()
    {
        var (division, browser) = await Begin("import-twice");
        var post = TestDivisionTitle(Role.Member);
        var file =
            $"{Head}A1,1,,Agree the form,4 teams agree,{post},2026-09-30,\nA2,1,,Publish the register,All use it,,30/10/2026,A1\n";

        var shown = await HandIn(browser, file);
        Assert.Equal(("2", "0", "0", "0"), Counts(shown));
        Assert.Empty(await Actions(division));
        var stored = await Store(browser, shown, "Store 2 rows");
        Assert.Equal("2 rows stored", stored.Said);

        var actions = await Actions(division);
        Assert.Equal(["A1", "A2"], actions.Select(one => one.Key!).Order());
        var (first, second) = (actions.Single(one => one.Key == "A1"), actions.Single(one => one.Key == "A2"));
        Assert.Equal((new DateOnly(2026, 9, 30), division.Post(Role.Member)), (first.Due, first.Owner!.Value));
        Assert.Equal([first.Id], second.DependsOn);

        var again = await HandIn(browser, file);
        Assert.Equal(("0", "0", "2", "0"), Counts(again));
        Assert.Contains("There is nothing to store", again.Text, StringComparison.Ordinal);

        var changed = await HandIn(
            browser,
            file.Replace("Agree the form", "Agree on the form", StringComparison.Ordinal)
                .Replace("30/10/2026", "30/11/2026", StringComparison.Ordinal)
        );
        Assert.Equal(("0", "2", "0", "0"), Counts(changed));
        Assert.Contains("Text: “Agree the form” becomes “Agree on the form”", changed.Text, StringComparison.Ordinal);
        Assert.Contains("Due: 30 October 2026 becomes 30 November 2026", changed.Text, StringComparison.Ordinal);

        var refused = await browser.Press(changed, Address(changed), "Store 2 rows");
        Assert.Equal(["Enter why actions will be late"], refused.ErrorSummary);
        var late = await Store(browser, refused, "Store 2 rows", ("Reason", "The supplier is late"));
        Assert.Equal("2 rows stored", late.Said);
        Assert.Equal(
            new Action.Dated(new(2026, 11, 30), "The supplier is late"),
            (await app.History(second.Id, division))[^1].Data
        );
        Assert.Equal(2, (await Actions(division)).Count);
    }

    [Fact]
    public async Task Errors_name_row_column_and_remedy_and_hold_up_no_other_row()
    {
        var (division, browser) = await Begin("import-errors");
        var shown = await HandIn(
            browser,
            Head
                + "A1,1,,Good,,,,\n"
                + ",1,,No reference,,,,\n"
                + "A3,99,,Unknown recommendation,,,,\n"
                + "A4,1,,,,Nobody,31/02/2026,A9\n"
                + "A5,1,,Waits for an error,,,,A3\n"
                + "a1,1,,Again,,,,\n"
                + "A7,1,,Circle,,,,A8\n"
                + "A8,1,,Circle,,,,A7\n"
                + "A9x,3,,Praise,,,,\n"
        );

        Assert.Equal(("1", "0", "0", "8"), Counts(shown));
        foreach (
            var says in new[]
            {
                "Reference: Enter a reference of your own, so that the row is known again",
                "Recommendation: There is no recommendation “99”: enter its number as the register shows it, or its id",
                "Text: Enter what will be done",
                "Owner: There is no post “Nobody”: enter the title or the abbreviation of a post",
                "Due: “31/02/2026” is no date that can be read: enter it like 2026-09-30 or 30/09/2026",
                "Depends on: There is no action “A9” in the file or on the register",
                "Depends on: “A3” is in row 4, which has an error: put that right first",
                "Reference: Row 2 has the same reference: each row needs its own",
                "Depends on: These would wait for each other in a circle: A8, which waits for A7",
                "is for information: there is nothing to do about it",
            }
        )
            Assert.Contains(says, shown.Text, StringComparison.Ordinal);

        var strict = await browser.Press(shown, Address(shown), "Store 1 row", ("AllOrNothing", "true"));
        Assert.Equal(["Put the rows with errors right first, or choose to store the others"], strict.ErrorSummary);
        Assert.Empty(await Actions(division));

        var stored = await Store(browser, shown, "Store 1 row");
        Assert.Equal("1 row stored, 8 with errors left out", stored.Said);
        Assert.Equal(["A1"], (await Actions(division)).Select(one => one.Key!));
    }

    [Fact]
    public async Task A_number_that_two_reports_use_needs_the_report()
    {
        var (division, browser) = await Begin("import-reports");
        await app.GivenItem(division, id => Sample.Recorded(id.Item, id.Report));
        await app.Given(division, Guid.NewGuid(), Sample.Registered(Guid.NewGuid(), "Another report"));

        var shown = await HandIn(browser, Head + "A1,1,,Good,,,,\nA2,1,No such report,Good,,,,\n");

        Assert.Contains(
            "2 recommendations are called “1”: fill in the column Report, or enter the id",
            shown.Text,
            StringComparison.Ordinal
        );
        Assert.Contains("Report: There is no report “No such report”", shown.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_has_ended_is_not_changed_and_what_waits_is_stored_after_what_it_waits_for()
    {
        var (division, browser) = await Begin("import-order");
        var first = await HandIn(browser, Head + "A1,1,,Good,,,,\n");
        await Store(browser, first, "Store 1 row");
        var known = (await Actions(division)).Single();
        await app.Send(new MakeActionMove(known.Id, null, ActionMove.Finish, null), division);

        var shown = await HandIn(browser, Head + "A1,1,,Better,,,,\nA2,1,,Last,,,,A3;A1\nA3,1,,First,,,,\n");
        Assert.Contains("Reference: This action is done: open it again first", shown.Text, StringComparison.Ordinal);
        await Store(browser, shown, "Store 2 rows");

        var actions = (await Actions(division)).ToDictionary(one => one.Key!);
        Assert.Equal([actions["A3"].Id, actions["A1"].Id], actions["A2"].DependsOn);
        Assert.Equal("Good", actions["A1"].Text);
    }

    [Fact]
    public async Task Files_that_are_none_are_said_so_on_the_page()
    {
        var browser = await app.As(Role.HeadOfDivision);

        Assert.Equal(["Select a file to import"], (await Send(browser, null)).ErrorSummary);
        Assert.Equal(
            [
                "The first row of the file has no column “Recommendation” and none “Text”: use the titles of the template",
            ],
            (await Send(browser, Encoding.UTF8.GetBytes("Reference\nA1\n"))).ErrorSummary
        );
        Assert.Equal(
            System.Net.HttpStatusCode.Forbidden,
            (await (await app.As(Role.Member)).Open("/actions/import")).Status
        );
    }

    [Fact]
    public async Task The_API_tells_row_by_row_what_it_would_do_and_then_does_it()
    {
        var (division, _) = await Begin("import-api");
        var api = await app.Api(Role.HeadOfDivision, division);
        var content = Encoding.UTF8.GetBytes(Head + "A1,1,,Good,,,,\nA2,7,,Bad,,,,\n");

        var dry = await (
            await api.PostAsJsonAsync("/api/actions/import", new { content, dryRun = true })
        ).Content.ReadFromJsonAsync<JsonElement>();
        Assert.Empty(await Actions(division));
        Assert.Equal(
            ["added", "error"],
            dry.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("outcome").GetString()!)
        );

        var strict = await api.PostAsJsonAsync("/api/actions/import", new { content, allOrNothing = true });
        Assert.Equal(System.Net.HttpStatusCode.Conflict, strict.StatusCode);
        Assert.Empty(await Actions(division));

        var done = await (
            await api.PostAsJsonAsync("/api/actions/import", new { content })
        ).Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(
            (await Actions(division)).Single().Id,
            done.GetProperty("streams")[0].GetProperty("stream").GetGuid()
        );
    }

    [Fact]
    public async Task The_registers_own_export_is_understood()
    {
        var (division, browser) = await Begin("import-export");
        var shown = await HandIn(browser, Head + "A1,1,,Good,=2 of 2,,2026-09-30,\n");
        await Store(browser, shown, "Store 1 row");

        var export = await browser.Open("/actions?format=csv&columns=reference,text,recommendation,owner,due,measure");

        Assert.Equal(
            ("0", "0", "1", "0"),
            Counts(await HandIn(browser, export.Body.Replace("No owner", "", StringComparison.Ordinal)))
        );
        Assert.Single(await Actions(division));
    }

    [Fact]
    public async Task While_rows_are_stored_their_page_says_how_far_it_is_and_they_are_stored_once()
    {
        var (division, browser) = await Begin("import-progress");
        var shown = await HandIn(browser, Head + "A1,1,,One,,,,\nA2,1,,Two,,,,A1\nA3,1,,Three,,,,\n");
        var progress = $"{Address(shown)}/progress";
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await browser.Open(progress)).Status);
        await Said(division, "rows = 3, done = 1, moved_at = now()");

        var running = await browser.Open(progress);
        Assert.Equal("1 of 3 rows are done", running.Heading);
        Assert.Equal(["1"], running.Response.Headers.GetValues("Refresh"));
        Assert.Contains(progress, (await browser.Open("/actions/import")).Links);

        // Pressed again meanwhile, it does not begin again.
        var pressed = await browser.Press(shown, Address(shown), "Store 3 rows");
        Assert.Equal(progress, pressed.RedirectedTo);
        Assert.Empty(await Actions(division));
        Assert.Equal("1 of 3 rows are done", (await browser.Follow(pressed)).Heading);
    }

    [Fact]
    public async Task What_was_broken_off_is_stored_by_the_same_draft_and_nothing_of_it_twice()
    {
        var (division, browser) = await Begin("import-broken");
        const string first = "A1,1,,One,,,,\nA2,1,,Two,,,,A1\n";
        Assert.Equal("2 rows stored", (await Store(browser, await HandIn(browser, Head + first), "Store 2 rows")).Said);
        var whole = await HandIn(browser, Head + first + "A3,1,,Three,,,,A2\n");
        await Said(division, "rows = 3, done = 2, moved_at = now() - interval '1 minute', results = null");

        var broken = await browser.Open($"{Address(whole)}/progress");
        Assert.Equal("Storing was broken off", broken.Heading);
        Assert.False(broken.Response.Headers.Contains("Refresh"));
        var left = await browser.Open(Address(whole));
        Assert.Contains("Storing was broken off after 2 rows", left.Text, StringComparison.Ordinal);
        Assert.Equal(("1", "0", "2", "0"), Counts(left));

        Assert.Equal("1 row stored", (await Store(browser, left, "Store 1 row")).Said);

        foreach (var action in await Actions(division))
            Assert.Single((await app.History(action.Id, division)).Select(one => one.Data).OfType<Action.Planned>());
        Assert.Equal(["A1", "A2", "A3"], (await Actions(division)).Select(one => one.Key!));
    }

    [Fact]
    public async Task Many_rows_are_counted_while_they_are_stored()
    {
        var (division, browser) = await Begin("import-many");
        var shown = await HandIn(
            browser,
            Head + string.Concat(Enumerable.Range(1, 1500).Select(row => $"A{row},1,,Text {row},,,,\n"))
        );

        Assert.Equal("1,500 rows stored", (await Store(browser, shown, "Store 1,500 rows")).Said);
        Assert.Equal(1500, (await Actions(division)).Count);
    }

    /// <summary>As a host leaves it that stores, or that has died.</summary>
    private Task<int> Said(TestDivision division, string said) =>
        app.In(
            async services =>
            {
                var session = services.GetRequiredService<Session>();
                await session.Execute($"update action_draft set {said}");
                await session.Commit();
                return 0;
            },
            division
        );

    private static string TestDivisionTitle(Role role) => Kernel.Ui.Words.Of(role);

    /// <summary>A division with a report of two recommendations and one good practice.</summary>
    private async Task<(TestDivision, Browser)> Begin(string key)
    {
        var division = await app.AddDivision(key, key);
        var (report, _) = await app.GivenItem(division, id => Sample.Recorded(id.Item, id.Report));
        var (second, praise) = (Guid.NewGuid(), Guid.NewGuid());
        await app.Given(division, second, Sample.Recorded(second, report, ordinal: 2, number: "2"));
        await app.Given(
            division,
            praise,
            Sample.Recorded(praise, report, ItemKind.GoodPractice, ordinal: 3, number: "3")
        );
        return (division, await app.As(Role.HeadOfDivision, division));
    }

    private async Task<IReadOnlyList<ActionRow>> Actions(TestDivision division) =>
        await app.In(
            services => services.GetRequiredService<Session>().Query<ActionRow>("select * from action order by key"),
            division
        );

    private static (string, string, string, string) Counts(Answer shown) =>
        (
            shown.Summary["Will be added"],
            shown.Summary["Will be changed"],
            shown.Summary["Unchanged"],
            shown.Summary["Errors"]
        );

    /// <summary>Presses the button, and looks on until every row has had its turn.</summary>
    private static async Task<Answer> Store(
        Browser browser,
        Answer shown,
        string button,
        params (string Name, string? Value)[] fields
    )
    {
        var answer = await browser.Follow(await browser.Press(shown, Address(shown), button, fields));

        for (var patience = 300; answer.Response.Headers.Contains("Refresh") && patience > 0; patience--)
        {
            await Task.Delay(100);
            answer = await browser.Open(Address(answer));
        }

        return answer;
    }

    private static string Address(Answer shown) => shown.Response.RequestMessage!.RequestUri!.PathAndQuery;

    private static async Task<Answer> HandIn(Browser browser, string file)
    {
        var answer = await Send(browser, Encoding.UTF8.GetBytes(file));
        Assert.True(answer.RedirectedTo is not null, string.Join("; ", answer.ErrorSummary));
        return await browser.Follow(answer);
    }

    private static async Task<Answer> Send(Browser browser, byte[]? content)
    {
        var page = await browser.Open("/actions/import");
        using var form = new MultipartFormDataContent();

        foreach (var hidden in page.Page.QuerySelectorAll("main form input[type=hidden]"))
            form.Add(new StringContent(hidden.GetAttribute("value") ?? ""), hidden.GetAttribute("name")!);

        if (content is not null)
            form.Add(new ByteArrayContent(content), "Document", "actions.csv");

        using var request = new HttpRequestMessage(HttpMethod.Post, "/actions/import") { Content = form };
        return await browser.Send(request);
    }

    private static byte Windows1252(char c) =>
        c switch
        {
            '’' => 0x92,
            '“' => 0x93,
            '”' => 0x94,
            '–' => 0x96,
            _ => (byte)c,
        };

    private static Cell Inline(string text) =>
        new(new InlineString(new Text(text))) { DataType = CellValues.InlineString };

    private static Cell Number(string value, uint style = 0) => new(new CellValue(value)) { StyleIndex = style };

    private static byte[] Workbook(string[] head, params Cell[][] rows)
    {
        var file = new MemoryStream();

        using (var document = SpreadsheetDocument.Create(file, SpreadsheetDocumentType.Workbook))
        {
            var book = document.AddWorkbookPart();
            var sheet = book.AddNewPart<WorksheetPart>();
            sheet.Worksheet = new(
                new SheetData([
                    new Row(head.Select(Inline)),
                    .. rows.Select(row => new Row(row.AsEnumerable<OpenXmlElement>())),
                ])
            );
            book.AddNewPart<WorkbookStylesPart>().Stylesheet = new(
                new CellFormats(new CellFormat(), new CellFormat { NumberFormatId = 14, ApplyNumberFormat = true })
            );
            book.Workbook = new(
                new Sheets(
                    new Sheet
                    {
                        Name = "Actions",
                        SheetId = 1,
                        Id = book.GetIdOfPart(sheet),
                    }
                )
            );
        }

        return file.ToArray();
    }
}
