using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Inspection.Kernel.Ui;

/// <summary>A form that sends one command: with its id, so that sending it twice does it once, and the antiforgery token.</summary>
[HtmlTargetElement("command-form")]
public sealed class CommandFormTagHelper(IHtmlGenerator html) : TagHelper
{
    [HtmlAttributeNotBound, ViewContext]
    public ViewContext View { get; set; } = null!;

    /// <summary>Where to send it; this page when not said.</summary>
    public string? Action { get; set; }

    /// <summary>The page's handler: <c>Remove</c> for <c>OnPostRemove</c>.</summary>
    public string? Handler { get; set; }

    /// <summary>The form has a file upload.</summary>
    public bool Files { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "form";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("method", "post");
        output.Attributes.SetAttribute("novalidate", "novalidate");

        if (Action is not null || Handler is not null)
            output.Attributes.SetAttribute("action", Handler is null ? Action : $"{Action}?handler={Handler}");
        if (Files)
            output.Attributes.SetAttribute("enctype", "multipart/form-data");

        var id = View.ViewData.Model is FormPage page ? page.CommandId : Guid.CreateVersion7();
        output
            .PreContent.AppendHtml(html.GenerateAntiforgery(View))
            .AppendHtml(Hidden(nameof(FormPage.CommandId), $"{id}"));
    }

    internal static TagBuilder Hidden(string name, string value) =>
        new TagBuilder("input") { TagRenderMode = TagRenderMode.SelfClosing }
            .Set("type", "hidden")
            .Set("name", name)
            .Set("value", value);
}

/// <summary>GOV.UK button; it submits its form, or with <c>href</c> leads somewhere.</summary>
[HtmlTargetElement("submit-button"), HtmlTargetElement("link-button", Attributes = "href")]
public sealed class ButtonTagHelper : TagHelper
{
    public string? Href { get; set; }

    public bool Secondary { get; set; }

    /// <summary>For what cannot be undone.</summary>
    public bool Warning { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var kind =
            Secondary ? " govuk-button--secondary"
            : Warning ? " govuk-button--warning"
            : "";
        output.TagName = Href is null ? "button" : "a";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", $"govuk-button{kind}");
        output.Attributes.SetAttribute("data-module", "govuk-button");

        if (Href is null)
        {
            output.Attributes.SetAttribute("type", "submit");
            output.Attributes.SetAttribute("data-prevent-double-click", "true");
        }
        else
        {
            output.Attributes.SetAttribute("href", Href);
            output.Attributes.SetAttribute("role", "button");
            output.Attributes.SetAttribute("draggable", "false");
        }
    }
}

/// <summary>GOV.UK error summary: everything that is wrong with the page, in the order of its fields, each line leading to its field.</summary>
[HtmlTargetElement("error-summary", TagStructure = TagStructure.WithoutEndTag)]
public sealed class ErrorSummaryTagHelper : TagHelper
{
    private static readonly object Key = new();

    [HtmlAttributeNotBound, ViewContext]
    public ViewContext View { get; set; } = null!;

    /// <summary>What the form fills; it changes nothing: everything wrong with the page is listed.</summary>
    public ModelExpression? For { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.SuppressOutput();

        if (View.ModelState.ErrorCount > 0)
            output.Content.SetHtmlContent(new Late(View));
    }

    /// <summary>A field was written: its errors come after those of the fields before it, and lead to <paramref name="target"/>.</summary>
    internal static void Note(ViewContext view, string field, string? target = null) =>
        Noted(view)[field] = (
            Noted(view).TryGetValue(field, out var before) ? before.Order : Noted(view).Count,
            target ?? TagBuilder.CreateSanitizedId(field, "-")
        );

    private static Dictionary<string, (int Order, string Target)> Noted(ViewContext view)
    {
        if (view.HttpContext.Items[Key] is not Dictionary<string, (int, string)> noted)
            view.HttpContext.Items[Key] = noted = new(StringComparer.OrdinalIgnoreCase);

        return noted;
    }

    // The summary stands above the fields, but is written after them: only then is their order known.
    private sealed class Late(ViewContext view) : IHtmlContent
    {
        public void WriteTo(TextWriter writer, HtmlEncoder encoder)
        {
            var noted = Noted(view);
            var list = Html.Tag("ul", "govuk-list govuk-error-summary__list");
            var errors = view
                .ModelState.SelectMany(field => field.Value!.Errors.Select(error => (field.Key, error.ErrorMessage)))
                .OrderBy(error => noted.TryGetValue(error.Key, out var place) ? place.Order : -1);

            foreach (var (field, message) in errors)
                list.With(
                    noted.TryGetValue(field, out var place)
                        ? new TagBuilder("li").With(Html.Tag("a", null, message).Set("href", $"#{place.Target}"))
                        : Html.Tag("li", null, message)
                );

            if (view.HttpContext.Items[typeof(Newer)] is Newer newer)
                list.With(
                    new TagBuilder("li").With(
                        Html.Tag("a", null, "Open the latest version").Set("href", newer.Link).Set("target", "_blank")
                    )
                );

            Html.Tag("div", "govuk-error-summary")
                .Set("data-module", "govuk-error-summary")
                .With(
                    new TagBuilder("div") { Attributes = { ["role"] = "alert" } }.With(
                        Html.Tag("h2", "govuk-error-summary__title", "There is a problem"),
                        Html.Tag("div", "govuk-error-summary__body").With(list)
                    )
                )
                .WriteTo(writer, encoder);
        }
    }
}

/// <summary>Where the version is that someone else made meanwhile.</summary>
internal sealed record Newer(string Link);
