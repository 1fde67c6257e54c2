using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace Inspection.Kernel.Ui;

/// <summary>Elements with a class, text and children, encoded.</summary>
internal static class Html
{
    public static TagBuilder Tag(string name, string? @class, string? text = null)
    {
        var tag = new TagBuilder(name);
        if (@class is not null)
            tag.AddCssClass(@class);
        tag.InnerHtml.Append(text ?? "");
        return tag;
    }

    public static TagBuilder With(this TagBuilder tag, params IHtmlContent?[] children)
    {
        foreach (var child in children)
            if (child is not null)
                tag.InnerHtml.AppendHtml(child);

        return tag;
    }

    /// <summary>Sets an attribute; null leaves it out.</summary>
    public static TagBuilder Set(this TagBuilder tag, string name, string? value)
    {
        if (value is not null)
            tag.Attributes[name] = value;

        return tag;
    }

    public static TagBuilder Hidden(string text) => Tag("span", "govuk-visually-hidden", text);

    public static TagBuilder Link(string href, string text, string @class = "govuk-link") =>
        Tag("a", @class, text).Set("href", href);

    public static TagBuilder Status(Tag tag) =>
        Tag(
            "strong",
            tag.Colour == TagColour.Blue
                ? "govuk-tag"
                : $"govuk-tag govuk-tag--{tag.Colour.ToString().ToLowerInvariant()}",
            tag.Text
        );
}
