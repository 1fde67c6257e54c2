using System.Globalization;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Inspection.Kernel.Ui.Lists;

/// <summary>The questions of a bulk action, drawn as the form fields they are.</summary>
internal static class BulkFields
{
    private static readonly EmptyModelMetadataProvider Metadata = new();

    public static IHtmlContent Draw(
        ViewContext view,
        BulkQuestion question,
        IReadOnlyList<Option> options,
        BulkAnswers answers
    )
    {
        FieldTagHelper field = question.Kind switch
        {
            "select" => new SelectInputTagHelper { Label = question.Label, Options = options },
            "date" => new DateInputTagHelper { Legend = question.Label },
            "textarea" => new TextAreaTagHelper { Label = question.Label },
            _ => new TextInputTagHelper { Label = question.Label },
        };
        object? value = question.Kind == "date" ? answers.Day(question.Key) : answers[question.Key];
        field.View = view;
        field.Size = "s";
        field.For = new(
            $"answer.{question.Key}",
            Metadata.GetModelExplorerForType(value?.GetType() ?? typeof(string), value)
        );
        var output = new TagHelperOutput(
            "div",
            [],
            (_, _) => Task.FromResult<TagHelperContent>(new DefaultTagHelperContent())
        );
        field.Process(
            new([], new Dictionary<object, object>(), question.Key.ToString(CultureInfo.InvariantCulture)),
            output
        );
        return output;
    }
}
