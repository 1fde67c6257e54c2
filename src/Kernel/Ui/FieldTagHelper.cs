using Inspection.Kernel.Files;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.Options;

namespace Inspection.Kernel.Ui;

/// <summary>What every GOV.UK form field has: a name, an id, help, what was typed, and what is wrong with it.</summary>
public abstract class FieldTagHelper : TagHelper
{
    [HtmlAttributeNotBound, ViewContext]
    public ViewContext View { get; set; } = null!;

    /// <summary>What the field fills.</summary>
    public ModelExpression For { get; set; } = null!;

    /// <summary>A line of help below the label or legend.</summary>
    public string? Hint { get; set; }

    /// <summary>The label or legend is the page's heading: for pages that ask one thing.</summary>
    public bool Heading { get; set; }

    /// <summary>The label's or legend's size: s, m, l, xl; s when not said, l as the heading.</summary>
    public string? Size { get; set; }

    protected string Id => TagBuilder.CreateSanitizedId(For.Name, "-");

    protected string? Error => View.ModelState[For.Name]?.Errors.FirstOrDefault()?.ErrorMessage;

    /// <summary>What was typed, or else the value as the model has it.</summary>
    protected string? Value => Typed(For.Name) ?? Text(For.Model);

    protected string? DescribedBy =>
        string.Join(
            ' ',
            new[] { Hint is null ? null : $"{Id}-hint", Error is null ? null : $"{Id}-error" }.OfType<string>()
        )
            is { Length: > 0 } ids
            ? ids
            : null;

    protected string ErrorClass(string @class) => Error is null ? "" : $" {@class}--error";

    protected string? Typed(string name) => View.ModelState[name]?.AttemptedValue;

    /// <summary>A value as a form sends it; nothing for the defaults that stand for "not answered".</summary>
    protected static string? Text(object? value) =>
        value switch
        {
            null => null,
            Guid id when id == Guid.Empty => null,
            DateOnly day => day == default ? null : day.ToString("yyyy-MM-dd", null),
            bool yes => yes ? "true" : "false",
            _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture),
        };

    /// <summary>Every value chosen: what was sent, or else the model's.</summary>
    protected IReadOnlySet<string> Chosen() =>
        View.ModelState[For.Name] is { RawValue: { } sent }
            ? sent is string[] several
                ? several.ToHashSet()
                : [$"{sent}"]
            : For.Model is System.Collections.IEnumerable many and not string
                ? many.Cast<object?>().Select(Text).OfType<string>().ToHashSet()
                : Text(For.Model) is { } one
                    ? [one]
                    : new HashSet<string>();

    /// <summary>Writes the form group.</summary>
    protected void Write(TagHelperOutput output, params IHtmlContent?[] parts)
    {
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        var @class = output.Attributes["class"]?.Value;
        output.Attributes.SetAttribute(
            "class",
            $"govuk-form-group{ErrorClass("govuk-form-group")}{(@class is null ? "" : $" {@class}")}"
        );

        foreach (var part in parts)
            if (part is not null)
                output.Content.AppendHtml(part);

        Ui.ErrorSummaryTagHelper.Note(View, For.Name);
    }

    protected TagBuilder LabelFor(string text)
    {
        var size = Size ?? (Heading ? "l" : "s");
        var label = Html.Tag("label", $"govuk-label govuk-label--{size}", text).Set("for", Id);

        return Heading ? Html.Tag("h1", "govuk-label-wrapper").With(label) : label;
    }

    protected TagBuilder Fieldset(string legend, params IHtmlContent?[] content)
    {
        var size = Size ?? (Heading ? "l" : "s");
        var title = Html.Tag("legend", $"govuk-fieldset__legend govuk-fieldset__legend--{size}");

        if (Heading)
            title.With(Html.Tag("h1", "govuk-fieldset__heading", legend));
        else
            title.InnerHtml.Append(legend);

        return Html.Tag("fieldset", "govuk-fieldset")
            .Set("aria-describedby", DescribedBy)
            .With([title, HintLine(), ErrorLine(), .. content]);
    }

    protected TagBuilder? HintLine() =>
        Hint is null ? null : Html.Tag("div", "govuk-hint", Hint).Set("id", $"{Id}-hint");

    protected TagBuilder? ErrorLine()
    {
        if (Error is null)
            return null;

        var message = Html.Tag("p", "govuk-error-message").Set("id", $"{Id}-error").With(Html.Hidden("Error:"));
        message.InnerHtml.Append($" {Error}");
        return message;
    }
}

