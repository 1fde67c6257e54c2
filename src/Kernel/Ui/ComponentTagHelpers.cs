using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Inspection.Kernel.Ui;

/// <summary>GOV.UK summary list: facts of one thing; <c>card</c> gives it a titled frame.</summary>
[HtmlTargetElement("summary-list")]
public sealed class SummaryListTagHelper : TagHelper
{
    public string? Card { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        context.Items[typeof(SummaryListTagHelper)] = Card ?? "";
        var rows = await output.GetChildContentAsync();

        if (Card is null)
        {
            output.TagName = "dl";
            output.Attributes.SetAttribute("class", "govuk-summary-list");
            return;
        }

        output.TagName = "div";
        output.Attributes.SetAttribute("class", "govuk-summary-card");
        output.Content.SetHtmlContent(
            new HtmlContentBuilder()
                .AppendHtml(
                    Html.Tag("div", "govuk-summary-card__title-wrapper")
                        .With(Html.Tag("h2", "govuk-summary-card__title", Card))
                )
                .AppendHtml(
                    Html.Tag("div", "govuk-summary-card__content").With(Html.Tag("dl", "govuk-summary-list").With(rows))
                )
        );
    }
}

/// <summary>One fact; <c>change</c> leads to the page that changes it. A fact without content reads "Not set".</summary>
[HtmlTargetElement("summary-row", ParentTag = "summary-list")]
public sealed class SummaryRowTagHelper : TagHelper
{
    public string Key { get; set; } = "";

    /// <summary>The fact as text; otherwise the element's content.</summary>
    public string? Value { get; set; }

    // An attribute that is written as an expression is never null, only empty.
    public string? Change
    {
        get;
        set => field = string.IsNullOrEmpty(value) ? null : value;
    }

    /// <summary>The link's words: "Change" when not said.</summary>
    public string Action { get; set; } = "Change";

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var content = await output.GetChildContentAsync();
        var value = Html.Tag("dd", "govuk-summary-list__value", Value);

        if (Value is null && !content.IsEmptyOrWhiteSpace)
            value.With(content);
        else if (string.IsNullOrWhiteSpace(Value))
            value.With(Html.Tag("span", "app-quiet", "Not set"));

        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute(
            "class",
            Change is null ? "govuk-summary-list__row govuk-summary-list__row--no-actions" : "govuk-summary-list__row"
        );
        output.Content.SetHtmlContent(Html.Tag("dt", "govuk-summary-list__key", Key)).AppendHtml(value);

        if (Change is not null)
            output.Content.AppendHtml(
                Html.Tag("dd", "govuk-summary-list__actions")
                    .With(Html.Link(Change, Action).With(Html.Hidden($" {Key.ToLowerInvariant()}")))
            );
    }
}

/// <summary>A status in words on a colour: <c>&lt;status tag="@row.Tag" /&gt;</c> or <c>&lt;status text="Late" colour="Red" /&gt;</c></summary>
[HtmlTargetElement("status", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class StatusTagHelper : TagHelper
{
    public Tag? Tag { get; set; }

    public string? Text { get; set; }

    public TagColour Colour { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.SuppressOutput();
        output.Content.SetHtmlContent(Html.Status(Tag ?? new(Text ?? "", Colour)));
    }
}

/// <summary>GOV.UK warning text.</summary>
[HtmlTargetElement("warning-text")]
public sealed class WarningTextTagHelper : TagHelper
{
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var content = await output.GetChildContentAsync();
        output.TagName = "div";
        output.Attributes.SetAttribute("class", "govuk-warning-text");
        output
            .Content.SetHtmlContent(Html.Tag("span", "govuk-warning-text__icon", "!").Set("aria-hidden", "true"))
            .AppendHtml(Html.Tag("strong", "govuk-warning-text__text").With(Html.Hidden("Warning"), content));
    }
}

/// <summary>GOV.UK inset text.</summary>
[HtmlTargetElement("inset-text")]
public sealed class InsetTextTagHelper : TagHelper
{
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "div";
        output.Attributes.SetAttribute("class", "govuk-inset-text");
    }
}

/// <summary>GOV.UK details: a line that opens to more.</summary>
[HtmlTargetElement("disclosure")]
public sealed class DisclosureTagHelper : TagHelper
{
    public string Summary { get; set; } = "";

    public bool Open { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var content = await output.GetChildContentAsync();
        output.TagName = "details";
        output.Attributes.SetAttribute("class", "govuk-details");

        if (Open)
            output.Attributes.SetAttribute("open", "open");

        output
            .Content.SetHtmlContent(
                Html.Tag("summary", "govuk-details__summary")
                    .With(Html.Tag("span", "govuk-details__summary-text", Summary))
            )
            .AppendHtml(Html.Tag("div", "govuk-details__text").With(content));
    }
}

/// <summary>GOV.UK tabs; without script its panels stand below each other.</summary>
[HtmlTargetElement("tabs")]
public sealed class TabsTagHelper : TagHelper
{
    public string Title { get; set; } = "Contents";

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var tabs = new List<(string Id, string Title)>();
        context.Items[typeof(TabsTagHelper)] = tabs;
        var panels = await output.GetChildContentAsync();
        var list = Html.Tag("ul", "govuk-tabs__list");

