using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Inspection.Recommendations;

namespace Inspection.Tests.Recommendations;

public sealed class ImportTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task A_document_is_handed_in_checked_and_confirmed()
    {
        var (browser, document) = (await app.As(Role.HeadOfDivision), Document());
        var review = await HandIn(browser, "Response.txt", document);
        var checking = await browser.Open(review);
        Assert.Equal("Check what was read", checking.Heading);
        Assert.Equal(2, checking.Read("fieldset.app-item").Count);

        var confirmed = await browser.Press(checking, review, "Confirm and store", ("Inspectorate", "HMCPSI"));
        var page = await browser.Follow(confirmed);

        Assert.Equal("The report is on the register", page.Said);
        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(document)), page.Summary["Document"]);
        Assert.Contains("2 Recommendation", page.Text, StringComparison.Ordinal);
        Assert.Contains("Not scanned for malware", page.Summary["Document"], StringComparison.Ordinal);
        var download = await browser.Open(
            page.Links.Single(link => link.StartsWith("/files/", StringComparison.Ordinal))
        );
        Assert.Equal(document, await download.Response.Content.ReadAsByteArrayAsync());
        Assert.Equal("Response.txt", download.Response.Content.Headers.ContentDisposition!.FileNameStar);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.Open(review)).Status);
    }

    [Fact]
    public async Task What_the_register_has_already_is_not_proposed_again()
    {
        var (browser, document) = (await app.As(Role.HeadOfDivision), Document());
        var first = await HandIn(browser, "Response.txt", document);
        var report = (await browser.Press(first, "Confirm and store", ("Inspectorate", "HMCPSI"))).RedirectedTo!;

        var second = await HandIn(browser, "Response again.txt", document);
        var checking = await browser.Open(second);
        var answer = await browser.Press(checking, second, "Confirm and store");

        Assert.Contains("It proposes nothing new.", checking.Text, StringComparison.Ordinal);
        Assert.Contains(report, checking.Links);
        Assert.Empty(checking.Page.QuerySelectorAll("fieldset.app-item input[type=checkbox][checked]"));
        Assert.Equal(
            ["Everything in this document is on the register already: there is nothing to import"],
            answer.ErrorSummary
        );

        var discarded = await browser.Press(checking, second, "Discard the document");
        Assert.Equal("/import", discarded.RedirectedTo);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.Open(second)).Status);
    }

    [Fact]
    public async Task What_was_read_wrongly_is_put_right_before_it_is_stored()
    {
        var browser = await app.As(Role.HeadOfDivision);
        var review = await HandIn(browser, "Response.txt", Document());

        var wrong = await browser.Press(
            review,
            "Confirm and store",
            ("Title", ""),
            ("Command.Items[0].Text", ""),
            ("ReviewOn.Day", ""),
            ("ReviewOn.Month", ""),
            ("ReviewOn.Year", "")
        );
        Assert.Contains("Enter the report's title", wrong.ErrorSummary);
        Assert.Contains("Enter the text of the item, or do not import it", wrong.ErrorSummary);

        var right = await browser.Press(
            wrong,
            review,
            "Confirm and store",
            ("Title", "Put right"),
            ("Inspectorate", "HMCPSI"),
            ("Command.Items[0].Text", "Put right too"),
            ("Command.Items[0].Owners", "Area business manager\r\nA post that nobody made"),
            ("Command.Items[0].Due", "2026-06-30"),
            ("Command.Items[1].Include", null),
            ("ReviewOn", "2026-04-01")
        );
        var items = await app.In(services => Rows(services, "Put right too"));

        Assert.NotNull(right.RedirectedTo);
        var item = Assert.Single(items);
        Assert.Equal(new DateOnly(2026, 6, 30), item.Due);
        Assert.Equal(app.Division.Post(Role.AreaBusinessManager), item.Accountable);
        Assert.Equal(2, item.Owners.Length);
    }

    [Fact]
    public async Task Nothing_and_unreadable_files_are_refused_in_words()
    {
        var browser = await app.As(Role.HeadOfDivision);

        Assert.Equal(["Select a file to import"], (await Send(browser, "empty.txt", [])).ErrorSummary);
        var answer = await Send(browser, "broken.pdf", "%PDF-1.7 broken"u8.ToArray());

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Single(answer.ErrorSummary);
    }

    [Fact]
    public async Task What_is_no_text_is_refused_wherever_it_stands()
    {
        var browser = await app.As(Role.HeadOfDivision);
        var review = await HandIn(browser, "Response.txt", Document());

        var answer = await browser.Press(
            review,
            "Confirm and store",
            ("Inspectorate", "HMCPSI"),
            ("Command.Items[1].Response", "a\0b")
        );

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(HttpStatusCode.OK, (await browser.Open(review)).Status);
    }

    [Fact]
    public async Task A_document_as_large_as_may_be_comes_through_the_API()
    {
        var api = await app.Api(Role.HeadOfDivision);
        var large = new byte[35_000_000];

        var answer = await api.PostAsJsonAsync(
            "/api/imports",
            new
            {
                id = Guid.NewGuid(),
                name = "x.pdf",
                content = large,
            }
        );

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("\"content\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_document_is_imported_through_the_API_in_two_steps()
    {
        var (api, id, document) = (await app.Api(Role.AreaBusinessManager), Guid.NewGuid(), Document());
        (
            await api.PostAsJsonAsync(
                "/api/imports",
                new
                {
                    id,
                    name = "Response.txt",
                    content = document,
                }
            )
        ).EnsureSuccessStatusCode();

        var answer = await api.PostAsJsonAsync(
            $"/api/imports/{id}/confirm",
            new
            {
                title = "By API",
                inspectorate = "HMCPSI",
                items = new[]
                {
                    new
                    {
                        include = true,
                        kind = "recommendation",
                        text = "Keep one register",
                        position = "accepted",
                        due = "2026-09-30",
                    },
                },
            }
        );

        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        var report = await api.GetFromJsonAsync<JsonElement>($"/api/reports/{id}");
        Assert.Equal("By API", report.GetProperty("report").GetProperty("title").GetString());
        Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData(document)),
            report.GetProperty("report").GetProperty("sourceSha256").GetString()
        );
    }

    [Fact]
    public async Task A_document_is_imported_through_the_API_in_one_step()
    {
        var (api, id) = (await app.Api(Role.AreaBusinessManager), Guid.NewGuid());
        var body = new
        {
            id,
            name = "Response.txt",
            content = Document(),
        };

        var first = await api.PostAsJsonAsync("/api/reports/import", body);
        var second = await api.PostAsJsonAsync(
            "/api/reports/import",
            new
            {
                id = Guid.NewGuid(),
                body.name,
                body.content,
            }
        );

        Assert.True(first.IsSuccessStatusCode, await first.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        var list = await api.GetFromJsonAsync<JsonElement>($"/api/recommendations?report={id}");
        Assert.Equal(2, list.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task A_confirmation_names_reports_of_this_division_only()
    {
        var (api, id, elsewhere) = (await app.Api(Role.AreaBusinessManager), Guid.NewGuid(), Guid.NewGuid());
        await api.PostAsJsonAsync(
            "/api/imports",
            new
            {
                id,
                name = "Response.txt",
                content = Document(),
            }
        );
        object[] items =
        [
            new
            {
                include = true,
                text = "Keep one register",
                due = "2026-09-30",
            },
        ];

        var known = await api.PostAsJsonAsync($"/api/imports/{id}/confirm", new { knownReport = elsewhere, items });
        var earlier = await api.PostAsJsonAsync(
            $"/api/imports/{id}/confirm",
            new
            {
                title = "T",
                inspectorate = "I",
                followUpTo = elsewhere,
                items,
            }
        );

        Assert.Equal(HttpStatusCode.NotFound, known.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, earlier.StatusCode);
    }

    /// <summary>A document that no other test hands in.</summary>
    private static byte[] Document()
    {
        var mark = Guid.NewGuid();
        return Encoding.UTF8.GetBytes(
            $"""
            Response to the inspection of Northmere

            Recommendation 1: The Division should keep one register of its risks, known as {mark}.

            Response: Accepted. The Area Business Manager will keep it by 30 June 2027.

            Recommendation 2: The Division should tell its staff of the register known as {mark}.

            Response: Accepted. The Head of Division will write to all staff.
            """
        );
    }

    private static async Task<string> HandIn(Browser browser, string name, byte[] content)
    {
        var answer = await Send(browser, name, content);
        return answer.RedirectedTo ?? throw new InvalidOperationException(string.Join("; ", answer.ErrorSummary));
    }

    private static async Task<Answer> Send(Browser browser, string name, byte[] content)
    {
        var page = await browser.Open("/import");
        using var form = new MultipartFormDataContent();

        foreach (var hidden in page.Page.QuerySelectorAll("main form input[type=hidden]"))
            form.Add(new StringContent(hidden.GetAttribute("value") ?? ""), hidden.GetAttribute("name")!);

        form.Add(new ByteArrayContent(content), "Document", name);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/import") { Content = form };
        return await browser.Send(request);
    }

    private static async Task<IReadOnlyList<RecommendationRow>> Rows(IServiceProvider services, string text) =>
        await (
            (Inspection.Kernel.Divisions.Session)services.GetService(typeof(Inspection.Kernel.Divisions.Session))!
        ).Query<RecommendationRow>("select * from recommendation where text = @text", new { text });
}
