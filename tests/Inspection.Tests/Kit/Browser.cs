using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Inspection.Tests.Kit;

/// <summary>The application driven as a person without JavaScript drives it. Redirects are answers like others.</summary>
public sealed class Browser : IDisposable
{
    private readonly HttpClient client;

    public Browser(Uri address)
    {
        Address = address;
        client = new(new CookieJar(Cookies)) { BaseAddress = address };
    }

    public Uri Address { get; }

    /// <summary>The cookies as the server set them, by name: the value alone.</summary>
    public Dictionary<string, string> Cookies { get; } = [];

    public void Dispose() => client.Dispose();

    public async Task<Answer> Open(string url) => await Read(await client.GetAsync(url));

    /// <summary>Opens the page, fills in the form that has the named fields, and sends it.</summary>
    /// <param name="url">The page.</param>
    /// <param name="fields">Fields of the command without "Command.", or by their whole name; dates as 2026-03-31; several values of one name are all sent.</param>
    public Task<Answer> Submit(string url, params (string Name, string? Value)[] fields) => Press(url, null, fields);

    /// <summary>Opens the page, fills in the form of the button with these words, and presses it.</summary>
    public async Task<Answer> Press(string url, string? button, params (string Name, string? Value)[] fields)
    {
        var opened = await Open(url);
        Assert.True(opened.Status == HttpStatusCode.OK, $"{url} answers {opened.Status} {opened.RedirectedTo}");
        return await Press(opened, url, button, fields);
    }

    /// <summary>Fills in and sends a form of a page that is open already.</summary>
    public async Task<Answer> Press(
        Answer opened,
        string url,
        string? button,
        params (string Name, string? Value)[] fields
    )
    {
        var form = Form(opened, url, button, fields);
        var sent = Filled(form);

        foreach (var group in fields.SelectMany(Boxes).GroupBy(field => Name(form, field.Name)))
        {
            sent.RemoveAll(one => one.Key == group.Key);
            sent.AddRange(
                group.Where(one => one.Value is not null).Select(one => KeyValuePair.Create(group.Key, one.Value!))
            );
        }

        var action = form.GetAttribute("action");
        return await Post(
            string.IsNullOrEmpty(action) ? url
                : action.StartsWith('?') ? url.Split('?')[0] + action
                : action,
            sent
        );
    }

    /// <summary>Sends fields as they are, without opening a page.</summary>
    public async Task<Answer> Post(string url, IEnumerable<KeyValuePair<string, string>> fields)
    {
        using var content = new FormUrlEncodedContent(fields);
        return await Read(await client.PostAsync(url, content));
    }

    public async Task<Answer> Send(HttpRequestMessage request) => await Read(await client.SendAsync(request));

    /// <summary>Opens the page that an answer leads to.</summary>
    public Task<Answer> Follow(Answer answer) =>
        Open(answer.RedirectedTo ?? throw new InvalidOperationException("The answer leads nowhere"));

    public async Task SignIn(string email, string password)
    {
        var answer = await Submit("/sign-in", ("Email", email), ("Password", password));
        Assert.True(answer.RedirectedTo is not null, string.Join("; ", answer.ErrorSummary));
    }

    private static IHtmlFormElement Form(
        Answer opened,
        string url,
        string? button,
        IEnumerable<(string Name, string? Value)> fields
    )
    {
        var forms = opened.Page.QuerySelectorAll<IHtmlFormElement>("main form").ToList();
        var found = button is null
            ? forms.FirstOrDefault(form => fields.SelectMany(Boxes).All(field => Has(form, field.Name)))
                ?? forms.FirstOrDefault()
            : forms.FirstOrDefault(form => form.QuerySelectorAll("button").Any(one => Tidy(one.TextContent) == button));

        return found ?? throw new InvalidOperationException($"{url} has no form {button}");
    }

    // A date goes into three boxes.
    private static IEnumerable<(string Name, string? Value)> Boxes((string Name, string? Value) field) =>
        DateOnly.TryParseExact(field.Value, "yyyy-MM-dd", out var day)
            ?
            [
                ($"{field.Name}.Day", $"{day.Day}"),
                ($"{field.Name}.Month", $"{day.Month}"),
                ($"{field.Name}.Year", $"{day.Year}"),
            ]
            : [field];