        foreach (var (number, (id, title)) in tabs.Index())
            list.With(
                Html.Tag(
                        "li",
                        number == 0 ? "govuk-tabs__list-item govuk-tabs__list-item--selected" : "govuk-tabs__list-item"
                    )
                    .With(Html.Link($"#{id}", title, "govuk-tabs__tab"))
            );

        output.TagName = "div";
        output.Attributes.SetAttribute("class", "govuk-tabs");
        output.Attributes.SetAttribute("data-module", "govuk-tabs");
        output.Content.SetHtmlContent(Html.Tag("h2", "govuk-tabs__title", Title)).AppendHtml(list).AppendHtml(panels);
    }
}

/// <summary>One tab and its panel.</summary>
[HtmlTargetElement("tab", ParentTag = "tabs")]
public sealed class TabTagHelper : TagHelper
{
    public string Title { get; set; } = "";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var tabs = (List<(string Id, string Title)>)context.Items[typeof(TabsTagHelper)];
        var id = TagBuilder.CreateSanitizedId(Title.ToLowerInvariant().Replace(' ', '-'), "-");
        output.TagName = "div";
        output.Attributes.SetAttribute(
            "class",
            tabs.Count == 0 ? "govuk-tabs__panel" : "govuk-tabs__panel govuk-tabs__panel--hidden"
        );
        output.Attributes.SetAttribute("id", id);
        tabs.Add((id, Title));
    }
}

/// <summary>GOV.UK notification banner: news of the page; <c>success</c> for what was done.</summary>
[HtmlTargetElement("notification-banner")]
public sealed class NotificationBannerTagHelper : TagHelper
{
    public string? Title { get; set; }

    public bool Success { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var content = await output.GetChildContentAsync();
        output.TagName = "div";
        output.Attributes.SetAttribute(
            "class",
            Success ? "govuk-notification-banner govuk-notification-banner--success" : "govuk-notification-banner"
        );
        output.Attributes.SetAttribute("role", Success ? "alert" : "region");
        output.Attributes.SetAttribute("aria-labelledby", $"banner-{context.UniqueId}");
        output.Attributes.SetAttribute("data-module", "govuk-notification-banner");
        output
            .Content.SetHtmlContent(
                Html.Tag("div", "govuk-notification-banner__header")
                    .With(
                        Html.Tag("h2", "govuk-notification-banner__title", Title ?? (Success ? "Success" : "Important"))
                            .Set("id", $"banner-{context.UniqueId}")
                    )
            )
            .AppendHtml(
                Html.Tag("div", "govuk-notification-banner__content")
                    .With(Html.Tag("div", "govuk-notification-banner__heading").With(content))
            );
    }
}

/// <summary>MoJ timeline: what happened, newest first as a rule.</summary>
[HtmlTargetElement("timeline")]
public sealed class TimelineTagHelper : TagHelper
{
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "div";
        output.Attributes.SetAttribute("class", "moj-timeline");
    }
}

/// <summary>One thing that happened; its content is the description.</summary>
[HtmlTargetElement("timeline-item", ParentTag = "timeline")]
public sealed class TimelineItemTagHelper : TagHelper
{
    public string Title { get; set; } = "";

    /// <summary>Who did it.</summary>
    public string? Byline { get; set; }

    public DateTimeOffset At { get; set; }

    /// <summary>Where the title leads.</summary>
    public string? Href { get; set; }

    /// <summary>The heading's level.</summary>
    public int Level { get; set; } = 3;

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var content = await output.GetChildContentAsync();
        var title = Html.Tag($"h{Level}", "moj-timeline__title", Href is null ? Title : null);

        if (Href is not null)
            title.With(Html.Link(Href, Title));

        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "moj-timeline__item");
        output
            .Content.SetHtmlContent(
                Html.Tag("div", "moj-timeline__header")
                    .With(title, Byline is null ? null : Html.Tag("p", "moj-timeline__byline", $" by {Byline}"))
            )
            .AppendHtml(
                Html.Tag("p", "moj-timeline__date")
                    .With(Html.Tag("time", null, Words.Moment(At)).Set("datetime", At.ToString("O")))
            );

        if (!content.IsEmptyOrWhiteSpace)
            output.Content.AppendHtml(Html.Tag("div", "moj-timeline__description").With(content));
    }
}

