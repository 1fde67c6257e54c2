using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;

namespace Inspection.Kernel.Ui.Lists;

/// <summary>
/// What can be chosen around a list. Written here and not in the page, as its rows are: it is a hundred boxes and menu
/// entries, and a page keeps each of their pieces until it is written.
/// </summary>
internal static class ListMarkup
{
    /// <summary>The answers of a filter as boxes to tick, and as a menu where they are too many.</summary>
    public static IHtmlContent Answers(ListView view, ListFilter filter) =>
        new Markup(
            (writer, encoder) =>
            {
                var answers = view.Options[filter.Key].ToLookup(one => view.Query.Has(filter.Key, one.Value));
                var chosen = answers[true].ToList();

                if (view.Options[filter.Key].Count <= ListView.MostBoxes)
                    Boxes(writer, encoder, filter.Key, view.Options[filter.Key], chosen.Contains);
                else
                {
                    Boxes(writer, encoder, filter.Key, chosen, _ => true);
                    Menu(writer, encoder, filter, answers[false], chosen.Count > 0);
                }
            }
        );

    /// <summary>The columns that can be shown.</summary>
    public static IHtmlContent Columns(ListView view) =>
        new Markup(
            (writer, encoder) =>
                Boxes(
                    writer,
                    encoder,
                    "columns",
                    view.Plan.Columns.Select(column => new Option(column.Key, column.Title)),
                    option => view.Query.Columns.Any(column => column.Key == option.Value)
                )
        );

    /// <summary>The columns that the list can be sorted by, each in both directions.</summary>
    public static IHtmlContent Sorts(ListView view) =>
        new Markup(
            (writer, encoder) =>
            {
                foreach (var column in view.Plan.Columns)
                    if (column.Sort is not null)
                    {
                        Entry(writer, encoder, new(column.Key, $"{column.Title}, first to last"), view.Query.SortKey);
                        Entry(
                            writer,
                            encoder,
                            new($"-{column.Key}", $"{column.Title}, last to first"),
                            view.Query.SortKey
                        );
                    }
            }
        );

    private static void Boxes(
        TextWriter writer,
        HtmlEncoder encoder,
        string name,
        IEnumerable<Option> options,
        Func<Option, bool> isChosen
    )
    {
        writer.Write("<div class=\"govuk-checkboxes govuk-checkboxes--small\">");

        foreach (var (place, option) in options.Index())
        {
            writer.Write(
                $"""<div class="govuk-checkboxes__item"><input class="govuk-checkboxes__input" type="checkbox" id="{name}-{place}" name="{name}" value="{encoder.Encode(option.Value)}"{(isChosen(option) ? " checked" : "")}><label class="govuk-label govuk-checkboxes__label" for="{name}-{place}">"""
            );
            encoder.Encode(writer, option.Text);
            writer.Write("</label></div>");
        }

        writer.Write("</div>");
    }

    private static void Menu(
        TextWriter writer,
        HtmlEncoder encoder,
        ListFilter filter,
        IEnumerable<Option> options,
        bool also
    )
    {
        var id = $"{filter.Key}-other";
        writer.Write(
            $"""<label class="govuk-visually-hidden" for="{id}">{(also ? "Also" : "One of")} {encoder.Encode(filter.Title.ToLowerInvariant())}</label><select class="govuk-select app-filter__other" id="{id}" name="{filter.Key}">"""
        );
        Entry(writer, encoder, new("", also ? "Choose another" : "Choose one"));

        foreach (var option in options)
            Entry(writer, encoder, option);

        writer.Write("</select>");
    }

    private static void Entry(TextWriter writer, HtmlEncoder encoder, Option option, string? selected = null)
    {
        writer.Write("<option value=\"");
        encoder.Encode(writer, option.Value);
        writer.Write(option.Value == selected ? "\" selected>" : "\">");
        encoder.Encode(writer, option.Text);
        writer.Write("</option>");
    }

    private sealed class Markup(Action<TextWriter, HtmlEncoder> write) : IHtmlContent
    {
        public void WriteTo(TextWriter writer, HtmlEncoder encoder) => write(writer, encoder);
    }
}