/// <summary>GOV.UK text input: <c>&lt;text-input for="Command.Owner" label="Who will see to it?" /&gt;</c></summary>
[HtmlTargetElement("text-input")]
public sealed class TextInputTagHelper : FieldTagHelper
{
    public string Label { get; set; } = "";

    /// <summary>text, email, password, tel, url or number; numbers are asked for as text with a numeric keyboard.</summary>
    public string Type { get; set; } = "text";

    /// <summary>In characters: 2, 3, 4, 5, 10, 20; or a fluid width: one-half, two-thirds and the like.</summary>
    public string? Width { get; set; }

    public string? Autocomplete { get; set; }

    /// <summary>Stands before the box: £.</summary>
    public string? Prefix { get; set; }

    /// <summary>Stands after the box: %.</summary>
    public string? Suffix { get; set; }

    public bool? Spellcheck { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var width = Width switch
        {
            null => "",
            var fluid when fluid.Contains('-', StringComparison.Ordinal) => $" govuk-!-width-{fluid}",
            var characters => $" govuk-input--width-{characters}",
        };
        var box = new TagBuilder("input") { TagRenderMode = TagRenderMode.SelfClosing };
        box.Set("class", $"govuk-input{width}{ErrorClass("govuk-input")}")
            .Set("id", Id)
            .Set("name", For.Name)
            .Set("type", Type == "number" ? "text" : Type)
            .Set("inputmode", Type == "number" ? "decimal" : null)
            .Set("value", Type == "password" ? null : Value)
            .Set("autocomplete", Autocomplete)
            .Set(
                "spellcheck",
                Spellcheck?.ToString().ToLowerInvariant() ?? (Type is "email" or "password" ? "false" : null)
            )
            .Set("aria-describedby", DescribedBy);

        Write(output, LabelFor(Label), HintLine(), ErrorLine(), Wrap(box));
    }

    private TagBuilder Wrap(TagBuilder box) =>
        Prefix is null && Suffix is null
            ? box
            : Html.Tag("div", "govuk-input__wrapper")
                .With(
                    Prefix is null ? null : Html.Tag("div", "govuk-input__prefix", Prefix).Set("aria-hidden", "true"),
                    box,
                    Suffix is null ? null : Html.Tag("div", "govuk-input__suffix", Suffix).Set("aria-hidden", "true")
                );
}

/// <summary>GOV.UK textarea; with <c>max</c> it counts the characters that are left.</summary>
[HtmlTargetElement("text-area")]
public sealed class TextAreaTagHelper : FieldTagHelper
{
    public string Label { get; set; } = "";

    public int Rows { get; set; } = 5;

    /// <summary>The most characters that may be typed.</summary>
    public int? Max { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var counted = DescribedBy is { } ids ? $"{Id}-info {ids}" : $"{Id}-info";
        var box = Html.Tag(
                "textarea",
                $"govuk-textarea{(Max is null ? "" : " govuk-js-character-count")}{ErrorClass("govuk-textarea")}"
            )
            .Set("id", Id)
            .Set("name", For.Name)
            .Set("rows", $"{Rows}")
            .Set("aria-describedby", Max is null ? DescribedBy : counted);
        // A browser drops the first line break after the tag.
        box.InnerHtml.AppendHtml("\n").Append(Value ?? "");

        if (Max is null)
        {
            Write(output, LabelFor(Label), HintLine(), ErrorLine(), box);
            return;
        }

        output.Attributes.SetAttribute("class", "govuk-character-count");
        output.Attributes.SetAttribute("data-module", "govuk-character-count");
        output.Attributes.SetAttribute("data-maxlength", Max);
        Write(
            output,
            LabelFor(Label),
            HintLine(),
            ErrorLine(),
            box,
            Html.Tag(
                    "div",
                    "govuk-hint govuk-character-count__message",
                    $"You can enter up to {Words.Count(Max.Value, "character")}"
                )
                .Set("id", $"{Id}-info")
        );
    }
}

