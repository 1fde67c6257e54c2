using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Inspection.Recommendations.Import;

/// <summary>Writes a reading as the JSON that the command line prints.</summary>
internal static class ImportJson
{
    private static readonly JsonWriterOptions Readable = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write(ReadReport read)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Readable))
        {
            json.WriteStartObject();
            WriteReport(json, read.Report);
            var groups = HasRestarts(read.Items);
            json.WriteStartArray("items");
            foreach (var item in read.Items)
                WriteItem(json, item, groups);
            json.WriteEndArray();
            json.WriteStartArray("warnings");
            foreach (var warning in read.Warnings)
                json.WriteStringValue(warning);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    public static string Word(ItemKind kind) =>
        kind switch
        {
            ItemKind.IssueToAddress => "issue to address",
            ItemKind.AreaForImprovement => "area for improvement",
            ItemKind.GoodPractice => "good practice",
            ItemKind.Strength => "strength",
            _ => "recommendation",
        };

    public static string Word(Position position) =>
        position switch
        {
            Position.Accepted => "accepted",
            Position.PartiallyAccepted => "partially accepted",
            Position.Rejected => "rejected",
            _ => "none stated",
        };

    private static string? Word(PositionSource? source) =>
        source switch
        {
            PositionSource.Item => "item",
            PositionSource.WholeDocument => "whole document",
            _ => null,
        };

    private static string? Iso(DateOnly? date) => date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static void WriteReport(Utf8JsonWriter json, ReportFields report)
    {
        json.WriteStartObject("report");
        json.WriteString("title", report.Title.Value);
        json.WriteString("inspectorate", report.Inspectorate.Value);
        json.WriteString("respondent", report.Respondent.Value);
        json.WriteString("published", Iso(report.Published.Value));
        json.WriteEndObject();
    }

    private static void WriteItem(Utf8JsonWriter json, ReadItem item, bool groups)
    {
        json.WriteStartObject();
        json.WriteString("number", item.Number.Value);
        json.WriteNumber("ordinal", item.Ordinal);
        json.WriteString("kind", Word(item.Kind.Value));
        json.WriteString("text", item.Text.Value);
        json.WriteStartObject("response");
        json.WriteString("position", Word(item.Position.Value.Position));
        json.WriteString("text", item.Response.Value);
        json.WriteString("source", Word(item.Position.Value.Source));
        json.WriteEndObject();
        json.WriteStartArray("owners");
        foreach (var owner in item.Owners)
            json.WriteStringValue(owner.Value);
        json.WriteEndArray();
        WriteDue(json, item.Due.Value);
        json.WriteNumber("confidence", Math.Round(item.Confidence, 2));
        if (groups && item.Group.Value is { } group)
            json.WriteString("group", group);
        if (item.Rating.Value is { } rating)
            json.WriteString("rating", rating);
        WriteParts(json, item.Parts);
        json.WriteEndObject();
    }

    private static void WriteDue(Utf8JsonWriter json, DueDate due)
    {
        json.WriteStartObject("due");
        json.WriteString("date", Iso(due.Date));
        json.WriteString("text", due.Text.Length > 0 ? due.Text : null);
        json.WriteString("precision", due.Precision.ToString().ToLowerInvariant());
        json.WriteEndObject();
    }

    private static void WriteParts(Utf8JsonWriter json, IReadOnlyList<ReadPart> parts)
    {
        if (parts.Count == 0)
            return;
        json.WriteStartArray("parts");
        foreach (var part in parts)
        {
            json.WriteStartObject();
            json.WriteString("text", part.Text.Value);
            WriteDue(json, part.Due.Value);
            json.WriteString("position", Word(part.Position.Value));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static bool HasRestarts(IReadOnlyList<ReadItem> items) =>
        items.Where(i => i.Number.Value is not null).GroupBy(i => i.Number.Value).Any(g => g.Count() > 1);
}