/// <summary>MoJ badge: <c>&lt;badge text="High" colour="red" /&gt;</c>; for risk only, statuses are tags.</summary>
[HtmlTargetElement("badge", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class BadgeTagHelper : TagHelper
{
    public string Text { get; set; } = "";

    /// <summary>purple, bright-purple, red, green, blue, black or grey.</summary>
    public string Colour { get; set; } = "blue";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.SuppressOutput();
        output.Content.SetHtmlContent(Html.Tag("span", $"moj-badge moj-badge--{Colour}", Text));
    }
}

/// <summary>MoJ notification badge: a number of things that wait; nothing when there are none.</summary>
[HtmlTargetElement("notification-badge", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class NotificationBadgeTagHelper : TagHelper
{
    public int Count { get; set; }

    /// <summary>What is counted, for those who cannot see where the badge stands: "waiting for you".</summary>
    public string? Of { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.SuppressOutput();

        if (Count > 0)
            output.Content.SetHtmlContent(
                Html.Tag("span", "moj-notification-badge", Count > 99 ? "99+" : $"{Count}")
                    .With(Of is null ? null : Html.Hidden($" {Of}"))
            );
    }
}

/// <summary>GOV.UK table in a region that can be scrolled by keyboard; <c>sortable</c> sorts by columns that carry <c>aria-sort</c>.</summary>
[HtmlTargetElement("data-table")]
public sealed class DataTableTagHelper : TagHelper
{
    public string Caption { get; set; } = "";

    /// <summary>The caption is heard but not seen.</summary>
    public bool HideCaption { get; set; }

    public bool Sortable { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var rows = await output.GetChildContentAsync();
        output.TagName = "div";
        output.Attributes.SetAttribute("class", "app-scroll");
        output.Attributes.SetAttribute("role", "region");
        output.Attributes.SetAttribute("aria-label", Caption);
        output.Attributes.SetAttribute("tabindex", "0");
        output.Content.SetHtmlContent(
            Html.Tag("table", "govuk-table")
                .Set("data-sortable", Sortable ? "" : null)
                .With(
                    Html.Tag(
                        "caption",
                        HideCaption ? "govuk-visually-hidden" : "govuk-table__caption govuk-table__caption--m",
                        Caption
                    ),
                    rows
                )
        );
    }
}

/// <summary>GOV.UK pagination: previous, a few numbers, next.</summary>
[HtmlTargetElement("pagination", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class PaginationTagHelper : TagHelper
{
    private const string Left =
        """<svg class="govuk-pagination__icon govuk-pagination__icon--prev" xmlns="http://www.w3.org/2000/svg" height="13" width="15" aria-hidden="true" focusable="false" viewBox="0 0 15 13"><path d="m6.5938-0.0078125-6.7266 6.7266 6.7441 6.4062 1.377-1.449-4.1856-3.9768h12.896v-2h-12.984l4.2931-4.293-1.414-1.414z"></path></svg>""";

    private const string Right =
        """<svg class="govuk-pagination__icon govuk-pagination__icon--next" xmlns="http://www.w3.org/2000/svg" height="13" width="15" aria-hidden="true" focusable="false" viewBox="0 0 15 13"><path d="m8.107-0.0078125-1.4136 1.414 4.2926 4.293h-12.986v2h12.896l-4.1855 3.9766 1.377 1.4492 6.7441-6.4062-6.7246-6.7266z"></path></svg>""";

    public int Page { get; set; } = 1;

    public int Pages { get; set; } = 1;

    /// <summary>The address of a page.</summary>
    public Func<int, string> Href { get; set; } = page => $"?page={page}";

    public string Label { get; set; } = "Pagination";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (Pages < 2)
        {
            output.SuppressOutput();
            return;
        }

        output.TagName = "nav";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "govuk-pagination");
        output.Attributes.SetAttribute("aria-label", Label);

        if (Page > 1)
            output.Content.AppendHtml(Arrow("prev", Page - 1, "Previous", Left));

        var list = Html.Tag("ul", "govuk-pagination__list");
        var before = 0;

        foreach (var page in Shown())
        {
            if (page > before + 1)
                list.With(Html.Tag("li", "govuk-pagination__item govuk-pagination__item--ellipsis", "⋯"));

            var current = page == Page;
            list.With(
                Html.Tag(
                        "li",
                        current ? "govuk-pagination__item govuk-pagination__item--current" : "govuk-pagination__item"
                    )
                    .With(
                        Html.Link(Href(page), $"{page}", "govuk-link govuk-pagination__link")
                            .Set("aria-label", $"Page {page}")
                            .Set("aria-current", current ? "page" : null)
                    )
            );
            before = page;
        }

        output.Content.AppendHtml(list);

        if (Page < Pages)
            output.Content.AppendHtml(Arrow("next", Page + 1, "Next", Right));
    }

    private IEnumerable<int> Shown() =>
        new[] { 1, Page - 1, Page, Page + 1, Pages }.Where(page => page >= 1 && page <= Pages).Distinct().Order();

    private TagBuilder Arrow(string rel, int page, string text, string icon)
    {
        var title = Html.Tag("span", "govuk-pagination__link-title", text).With(Html.Hidden(" page"));
        var link = Html.Tag("a", "govuk-link govuk-pagination__link").Set("href", Href(page)).Set("rel", rel);
        var arrow = new HtmlString(icon);
        return Html.Tag("div", $"govuk-pagination__{rel}")
            .With(rel == "prev" ? link.With(arrow, title) : link.With(title, arrow));
    }
}