/// <summary>GOV.UK date input: three boxes, one date; it keeps what was typed, and says which box is wrong.</summary>
[HtmlTargetElement("date-input")]
public sealed class DateInputTagHelper : FieldTagHelper
{
    public string Legend { get; set; } = "";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var day = For.Model is DateOnly date && date != default ? date : (DateOnly?)null;
        var wrong = DateBinder.Wrong(View.ModelState, For.Name);
        var boxes = Html.Tag("div", "govuk-date-input").Set("id", Id);

        foreach (
            var (part, width, value) in new[] { ("Day", 2, day?.Day), ("Month", 2, day?.Month), ("Year", 4, day?.Year) }
        )
        {
            var name = $"{For.Name}.{part}";
            var bad = Error is not null && (wrong.Count == 0 || wrong.Contains(part));
            var box = new TagBuilder("input") { TagRenderMode = TagRenderMode.SelfClosing };
            box.Set(
                    "class",
                    $"govuk-input govuk-date-input__input govuk-input--width-{width}{(bad ? " govuk-input--error" : "")}"
                )
                .Set("id", $"{Id}-{part}")
                .Set("name", name)
                .Set("type", "text")
                .Set("inputmode", "numeric")
                .Set("value", Typed(name) ?? value?.ToString(System.Globalization.CultureInfo.InvariantCulture));
            boxes.With(
                Html.Tag("div", "govuk-date-input__item")
                    .With(
                        Html.Tag("div", "govuk-form-group")
                            .With(
                                Html.Tag("label", "govuk-label govuk-date-input__label", part)
                                    .Set("for", $"{Id}-{part}"),
                                box
                            )
                    )
            );
        }

        Write(output, Fieldset(Legend, boxes).Set("role", "group"));
        ErrorSummaryTagHelper.Note(View, For.Name, $"{Id}-{(wrong.Count > 0 ? wrong[0] : "Day")}");
    }
}

/// <summary>GOV.UK select.</summary>
[HtmlTargetElement("select-input")]
public sealed class SelectInputTagHelper : FieldTagHelper
{
    public string Label { get; set; } = "";

    public IEnumerable<Option> Options { get; set; } = [];

    /// <summary>The words of the first, empty option; "" leaves it out.</summary>
    public string Empty { get; set; } = "Choose one";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var select = Html.Tag("select", $"govuk-select{ErrorClass("govuk-select")}")
            .Set("id", Id)
            .Set("name", For.Name)
            .Set("aria-describedby", DescribedBy);

        if (Empty != "")
            select.With(Html.Tag("option", null, Empty).Set("value", ""));

        foreach (var option in Options)
            select.With(
                Html.Tag("option", null, option.Text)
                    .Set("value", option.Value)
                    .Set("selected", option.Value == Value ? "selected" : null)
            );

        Write(output, LabelFor(Label), HintLine(), ErrorLine(), select);
    }
}

/// <summary>GOV.UK radios: one of several.</summary>
[HtmlTargetElement("radios")]
public sealed class RadiosTagHelper : FieldTagHelper
{
    public string Legend { get; set; } = "";

    public IEnumerable<Option> Options { get; set; } = [];

    /// <summary>The answers stand beside each other: for two short ones.</summary>
    public bool Inline { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var items = Html.Tag("div", Inline ? "govuk-radios govuk-radios--inline" : "govuk-radios")
            .Set("data-module", "govuk-radios");
        Choices.Add(items, "radio", Id, For.Name, Options, Value is { } value ? new HashSet<string> { value } : []);
        Write(output, Fieldset(Legend, items));
    }
}

