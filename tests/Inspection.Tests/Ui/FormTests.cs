using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Inspection.Kernel.Divisions;
using Inspection.Kit;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Tests.Ui;

[Collection("kit")]
public sealed class FormTests(KitSite site)
{
    private static readonly (string, string)[] Filled =
    [
        ("Command.Desk", KitServer.Desks[0].ToString()),
        ("Command.Due.Day", "27"),
        ("Command.Due.Month", "March"),
        ("Command.Due.Year", "2027"),
        ("Command.Told", "true"),
    ];

    [Fact]
    public async Task Fields_have_labels_hints_and_what_the_model_holds()
    {
        var page = await site.Get("/kit/form");

        Assert.Equal(
            "When is it due?",
            KitSite.Words(page.QuerySelector("#Command-Due")!.Closest("fieldset")!.QuerySelector("legend"))
        );
        Assert.Equal(
            "Command-Due-hint",
            page.QuerySelector("#Command-Due")!.Closest("fieldset")!.GetAttribute("aria-describedby")
        );
        Assert.True(((IHtmlInputElement)page.QuerySelector("[name='Command.Teams'][value=north]")!).IsChecked);
        Assert.False(((IHtmlInputElement)page.QuerySelector("[name='Command.Teams'][value=south]")!).IsChecked);
        Assert.Equal("200", page.QuerySelector("[data-module=govuk-character-count]")!.GetAttribute("data-maxlength"));
        Assert.All(
            page.QuerySelectorAll("form input:not([type=hidden]), form select, form textarea"),
            field => Assert.NotNull(page.QuerySelector($"label[for='{field.Id}']"))
        );
        Assert.NotNull(page.QuerySelector("form input[name=__RequestVerificationToken]"));
        Assert.True(Guid.TryParse(page.QuerySelector<IHtmlInputElement>("form input[name=CommandId]")!.Value, out _));
    }

    [Fact]
    public async Task An_empty_form_says_everything_that_is_missing_in_the_order_of_the_page()
    {
        var page = await Submit(await New(), []);

        Assert.Equal(
            ["Select who will own it", "Enter the date it is due", "Say that the desk has been told"],
            KitSite.ErrorsOf(page)
        );
        Assert.Equal(
            ["#Command-Desk", "#Command-Due-Day", "#Command-Told"],
            page.QuerySelectorAll(".govuk-error-summary__list a").Select(link => link.GetAttribute("href"))
        );
        Assert.Equal("Error: Assign a finding – Inspection", page.Title);
    }

    [Theory]
    [InlineData("31", "6", "2027", "Date must be a real date", "Day")]
    [InlineData("", "6", "2027", "Date must include a day", "Day")]
    [InlineData("1", "", "", "Date must include a month and a year", "Month,Year")]
    [InlineData("1", "6", "27", "Year must have 4 numbers", "Year")]
    [InlineData("1", "13", "2027", "Date must be a real date", "Month")]
    [InlineData("x", "6", "2027", "Date must be a real date", "Day")]
    [InlineData("29", "2", "2027", "Date must be a real date", "Day")]
    public async Task A_date_says_what_is_wrong_with_it_and_in_which_box(
        string day,
        string month,
        string year,
        string says,
        string wrong
    )
    {
        var page = await Submit(
            await New(),
            [
                .. Filled.Where(one => !one.Item1.Contains("Due", StringComparison.Ordinal)),
                ("Command.Due.Day", day),
                ("Command.Due.Month", month),
                ("Command.Due.Year", year),
            ]
        );

        Assert.Equal([says], KitSite.ErrorsOf(page));
        Assert.Equal(
            wrong.Split(','),
            page.QuerySelectorAll(".govuk-date-input .govuk-input--error").Select(box => box.Id!.Split('-')[^1])
        );
        Assert.Equal(
            [day, month, year],
            page.QuerySelectorAll<IHtmlInputElement>(".govuk-date-input input").Select(box => box.Value)
        );
    }

    [Fact]
    public async Task Text_in_a_box_for_numbers_is_refused_and_kept()
    {
        var page = await Submit(await New(), [.. Filled, ("Command.Days", "a week")]);

        Assert.Equal(["“a week” cannot be used here"], KitSite.ErrorsOf(page));
        Assert.Equal("a week", page.QuerySelector<IHtmlInputElement>("[name='Command.Days']")!.Value);
    }

    [Fact]
    public async Task A_form_that_is_sent_twice_is_done_once_and_said_once()
    {
        var id = await Raise(closed: false);
        var page = await site.Get($"/kit/form/{id}?version=1");

        using var first = await site.Send(page, "main form", Filled);
        using var second = await site.Send(page, "main form", Filled);

        Assert.Equal(HttpStatusCode.Redirect, first.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, second.StatusCode);
        Assert.Contains(
            "The finding is assigned",
            KitSite.Words((await site.Get("/kit")).QuerySelector("[role=alert]")),
            StringComparison.Ordinal
        );
        Assert.Null((await site.Get("/kit")).QuerySelector("[role=alert]"));
        Assert.Equal(
            2,
            await site.Server.In(services =>
                services
                    .GetRequiredService<Session>()
                    .One<int>("select version from kit_finding where id = @id", new { id })
            )
        );
    }

    [Fact]
    public async Task A_refusal_is_shown_in_its_own_words()
    {
        var id = await Raise(closed: true);
        var page = await Submit(await site.Get($"/kit/form/{id}?version=2"), Filled);

        Assert.Equal(["This finding is closed"], KitSite.ErrorsOf(page));
    }

    [Fact]
    public async Task A_conflict_shows_both_versions_keeps_what_was_typed_and_can_be_sent_again()
    {
        var id = await Raise(closed: false);
        var mine = await site.Get($"/kit/form/{id}?version=1");
        using var theirs = await site.Send(await site.Get($"/kit/form/{id}?version=1"), "main form", Filled);

        var page = await Submit(mine, [.. Filled, ("Command.Reason", "They know the case")]);

        var errors = KitSite.ErrorsOf(page);
        Assert.Contains("You saw version 1, it is now version 2", errors[0], StringComparison.Ordinal);
        Assert.Equal("Open the latest version", errors[1]);
        Assert.Equal("They know the case", page.QuerySelector<IHtmlTextAreaElement>("textarea")!.Value.Trim());

        using var again = await site.Send(page, "main form", Filled);
        Assert.Equal(HttpStatusCode.Redirect, again.StatusCode);
    }

    [Fact]
    public async Task A_form_without_its_token_is_refused()
    {
        using var content = new FormUrlEncodedContent([]);
        using var answer = await site.Client.PostAsync(new Uri("/kit/form", UriKind.Relative), content);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(
            "This form cannot be used any more",
            KitSite.Words((await KitSite.Parse(answer)).QuerySelector("h1")),
            StringComparison.Ordinal
        );
    }

    private async Task<IHtmlDocument> New() => await site.Get($"/kit/form/{Guid.CreateVersion7()}?version=1");

    private async Task<IHtmlDocument> Submit(IHtmlDocument page, (string, string)[] filled)
    {
        using var answer = await site.Send(page, "main form", filled);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await KitSite.Parse(answer);
    }

    private async Task<Guid> Raise(bool closed)
    {
        var id = Guid.CreateVersion7();
        await site.Server.In(async services =>
            await services
                .GetRequiredService<IMediator>()
                .Send(new RaiseFinding(id, 1, "Raised by a test", null, closed))
        );
        return id;
    }
}
