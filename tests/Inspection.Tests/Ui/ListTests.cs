using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using FsCheck;
using FsCheck.Fluent;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Ui.Lists;
using Inspection.Kit;
using MediatR;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Tests.Ui;

[Collection("kit")]
public sealed class ListTests(KitSite site)
{
    private const string Path = "/kit/findings";

    [Fact]
    public async Task A_list_of_10_000_rows_costs_one_round_trip_whatever_its_size_and_filter()
    {
        await site.Get(Path);
        // The host's own work in the background also speaks to the database: only what follows from the request is counted.
        using var request = new Activity("request").Start();
        var statements = 0;
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Npgsql" or "Microsoft.AspNetCore",
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                if (span.Source.Name == "Npgsql" && span.TraceId == request.TraceId)
                    Interlocked.Increment(ref statements);
            },
        };
        ActivitySource.AddActivityListener(listener);

        await site.Get(Path + "?size=25");
        var few = Interlocked.Exchange(ref statements, 0);
        await site.Get(Path + "?size=100&status=InProgress&owner=none&q=the&sort=-raised&page=2");
        var many = Interlocked.Exchange(ref statements, 0);

        Assert.Equal(few, many);
        Assert.InRange(many, 1, 3);
    }

    [Fact]
    public async Task A_page_says_which_rows_it_shows_and_leads_to_the_others()
    {
        var page = await site.Get(Path + "?page=3&size=50");

        Assert.StartsWith(
            "Showing 101 to 150 of 10,0",
            KitSite.Words(page.QuerySelector(".app-toolbar__count")),
            StringComparison.Ordinal
        );
        Assert.Equal(50, page.QuerySelectorAll("tbody tr").Length);
        Assert.Equal($"{Path}?size=50&page=4", page.QuerySelector("a[rel=next]")!.GetAttribute("href"));
        Assert.Equal($"{Path}?size=50&page=2", page.QuerySelector("a[rel=prev]")!.GetAttribute("href"));
    }

    [Fact]
    public async Task A_header_sorts_both_ways_and_says_so()
    {
        var page = await site.Get(Path + "?sort=number");
        var header = Header(page, "Number");

        Assert.Equal("ascending", header.GetAttribute("aria-sort"));
        Assert.Equal($"{Path}?sort=-number", header.QuerySelector("a")!.GetAttribute("href"));
        Assert.Equal("none", Header(page, "Due").GetAttribute("aria-sort"));
        Assert.Equal(Path, Header(page, "Due").QuerySelector("a")!.GetAttribute("href"));
        Assert.Equal("descending", Header(await site.Get(Path + "?sort=-number"), "Number").GetAttribute("aria-sort"));
    }

    [Fact]
    public async Task Chips_say_what_is_filtered_and_remove_it()
    {
        var page = await site.Get($"{Path}?q=the&status=InProgress&owner={KitServer.Desks[0]}&raised-from=2025-03-01");
        var chips = page.QuerySelectorAll(".app-chip").Select(KitSite.Words).ToList();

        Assert.Equal(
            [
                "Remove the filter Search: “the”",
                "Remove the filter Status: In progress",
                "Remove the filter Owner: Head of Division",
                "Remove the filter Raised: From 1 March 2025",
            ],
            chips
        );
        Assert.DoesNotContain(
            "status=",
            page.QuerySelectorAll(".app-chip")[1].GetAttribute("href"),
            StringComparison.Ordinal
        );
        Assert.Equal(Path, page.QuerySelector(".app-chips__clear")!.GetAttribute("href"));
    }

    [Fact]
    public async Task Every_row_names_its_checkbox_and_the_table_its_caption()
    {
        var page = await site.Get(Path + "?sort=number");

        Assert.Equal(
            "Select 1: Agree a timetable with each police force",
            KitSite.Words(page.QuerySelector("tbody label"))
        );
        Assert.Equal("Findings, sorted by number", KitSite.Words(page.QuerySelector("caption")));
        Assert.All(page.QuerySelectorAll("thead th"), header => Assert.Equal("col", header.GetAttribute("scope")));
    }

    [Fact]
    public async Task Only_the_chosen_columns_are_shown_and_the_address_stays_short()
    {
        using var untidy = await site.Client.GetAsync(
            new Uri(Path + "?q=&columns=number&columns=cost&page=", UriKind.Relative)
        );
        Assert.Equal(HttpStatusCode.Redirect, untidy.StatusCode);
        Assert.Equal(Path + "?columns=number,cost", untidy.Headers.Location!.ToString());

        var page = await site.Get(Path + "?columns=number,cost");
        Assert.Equal(["Number", "Cost"], page.QuerySelectorAll("thead th").Select(KitSite.Words));
    }

    [Fact]
    public async Task Nothing_at_all_and_nothing_for_this_filter_each_say_what_to_do_next()
    {
        var nothing = await site.Get("/kit/nothing");
        Assert.Equal(
            "No lessons yet. They come out of debriefs. Hold a debrief",
            KitSite.Words(nothing.QuerySelector(".app-empty"))
        );

        var none = await site.Get(Path + "?q=zzzz&status=Closed");
        Assert.Contains("Nothing matches", KitSite.Words(none.QuerySelector(".app-empty")), StringComparison.Ordinal);
        Assert.Equal(Path, none.QuerySelector(".app-empty a")!.GetAttribute("href"));
    }

    [Theory]
    [InlineData("page=0")]
    [InlineData("page=-1")]
    [InlineData("page=999999999999999999999")]
    [InlineData("page=99999")]
    [InlineData("page=x&size=7&sort=nothing&columns=,,&status=Nope&due=Nope&owner=x&raised-from=2025-13-01")]
    [InlineData("sort=number;drop table kit.kit_finding")]
    [InlineData("sort=(select 1)&columns=number;--")]
    [InlineData("q=%27%3B drop table kit.kit_finding;--")]
    [InlineData("q=%25%25%5C%5C_&status=%27")]
    [InlineData("q=%00%EF%BF%BF%ED%A0%80")]
    [InlineData("owner=%27 or 1=1--&urgent=%27&raised-to=%27")]
    [InlineData("owner=00000000-0000-0000-0000-000000000000")]
    [InlineData("q[]=x&q=a&q=b&format=exe&cursor=x&limit=-1")]
    [InlineData("q=@today @division @f0 @q0 {0} $1 :me")]
    public async Task Nothing_in_an_address_breaks_a_list(string query)
    {
        using var answer = await site.Client.GetAsync(new Uri($"{Path}?{query}", UriKind.Relative));
        Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.OK, HttpStatusCode.Redirect });

        using var csv = await site.Client.GetAsync(new Uri($"{Path}?{query}&format=csv", UriKind.Relative));
        Assert.True((int)csv.StatusCode < 500);
        Assert.True(await Total("") >= KitSite.Findings);
    }

    [Fact]
    public async Task What_is_typed_into_the_search_box_is_meant_literally()
    {
        Assert.Equal(await Total("q=100%25_sure"), await Total("q=100%25"));
        Assert.True(await Total("q=100%25") > 0);
        Assert.Equal(0, await Total("q=100%25x"));
        Assert.Equal(0, await Total("q=R_view"));
        Assert.True(await Total("q=review+guidance") > 0);
        Assert.Equal(0, await Total("q=%5C"));
    }

    [Fact]
    public async Task Who_may_not_see_a_list_sees_neither_page_nor_file_nor_json()
    {
        foreach (var address in new[] { "/kit/secrets", "/kit/secrets?format=csv", "/kit/secrets?format=xlsx" })
        {
            using var answer = await site.Client.GetAsync(new Uri(address, UriKind.Relative));
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }

        await Assert.ThrowsAsync<Inspection.Kernel.Access.ForbiddenException>(() => Json("secrets", ""));
    }

    [Fact]
    public async Task A_csv_neutralises_formulas_and_writes_dates_plainly()
    {
        using var answer = await site.Client.GetAsync(
            new Uri(Path + "?format=csv&sort=number&columns=number,text,owner,due,cost", UriKind.Relative)
        );
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        var lines = Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF').Split("\r\n");

        Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
        Assert.Equal("text/csv", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains("OFFICIAL.csv", answer.Content.Headers.ContentDisposition!.FileName, StringComparison.Ordinal);
        Assert.Equal("Number,Finding,Owner,Due,Cost", lines[0]);
        Assert.Contains("\"'=HYPERLINK(\"\"http://evil\"\",\"\"x\"\")\"", lines[4], StringComparison.Ordinal);
        Assert.Matches(@",\d{4}-\d\d-\d\d,", lines[1]);
        Assert.DoesNotContain(
            lines,
            line =>
                line.Split(',')
                    .Any(cell =>
                        cell.Length > 0
                        && "=+-@\t".Contains(
                            cell.TrimStart('"')[..Math.Min(1, cell.TrimStart('"').Length)],
                            StringComparison.Ordinal
                        )
                        && cell.TrimStart('"').Length > 0
                    )
        );
    }

    [Fact]
    public async Task A_workbook_has_real_dates_and_numbers_and_quoted_text()
    {
        using var answer = await site.Client.GetAsync(
            new Uri(Path + "?format=xlsx&sort=number&columns=number,text,due,cost,raised&q=evil", UriKind.Relative)
        );
        await using var stream = await answer.Content.ReadAsStreamAsync();
        using var zip = new ZipArchive(stream);
        var sheet = zip.Entries.Single(entry => entry.FullName.Contains("worksheets/", StringComparison.Ordinal));
        var rows = XDocument.Load(sheet.Open()).Descendants().Where(e => e.Name.LocalName == "row").ToList();
        var cells = rows[1].Elements().ToList();

        Assert.Equal(await Total("q=evil") + 1, rows.Count);
        Assert.Equal("=HYPERLINK(\"http://evil\",\"x\")", cells[1].Value);
        Assert.Equal("inlineStr", cells[1].Attribute("t")!.Value);
        Assert.Equal("4", cells[1].Attribute("s")!.Value);
        Assert.Equal("2", cells[2].Attribute("s")!.Value);
        Assert.Null(cells[2].Attribute("t"));
        Assert.InRange(double.Parse(cells[2].Value, null), 40_000, 60_000);
        Assert.DoesNotContain(rows.Descendants(), e => e.Name.LocalName == "f");

        await using var whole = await site.Client.GetStreamAsync(new Uri(Path + "?format=xlsx", UriKind.Relative));
        using var copy = new MemoryStream();
        await whole.CopyToAsync(copy);
        using var document = DocumentFormat.OpenXml.Packaging.SpreadsheetDocument.Open(copy, false);
        Assert.Empty(new DocumentFormat.OpenXml.Validation.OpenXmlValidator().Validate(document));
    }

    [Fact]
    public async Task Json_has_the_same_rows_page_after_page()
    {
        foreach (
            var query in new[]
            {
                "status=InProgress&sort=-due",
                "q=review",
                "sort=cost",
                "sort=-raised&urgent=true",
                "sort=owner&due=late",
            }
        )
        {
            var seen = new List<Guid>();
            string? next = null;

            do
            {
                var (status, page) = await Json(
                    "findings",
                    $"{query}&limit=700{(next is null ? "" : $"&cursor={next}")}"
                );
                Assert.Equal(200, status);
                seen.AddRange(
                    page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid())
                );
                next = page.GetProperty("next").GetString();
                Assert.Equal(await Total(query), page.GetProperty("total").GetInt32());
            } while (next is not null);

            Assert.Equal(await Ids(query), seen);
        }
    }

    [Theory]
    [InlineData("cursor=x")]
    [InlineData("cursor=%27")]
    [InlineData(
        "cursor=eyJTb3J0IjoiZHVlIiwiVmFsdWUiOiJ4IiwiSWQiOiIwMDAwMDAwMC0wMDAwLTAwMDAtMDAwMC0wMDAwMDAwMDAwMDAifQ"
    )]
    [InlineData("cursor=eyJTb3J0IjoiLWR1ZSJ9")]
    [InlineData("cursor=bnVsbA")]
    public async Task A_cursor_that_is_none_is_a_bad_request(string query) =>
        Assert.Equal(400, (await Json("findings", query)).Status);

    [Fact]
    public async Task A_count_is_the_number_of_rows_at_its_address()
    {
        string[] queries =
        [
            "",
            "due=late",
            "due=late&status=InProgress",
            "owner=none",
            "q=review+guidance",
            "page=4&due=30",
        ];
        var counts = await site.Server.In(services =>
            services.GetRequiredService<Lists>().Count<FindingRegister>(queries)
        );

        foreach (var count in counts)
            Assert.Equal(
                count.Count,
                (await Ids(count.Href.Contains('?', StringComparison.Ordinal) ? count.Href.Split('?')[1] : "")).Count
            );

        Assert.Equal("/kit/findings?due=30", counts[5].Href);
    }

    [Fact]
    public void Any_filter_sort_and_page_shows_the_rows_of_the_export_in_its_order_and_only_those_it_asks_for()
    {
        string?[] statuses = [null, "AwaitingReply", "InProgress", "Complete", "Closed"];
        string?[] dues = [null, "late", "30", "none"];
        string?[] owners = [null, "none", .. KitServer.Desks.Select(desk => desk.ToString())];
        string?[] words = [null, "review", "police", "F", "7", "closed cases"];
        string?[] sorts = [null, "number", "-number", "due", "-due", "status", "-owner", "cost", "-raised", "urgent"];
        var query =
            from status in Gen.Elements(statuses)
            from second in Gen.Elements(statuses)
            from due in Gen.Elements(dues)
            from owner in Gen.Elements(owners)
            from q in Gen.Elements(words)
            from sort in Gen.Elements(sorts)
            from size in Gen.Elements(25, 50, 100)
            select string.Join(
                '&',
                new[]
                {
                    ("status", status),
                    ("status", second),
                    ("due", due),
                    ("owner", owner),
                    ("q", q?.Replace(' ', '+')),
                    ("sort", sort),
                    ("size", $"{size}"),
                }
                    .Where(one => one.Item2 is not null)
                    .Select(one => $"{one.Item1}={one.Item2}")
            );

        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(25),
            Prop.ForAll(query.ToArbitrary(), asked => Agrees(asked).GetAwaiter().GetResult())
        );
    }

    [Fact]
    public async Task A_saved_view_is_kept_replaced_and_forgotten_by_its_person()
    {
        var page = await site.Get(Path + "?due=late&sort=-number&page=2");
        using var saved = await site.Send(page, "form[action$='handler=Save']", ("name", "Late ones"));
        Assert.Equal(Path + "?due=late&sort=-number", saved.Headers.Location!.ToString());

        page = await site.Get(Path);
        var view = page.QuerySelectorAll(".app-views__link").Single(link => KitSite.Words(link) == "Late ones");
        Assert.Equal(Path + "?due=late&sort=-number", view.GetAttribute("href"));

        page = await site.Get(Path + "?due=30");
        using var replaced = await site.Send(page, "form[action$='handler=Save']", ("name", "Late ones"));
        page = await site.Get(Path);
        Assert.Equal(
            Path + "?due=30",
            page.QuerySelectorAll(".app-views__link")
                .Single(link => KitSite.Words(link) == "Late ones")
                .GetAttribute("href")
        );

        using var forgotten = await site.Send(page, "form[action$='handler=Forget']");
        Assert.DoesNotContain("Late ones", KitSite.Words((await site.Get(Path)).Body), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "Enter a name for the view")]
    [InlineData(
        "1234567890123456789012345678901234567890123456789012345678901",
        "The name must be 60 characters or fewer"
    )]
    public async Task A_view_needs_a_name(string name, string says)
    {
        using var answer = await site.Send(await site.Get(Path), "form[action$='handler=Save']", ("name", name));

        Assert.Contains(says, KitSite.ErrorsOf(await KitSite.Parse(answer)));
    }

    [Fact]
    public async Task Each_row_of_a_bulk_action_is_its_own_command_with_its_own_answer_and_done_once()
    {
        var ids = new List<Guid>();

        foreach (var closed in new[] { false, true, false, false })
        {
            var id = Guid.CreateVersion7();
            ids.Add(id);
            await site.Server.In(services =>
                services
                    .GetRequiredService<IMediator>()
                    .Send(new RaiseFinding(id, 20_000 + ids.Count, "Bulk", null, closed))
            );
        }

        using var asked = await site.Send(
            await site.Get(Path + "?q=Bulk"),
            "form[action$='handler=Bulk']",
            [("bulk", "assign"), .. ids.Select(id => ("rows", id.ToString()))]
        );
        var question = await KitSite.Parse(asked);
        Assert.Contains("4 findings selected", KitSite.Words(question.QuerySelector("main")), StringComparison.Ordinal);

        using var empty = await site.Send(question, "main form");
        Assert.Equal(["Select who will own them"], KitSite.ErrorsOf(await KitSite.Parse(empty)));

        for (var time = 1; time <= 2; time++)
        {
            using var done = await site.Send(question, "main form", ("answer.desk", KitServer.Desks[1].ToString()));
            var result = await KitSite.Parse(done);
            Assert.Contains("3 done, 1 refused", KitSite.Words(result.QuerySelector("main")), StringComparison.Ordinal);
            Assert.Contains(
                "Refused This finding is closed",
                KitSite.Words(result.QuerySelector("tbody")),
                StringComparison.Ordinal
            );
        }

        Assert.Equal(
            [2, 2, 2, 2],
            await site.Server.In(services =>
                services
                    .GetRequiredService<Session>()
                    .Query<int>("select version from kit_finding where id = any(@ids)", new { ids = ids.ToArray() })
            )
        );
    }

    [Fact]
    public async Task A_bulk_action_without_rows_or_without_the_right_is_refused()
    {
        var page = await site.Get(Path);
        using var none = await site.Send(page, "form[action$='handler=Bulk']", ("bulk", "assign"));
        Assert.Contains("Select the findings first", KitSite.ErrorsOf(await KitSite.Parse(none)));

        using var forbidden = await site.Send(
            page,
            "form[action$='handler=Bulk']",
            ("bulk", "administer"),
            ("rows", Guid.NewGuid().ToString())
        );
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
        Assert.DoesNotContain("Only for administrators", KitSite.Words(page.Body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_list_of_the_suite_answers_each_of_its_filters_and_sort_orders() =>
        await site.Server.In(async services =>
        {
            var lists = services.GetRequiredService<Lists>();
            var session = services.GetRequiredService<Session>();
            var broken = new List<string>();

            foreach (var list in lists.All)
            {
                var filters = list.Plan.Filters.SelectMany(filter =>
                    filter.Names.SelectMany(name =>
                        filter
                            .Options.Select(option => option.Value)
                            .Concat([Guid.NewGuid().ToString(), "2026-01-31", "1"])
                            .Where(value => filter.Read(name, value) is not null)
                            .Select(value => $"{name}={Uri.EscapeDataString(value)}")
                    )
                );
                var sorts = list
                    .Plan.Columns.Where(column => column.Sort is not null)
                    .Select(column => $"sort=-{column.Key}");

                foreach (var query in filters.Concat(sorts).Append("q=some+words"))
                    try
                    {
                        await foreach (var _ in lists.Rows(list, ListQuery.Read(list.Plan, query), default)) { }
                    }
                    catch (Npgsql.PostgresException e)
                    {
                        broken.Add($"{list.Address(query)}: {e.MessageText}");
                        await session.Abandon();
                    }
            }

            Assert.Empty(broken);
            return true;
        });

    private async Task<bool> Agrees(string query)
    {
        var ids = await Ids(query);
        var total = await Total(query);
        var numbers = await Export(query + "&columns=number,text,owner,status,due");
        Assert.Equal(total, ids.Count);
        Assert.Equal(ids.Count, numbers.Count);
        Assert.Equal(ids.Count, ids.Distinct().Count());

        // The first, the last and one page between, of the many.
        var size = int.Parse(query.Split("size=")[1], null);
        var pages = Math.Max(1, (total + size - 1) / size);

        foreach (var number in new[] { 1, pages / 2, pages }.Where(page => page > 0).Distinct())
        {
            var page = await site.Get($"{Path}?{query}&page={number}");
            Assert.Equal(
                numbers.Skip((number - 1) * size).Take(size).Select(row => row[0]),
                page.QuerySelectorAll("tbody tr .app-table__first").Select(KitSite.Words)
            );
        }

        var asked = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(query);
        Assert.All(
            numbers,
            row =>
            {
                if (asked.TryGetValue("status", out var status))
                    Assert.Contains(
                        row[3].Replace(" ", "", StringComparison.Ordinal),
                        status.ToArray(),
                        StringComparer.OrdinalIgnoreCase
                    );
                if (asked.TryGetValue("owner", out var owner))
                    Assert.Equal(owner == "none", row[2] == "");
                if (asked.TryGetValue("due", out var due))
                    Assert.Equal(due == "none", row[4] == "");
                if (asked.TryGetValue("q", out var q))
                    Assert.All(
                        q.ToString().Split(' '),
                        word => Assert.Contains(word, string.Join(' ', row), StringComparison.OrdinalIgnoreCase)
                    );
            }
        );
        return true;
    }

    private async Task<int> Total(string query) =>
        (await site.Server.In(services => services.GetRequiredService<Lists>().Count<FindingRegister>(query))).Count;

    private async Task<List<Guid>> Ids(string query) =>
        await site.Server.In(async services =>
        {
            var lists = services.GetRequiredService<Lists>();
            var list = lists.The<FindingRegister>();
            var ids = new List<Guid>();

            await foreach (var row in lists.Rows(list, ListQuery.Read(list.Plan, query), default))
                ids.Add(list.Plan.Rows.IdOf(row));

            return ids;
        });

    private async Task<List<string[]>> Export(string query)
    {
        var text = await site.Client.GetStringAsync(new Uri($"{Path}?{query}&format=csv", UriKind.Relative));
        using var reader = new StringReader(text);
        var rows = new List<string[]>();

        await foreach (var record in Cells(reader))
            rows.Add(record);

        return rows[1..];
    }

    // The kit's texts hold quotes and commas, but no line breaks.
    private static async IAsyncEnumerable<string[]> Cells(TextReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            var cells = new List<string>();
            var cell = new StringBuilder();
            var quoted = false;

            foreach (var c in line.TrimStart('\uFEFF'))
                if (c == '"')
                    quoted = !quoted;
                else if (c == ',' && !quoted)
                {
                    cells.Add(cell.ToString());
                    cell.Clear();
                }
                else
                    cell.Append(c);

            cells.Add(cell.ToString());
            yield return [.. cells];
        }
    }

    private async Task<(int Status, JsonElement Body)> Json(string key, string query) =>
        await site.Server.In(async services =>
        {
            var context = new DefaultHttpContext { RequestServices = services };
            context.Request.QueryString = new("?" + query);
            using var body = new MemoryStream();
            context.Response.Body = body;
            await (await ListJson.Get(context, key)).ExecuteAsync(context);
            body.Position = 0;
            return (context.Response.StatusCode, JsonDocument.Parse(body).RootElement);
        });

    private static IElement Header(IHtmlDocument page, string title) =>
        page.QuerySelectorAll("thead th").Single(header => KitSite.Words(header) == title);
}