/// <summary>GOV.UK checkboxes: any of several, bound to a list.</summary>
[HtmlTargetElement("checkboxes")]
public sealed class CheckboxesTagHelper : FieldTagHelper
{
    public string Legend { get; set; } = "";

    public IEnumerable<Option> Options { get; set; } = [];

    public bool Small { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var items = Html.Tag("div", Small ? "govuk-checkboxes govuk-checkboxes--small" : "govuk-checkboxes")
            .Set("data-module", "govuk-checkboxes");
        Choices.Add(items, "checkbox", Id, For.Name, Options, Chosen());
        Write(output, Fieldset(Legend, items));
    }
}

/// <summary>One GOV.UK checkbox, bound to a <c>bool</c>.</summary>
[HtmlTargetElement("checkbox")]
public sealed class CheckboxTagHelper : FieldTagHelper
{
    public string Label { get; set; } = "";

    public bool Small { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var items = Html.Tag("div", Small ? "govuk-checkboxes govuk-checkboxes--small" : "govuk-checkboxes")
            .Set("data-module", "govuk-checkboxes");
        Choices.Add(items, "checkbox", Id, For.Name, [new("true", Label, Hint)], Chosen());
        Write(output, ErrorLine(), items);
    }
}

/// <summary>GOV.UK file upload; the form is sent as multipart by <c>&lt;command-form files="true"&gt;</c>.</summary>
[HtmlTargetElement("file-upload")]
public sealed class FileUploadTagHelper(IOptions<FileSettings> settings) : FieldTagHelper
{
    public string Label { get; set; } = "";

    /// <summary>Which files are taken: said in the hint with their largest size, and offered to choose.</summary>
    public FileRules? Rules { get; set; }

    /// <summary>The types that may be chosen, where there are no rules: ".csv,.xlsx".</summary>
    public string? Accept { get; set; }

    public bool Multiple { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        Hint ??= Rules is null ? null : $"{Rules.Hint}, up to {settings.Value.LargestMegabytes} MB";
        var box = new TagBuilder("input") { TagRenderMode = TagRenderMode.SelfClosing };
        box.Set("class", $"govuk-file-upload{ErrorClass("govuk-file-upload")}")
            .Set("id", Id)
            .Set("name", For.Name)
            .Set("type", "file")
            .Set("accept", Accept ?? Rules?.Accept)
            .Set("multiple", Multiple ? "multiple" : null)
            .Set("aria-describedby", DescribedBy);
        Write(output, LabelFor(Label), HintLine(), ErrorLine(), box);
    }
}

/// <summary>The items of radios and checkboxes.</summary>
internal static class Choices
{
    public static void Add(
        TagBuilder into,
        string type,
        string id,
        string name,
        IEnumerable<Option> options,
        IReadOnlySet<string> chosen
    )
    {
        var kind = type == "radio" ? "radios" : "checkboxes";

        foreach (var (number, option) in options.Index())
        {
            var itemId = number == 0 ? id : $"{id}-{number + 1}";
            var box = new TagBuilder("input") { TagRenderMode = TagRenderMode.SelfClosing };
            box.Set("class", $"govuk-{kind}__input")
                .Set("id", itemId)
                .Set("name", name)
                .Set("type", type)
                .Set("value", option.Value)
                .Set("checked", chosen.Contains(option.Value) ? "checked" : null)
                .Set("aria-describedby", option.Hint is null ? null : $"{itemId}-item-hint");
            into.With(
                Html.Tag("div", $"govuk-{kind}__item")
                    .With(
                        box,
                        Html.Tag("label", $"govuk-label govuk-{kind}__label", option.Text).Set("for", itemId),
                        option.Hint is null
                            ? null
                            : Html.Tag("div", $"govuk-hint govuk-{kind}__hint", option.Hint)
                                .Set("id", $"{itemId}-item-hint")
                    )
            );
        }
    }
}