    private static bool Has(IHtmlFormElement form, string name) =>
        form.Elements.Any(one => one.GetAttribute("name") == name || one.GetAttribute("name") == $"Command.{name}");

    private static string Name(IHtmlFormElement form, string name) =>
        form.Elements.Any(one => one.GetAttribute("name") == name) ? name : $"Command.{name}";

    private static List<KeyValuePair<string, string>> Filled(IHtmlFormElement form) =>
        [
            .. form.Elements.SelectMany(
                IEnumerable<KeyValuePair<string, string>> (one) =>
                    one switch
                    {
                        IHtmlInputElement { Name: null } => [],
                        IHtmlInputElement { Type: "checkbox" or "radio", IsChecked: false } => [],
                        IHtmlInputElement input => [new(input.Name!, input.Value)],
                        IHtmlTextAreaElement area => [new(area.Name!, area.Value)],
                        IHtmlSelectElement select => [new(select.Name!, select.Value ?? "")],
                        _ => [],
                    }
            ),
        ];

    private static async Task<Answer> Read(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStringAsync();
        return new(response, body, new HtmlParser().ParseDocument(body));
    }

    internal static string Tidy(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Keeps Secure cookies over http too, as browsers do for their own machine.</summary>
    private sealed class CookieJar(Dictionary<string, string> cookies)
        : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            if (cookies.Count > 0)
                request.Headers.Add("Cookie", string.Join("; ", cookies.Select(one => $"{one.Key}={one.Value}")));

            var response = await base.SendAsync(request, cancellationToken);

            if (response.Headers.TryGetValues("Set-Cookie", out var set))
                foreach (var cookie in set)
                {
                    var (name, value) = cookie.Split(';')[0].Split('=', 2) is [var left, var right]
                        ? (left, right)
                        : (cookie, "");

                    if (value == "" || cookie.Contains("expires=Thu, 01 Jan 1970", StringComparison.Ordinal))
                        cookies.Remove(name);
                    else
                        cookies[name] = value;
                }

            return response;
        }
    }
}

/// <summary>What the server answered, as a person reads it.</summary>
public sealed record Answer(HttpResponseMessage Response, string Body, IHtmlDocument Page)
{
    public HttpStatusCode Status => Response.StatusCode;

    /// <summary>Where the answer leads, as a path; null when it is no redirect.</summary>
    public string? RedirectedTo =>
        Response.Headers.Location is { } to
            ? to.IsAbsoluteUri
                ? to.PathAndQuery
                : to.OriginalString
            : null;

    public string Title => Browser.Tidy(Page.Title ?? "");

    public string Heading => Browser.Tidy(Page.QuerySelector("h1")?.TextContent ?? "");

    /// <summary>Everything that is read in the page's main part.</summary>
    public string Text => Browser.Tidy(Page.QuerySelector("main")?.TextContent ?? Page.Body?.TextContent ?? "");

    /// <summary>What was done, at the top of the page.</summary>
    public string? Said =>
        Read(".govuk-notification-banner--success .govuk-notification-banner__heading") is [var said, ..] ? said : null;

    public IReadOnlyList<string> ErrorSummary => Read(".govuk-error-summary__list li");

    /// <summary>The facts of the page's summary lists.</summary>
    public IReadOnlyDictionary<string, string> Summary =>
        Page.QuerySelectorAll(".govuk-summary-list__row")
            .GroupBy(row => Browser.Tidy(row.QuerySelector("dt")!.TextContent))
            .ToDictionary(rows => rows.Key, rows => Browser.Tidy(rows.First().QuerySelector("dd")!.TextContent));

    /// <summary>The texts of the elements, in order.</summary>
    public IReadOnlyList<string> Read(string selector) =>
        [.. Page.QuerySelectorAll(selector).Select(one => Browser.Tidy(one.TextContent))];

    /// <summary>Where the page's links lead, within the application.</summary>
    public IReadOnlyList<string> Links =>
        [
            .. Page.QuerySelectorAll("a[href]")
                .Select(one => one.GetAttribute("href")!)
                .Where(link => link.StartsWith('/'))
                .Distinct(),
        ];
}
