using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;

namespace Inspection.Kernel.Ui.Lists;

/// <summary>
/// The rows of a list's table. Written here and not in the page: a row has thirty pieces of markup, and a hundred rows of
/// them are most of what a list costs.
/// </summary>
internal sealed class ListRows(ListView view) : IHtmlContent
{
    private readonly bool selectable = view.Bulk.Count > 0;

    // Names stand out; sentences do not.
    private readonly string first = view.Rows.Any(row => Words.Show(view.Query.Columns[0].Value(row)).Length > 30)
        ? " app-table__first app-table__first--long"
        : " app-table__first";

    public void WriteTo(TextWriter writer, HtmlEncoder encoder)
    {
        foreach (var row in view.Rows)
        {
            writer.Write("""<tr class="govuk-table__row" role="row">""");

            if (selectable)
                Select(writer, encoder, row);

            foreach (var column in view.Query.Columns)
                Cell(writer, encoder, row, column);

            writer.WriteLine("</tr>");
        }
    }

    private void Select(TextWriter writer, HtmlEncoder encoder, object row)
    {
        var id = view.Plan.Rows.IdOf(row);
        writer.Write(
            $"""<td class="govuk-table__cell app-table__select app-no-print" role="cell"><div class="govuk-checkboxes govuk-checkboxes--small"><div class="govuk-checkboxes__item"><input class="govuk-checkboxes__input" type="checkbox" id="row-{id}" name="rows" value="{id}" data-select-row><label class="govuk-label govuk-checkboxes__label" for="row-{id}"><span class="govuk-visually-hidden">Select """
        );
        encoder.Encode(writer, view.Plan.NameOf(row));
        writer.Write("</span></label></div></div></td>");
    }

    private void Cell(TextWriter writer, HtmlEncoder encoder, object row, ListColumn column)
    {
        var value = column.Value(row);
        var text = Words.Show(value);
        var link = text == "" ? null : column.Link?.Invoke(row);
        var look =
            column == view.Query.Columns[0] ? first
            : value is DateOnly ? " app-table__day"
            : text.Length > 50 && link is not null ? " app-table__long"
            : "";

        writer.Write("<td class=\"govuk-table__cell");
        writer.Write(column.Numeric ? " govuk-table__cell--numeric" : "");
        writer.Write(look);
        writer.Write("\" role=\"cell\" data-label=\"");
        encoder.Encode(writer, column.Title);
        writer.Write("\"><div class=\"app-table__value\">");

        if (column.Tag?.Invoke(row) is { } tag)
            Html.Status(tag).WriteTo(writer, encoder);
        else if (link is not null)
            Html.Link(link, text).WriteTo(writer, encoder);
        else if (text == "")
            Html.Tag("span", "app-quiet", column.Empty == "" ? "–" : column.Empty).WriteTo(writer, encoder);
        else
            encoder.Encode(writer, text);

        if (column.Note?.Invoke(row) is { Length: > 0 } note)
            Html.Tag("span", "app-table__note", note).WriteTo(writer, encoder);

        writer.Write("</div></td>");
    }
}
