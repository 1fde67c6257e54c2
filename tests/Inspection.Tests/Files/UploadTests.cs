using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using Dapper;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Files;
using Inspection.Kit;
using Inspection.Tests.Ui;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Tests.Files;

/// <summary>The form that takes a file, as a browser sends it.</summary>
public sealed class UploadTests : IAsyncLifetime, IDisposable
{
    private const string Form = "/kit/evidence";
    private KitServer server = null!;
    private readonly CookieContainer jar = new();
    private HttpClient client = null!;

    public async Task InitializeAsync()
    {
        server = await KitServer.Start(
            0,
            builder => builder.Services.Configure<FileSettings>(settings => settings.LargestMegabytes = 2)
        );
        client = new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = jar })
        {
            BaseAddress = server.Address,
        };
    }

    public async Task DisposeAsync() => await server.DisposeAsync();

    public void Dispose() => client.Dispose();

    [Fact]
    public async Task The_field_says_what_is_taken_and_how_much()
    {
        var page = await Open(Form);
        var field = page.QuerySelector("input[type=file]")!;

        Assert.Equal(
            "PDF, Word, Excel, PowerPoint, OpenDocument, e-mail, text, CSV, or a picture, up to 2 MB",
            page.QuerySelector($"#{field.GetAttribute("aria-describedby")}")!.TextContent
        );
        Assert.StartsWith(".pdf,.docx,.xlsx", field.GetAttribute("accept"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_is_handed_in_and_shown_with_what_is_known_of_it()
    {
        var photo = Pictures.With(Pictures.Jpeg, Pictures.Segment(0xFE, "Ada's camera"u8.ToArray()), []);

        using var sent = await Send(photo, "..\\Photo <1>.jpg");
        var page = await Open(sent.Headers.Location!.OriginalString);
        var link = page.QuerySelector("a[download]")!;

        Assert.Equal("Photo _1_.jpg", link.TextContent);
        Assert.Equal(
            "Photo _1_.jpg (307 bytes) Not scanned for malware Metadata removed",
            KitSite.Words(page.QuerySelector(".app-file"))
        );
        using var saved = await client.GetAsync(link.GetAttribute("href"));
        Assert.Equal(Pictures.Jpeg, await saved.Content.ReadAsByteArrayAsync());
        Assert.Equal("image/jpeg", saved.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task What_is_refused_is_said_beside_the_field()
    {
        foreach (
            var (content, name, words) in new (byte[]?, string, string)[]
            {
                (null, "", "Select the evidence"),
                ([], "empty.pdf", "empty.pdf is empty. Choose the file again"),
                ([.. "PK\u0003\u0004"u8, 1, 2], "budget.pdf", "budget.pdf is not a PDF: it looks like a ZIP archive"),
                (Pictures.Jpeg[..200], "photo.jpg", "photo.jpg is damaged: it ends too early"),
                (
                    Pictures.PngOf(50_000, 50_000),
                    "map.png",
                    "map.png is 50,000 by 50,000 pixels (2,500 megapixels): the most that a picture may have is 50 megapixels"
                ),
                (
                    Encoding.ASCII.GetBytes(new string('a', 3_000_000)),
                    "log.txt",
                    "log.txt is larger than 2 MB, the most that one file may have"
                ),
            }
        )
        {
            using var answer = await Send(content, name);
            var page = await KitSite.Parse(answer);
            Assert.Equal([words], KitSite.ErrorsOf(page));
            Assert.Equal($"Error: {words}", KitSite.Words(page.QuerySelector("#Command-File-error")));
            Assert.Equal("#Command-File", page.QuerySelector(".govuk-error-summary__list a")!.GetAttribute("href"));
        }

        Assert.Equal((0, 0), await Stored());
    }

    [Fact]
    public async Task A_request_much_too_large_is_refused_with_the_limit()
    {
        using var answer = await Send(new byte[20_000_000], "film.txt");
        var page = await KitSite.Parse(answer);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains(
            "the most that is taken is 2 MB",
            KitSite.Words(page.QuerySelector("main")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_upload_that_is_cut_off_leaves_nothing_behind()
    {
        var page = await Open(Form);
        var spooled = new HashSet<string>();

        foreach (var share in new[] { 0.01, 0.5, 0.99 })
        {
            using var form = Filled(page, Encoding.ASCII.GetBytes(new string('a', 1_500_000)), "log.txt");
            var body = await form.ReadAsByteArrayAsync();
            using var socket = new TcpClient();
            await socket.ConnectAsync(server.Address.Host, server.Address.Port);
            var stream = socket.GetStream();
            await stream.WriteAsync(
                Encoding.ASCII.GetBytes(
                    $"POST {Form} HTTP/1.1\r\nHost: {server.Address.Authority}\r\n"
                        + $"Cookie: {jar.GetCookieHeader(server.Address)}\r\n"
                        + $"Content-Type: {form.Headers.ContentType}\r\nContent-Length: {body.Length}\r\n\r\n"
                )
            );
            await stream.WriteAsync(body.AsMemory(0, (int)(body.Length * share)));
            // Until the server keeps some of it on the disk.
            for (var patience = 100; share > 0.1 && Spooled().Count == 0 && patience > 0; patience--)
                await Task.Delay(10);
            spooled.UnionWith(Spooled());
            socket.Client.LingerState = new(true, 0);
        }

        for (var patience = 200; spooled.Any(File.Exists) && patience > 0; patience--)
            await Task.Delay(10);

        Assert.NotEmpty(spooled);
        Assert.DoesNotContain(spooled, File.Exists);
        Assert.Equal((0, 0), await Stored());
        using var whole = await Send("Now it works"u8.ToArray(), "log.txt");
        Assert.Equal(HttpStatusCode.Redirect, whole.StatusCode);
        Assert.Equal((1, 1), await Stored());
    }

    [Fact]
    public async Task The_API_takes_the_same_file_as_a_form()
    {
        var id = Guid.NewGuid();

        async Task<(HttpStatusCode, string)> Send(HttpContent content)
        {
            using (content)
            using (var answer = await client.PostAsync($"/api/kit/evidence/{id}", content))
                return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }

        MultipartFormDataContent Form(int size, string name) =>
            new() { { new ByteArrayContent(Encoding.ASCII.GetBytes(new string('a', size))), "file", name } };

        Assert.Contains(
            "log.pdf is not a PDF: it looks like plain text",
            (await Send(Form(10, "log.pdf"))).Item2,
            StringComparison.Ordinal
        );
        Assert.Equal(
            HttpStatusCode.UnsupportedMediaType,
            (await Send(JsonContent.Create(new { file = "none" }))).Item1
        );
        Assert.Contains(
            "Select the evidence",
            (await Send(new MultipartFormDataContent { { new StringContent("x"), "other" } })).Item2,
            StringComparison.Ordinal
        );
        Assert.Contains("larger than 2 MB", (await Send(Form(2_200_000, "log.txt"))).Item2, StringComparison.Ordinal);
        Assert.Equal((0, 0), await Stored());

        Assert.Equal(HttpStatusCode.OK, (await Send(Form(1_500_000, "log.txt"))).Item1);

        Assert.Equal((1, 6), await Stored());
        using var saved = await client.GetAsync($"/api/files/{id}");
        Assert.Equal(1_500_000, (await saved.Content.ReadAsByteArrayAsync()).Length);
    }

    [Fact]
    public async Task The_same_form_sent_twice_stores_the_file_once()
    {
        var page = await Open(Form);

        for (var i = 0; i < 2; i++)
        {
            using var form = Filled(page, "Minutes"u8.ToArray(), "minutes.txt");
            using var answer = await client.PostAsync(Form, form);
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        }

        Assert.Equal((1, 1), await Stored());
    }

    /// <summary>The files of forms that this process has open.</summary>
    private static HashSet<string> Spooled() =>
        [
            .. Directory
                .GetFiles("/proc/self/fd")
                .Select(one => new FileInfo(one).LinkTarget ?? "")
                .Where(file => Path.GetFileName(file).StartsWith("ASPNETCORE_", StringComparison.Ordinal))
                .Where(File.Exists),
        ];

    private async Task<AngleSharp.Html.Dom.IHtmlDocument> Open(string address)
    {
        using var answer = await client.GetAsync(address);
        answer.EnsureSuccessStatusCode();
        return await KitSite.Parse(answer);
    }

    private async Task<HttpResponseMessage> Send(byte[]? content, string name)
    {
        using var form = Filled(await Open(Form), content, name);
        return await client.PostAsync(Form, form);
    }

    private static MultipartFormDataContent Filled(AngleSharp.Dom.IDocument page, byte[]? content, string name)
    {
        var form = new MultipartFormDataContent();

        foreach (var hidden in page.QuerySelectorAll("main form input[type=hidden]"))
            form.Add(new StringContent(hidden.GetAttribute("value") ?? ""), hidden.GetAttribute("name")!);
        if (content is not null)
            form.Add(new ByteArrayContent(content), "Command.File", name);

        return form;
    }

    private async Task<(int Files, int Parts)> Stored()
    {
        await using var connection = await server.Services.GetRequiredService<Database>().App.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        return await connection.QuerySingleAsync<(int, int)>(
            """
            select (select count(*)::int from kernel.files), (select count(*)::int from kernel.file_parts)
            from set_config('inspection.division', @division, true)
            """,
            new { division = $"{server.Division}" }
        );
    }
}
