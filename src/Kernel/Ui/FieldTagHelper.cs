using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Inspection.Kernel.Ui;

/// <summary>What every GOV.UK form field has: a name, an id, what was typed, and what is wrong with it.</summary>
public abstract class FieldTagHelper : TagHelper
{
    [HtmlAttributeNotBound, ViewContext]
    public ViewContext View { get; set; } = null!;

    public ModelExpression For { get; set; } = null!;

    protected string Id => TagBuilder.CreateSanitizedId(For.Name, "-");
    protected string? Error => View.ModelState[For.Name]?.Errors.FirstOrDefault()?.ErrorMessage;

    /// <summary>The box called <paramref name="name"/>, with what the person typed as it was typed.</summary>
    protected TagBuilder Box(string name, string id, string @class, string? value) =>
        new("input")
        {
            TagRenderMode = TagRenderMode.SelfClosing,
            Attributes =
            {
                ["class"] = @class,
                ["id"] = id,
                ["name"] = name,
                ["type"] = "text",
                ["value"] = View.ModelState[name]?.AttemptedValue ?? value,
                ["aria-describedby"] = Error is null ? null : $"{Id}-error",
            },
        };

    /// <summary>Writes the form group: label or legend, error, boxes.</summary>
    protected void Write(TagHelperOutput output, params IHtmlContent[] parts)
    {
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute(
            "class",
            Error is null ? "govuk-form-group" : "govuk-form-group govuk-form-group--error"
        );

        foreach (var part in parts)
            output.Content.AppendHtml(part);
    }

    protected TagBuilder Message()
    {
        var message = Tag("p", "govuk-error-message");
        message.Attributes["id"] = $"{Id}-error";
        message.InnerHtml.AppendHtml(Tag("span", "govuk-visually-hidden", "Error:")).Append($" {Error}");
        return message;
    }

    protected static TagBuilder Tag(string name, string @class, string text = "")
    {
        var tag = new TagBuilder(name);
        tag.AddCssClass(@class);
        tag.InnerHtml.Append(text);
        return tag;
    }
}

/// <summary>GOV.UK text input: <c>&lt;text-input for="Command.Owner" label="Who will see to it?" /&gt;</c></summary>
[HtmlTargetElement("text-input")]
public sealed class TextInputTagHelper : FieldTagHelper
{
    public string Label { get; set; } = "";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var label = Tag("label", "govuk-label", Label);
        label.Attributes["for"] = Id;
        var box = Box(For.Name, Id, "govuk-input", For.Model?.ToString());

        if (Error is null)
            Write(output, label, box);
        else
            Write(output, label, Message(), box);
    }
}

/// <summary>GOV.UK date input: three boxes, one date.</summary>
[HtmlTargetElement("date-input")]
public sealed class DateInputTagHelper : FieldTagHelper
{
    public string Legend { get; set; } = "";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var boxes = Tag("fieldset", "govuk-fieldset");
        boxes.Attributes["id"] = Id;
        boxes.InnerHtml.AppendHtml(Tag("legend", "govuk-fieldset__legend", Legend));

        if (Error is not null)
            boxes.InnerHtml.AppendHtml(Message());

        foreach (var (part, width) in new[] { ("Day", 2), ("Month", 2), ("Year", 4) })
        {
            var label = Tag("label", "govuk-label", part);
            label.Attributes["for"] = $"{Id}-{part}";
            boxes
                .InnerHtml.AppendHtml(label)
                .AppendHtml(
                    Box($"{For.Name}.{part}", $"{Id}-{part}", $"govuk-input govuk-input--width-{width}", value: null)
                );
        }

        Write(output, boxes);
    }
}

/// <summary>GOV.UK error summary: everything that is wrong with the page, each line leading to its field.</summary>
[HtmlTargetElement("error-summary", TagStructure = TagStructure.WithoutEndTag)]
public sealed class ErrorSummaryTagHelper : FieldTagHelper
{
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var errors = View
            .ModelState.SelectMany(field => field.Value!.Errors.Select(error => (field.Key, error.ErrorMessage)))
            .ToList();

        output.SuppressOutput();

        if (errors.Count == 0)
            return;

        var list = Tag("ul", "govuk-list govuk-error-summary__list");

        foreach (var (field, message) in errors)
        {
            var line = new TagBuilder("li");
            var link = new TagBuilder("a")
            {
                Attributes = { ["href"] = $"#{TagBuilder.CreateSanitizedId(field, "-")}" },
            };
            link.InnerHtml.Append(message);
            line.InnerHtml.AppendHtml(field == "" ? new HtmlContentBuilder().Append(message) : link);
            list.InnerHtml.AppendHtml(line);
        }

        var summary = Tag("div", "govuk-error-summary");
        summary.Attributes["data-module"] = "govuk-error-summary";
        var alert = new TagBuilder("div") { Attributes = { ["role"] = "alert" } };
        alert.InnerHtml.AppendHtml(Tag("h2", "govuk-error-summary__title", "There is a problem")).AppendHtml(list);
        summary.InnerHtml.AppendHtml(alert);
        output.Content.SetHtmlContent(summary);
    }
}
