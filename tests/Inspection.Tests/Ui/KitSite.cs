using System.Text.RegularExpressions;
using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Inspection.Kit;

namespace Inspection.Tests.Ui;

/// <summary>The real host with the kit's module and 10,000 findings, read as a person reads it.</summary>
public sealed class KitSite : IAsyncLifetime
{
    public const int Findings = 10_000;

    public KitServer Server { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Server = await KitServer.Start(Findings);
        Client = new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = Server.Address };
    }

    public async Task DisposeAsync()
    {
        Client?.Dispose();

        if (Server is not null)
            await Server.DisposeAsync();
    }

    public async Task<IHtmlDocument> Get(string path)
    {
        using var answer = await Client.GetAsync(new Uri(path, UriKind.Relative));
        answer.EnsureSuccessStatusCode();
        return await Parse(answer);
    }

    /// <summary>Sends a form of a page with its hidden fields, and what is filled in.</summary>
    public async Task<HttpResponseMessage> Send(
        IDocument page,
        string form,
        params IEnumerable<(string Name, string Value)> filled
    )
    {
        var sent = (IHtmlFormElement)page.QuerySelector(form)!;
        var fields = sent.QuerySelectorAll<IHtmlInputElement>("input[type=hidden]")
            .Select(input => KeyValuePair.Create(input.Name!, input.Value))
            .Concat(filled.Select(one => KeyValuePair.Create(one.Name, one.Value)));
        using var content = new FormUrlEncodedContent(fields);
        var to = sent.GetAttribute("action") ?? new Uri(page.Url).PathAndQuery;
        return await Client.PostAsync(new Uri(to, UriKind.Relative), content);
    }

    public static async Task<IHtmlDocument> Parse(HttpResponseMessage answer)
    {
        var url = answer.RequestMessage!.RequestUri!.ToString();
        var text = await answer.Content.ReadAsStringAsync();
        var context = BrowsingContext.New(Configuration.Default);
        return (IHtmlDocument)await context.OpenAsync(response => response.Content(text).Address(url));
    }

    public static string Words(INode? node) => Regex.Replace(node?.TextContent ?? "", @"\s+", " ").Trim();

    public static IReadOnlyList<string> ErrorsOf(IDocument page) =>
        [.. page.QuerySelectorAll(".govuk-error-summary__list li").Select(Words)];
}

[CollectionDefinition("kit", DisableParallelization = true)]
public sealed class SharedKit : ICollectionFixture<KitSite>;
