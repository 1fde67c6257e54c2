using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;

namespace Inspection.Recommendations.Import;

/// <summary>What a Word paragraph's style says: its heading level, and the number its list gives it.</summary>
internal sealed class DocxStyles
{
    private readonly Dictionary<string, Style> styles = [];
    private readonly Dictionary<(int List, int Level), Level> levels = [];
    private readonly Dictionary<(int List, int Level), int> counters = [];

    public DocxStyles(MainDocumentPart main)
    {
        foreach (var style in main.StyleDefinitionsPart?.Styles?.Elements<Style>() ?? [])
            if (style.StyleId?.Value is { } id)
                styles[id] = style;
        if (main.NumberingDefinitionsPart?.Numbering is not { } numbering)
            return;
        var definitions = numbering.Elements<AbstractNum>().ToLookup(d => d.AbstractNumberId?.Value);
        foreach (var list in numbering.Elements<NumberingInstance>())
        foreach (var level in definitions[list.AbstractNumId?.Val?.Value].SelectMany(d => d.Elements<Level>()))
            levels[(list.NumberID?.Value ?? 0, level.LevelIndex?.Value ?? 0)] = level;
    }

    public int? HeadingLevel(Paragraph paragraph)
    {
        var properties = paragraph.ParagraphProperties;
        if (properties?.OutlineLevel?.Val?.Value is >= 0 and < 9 and var outline)
            return outline + 1;
        for (var (id, hops) = (properties?.ParagraphStyleId?.Val?.Value, 0); id is not null && hops < 10; hops++)
        {
            var style = styles.GetValueOrDefault(id);
            var name = (style?.StyleName?.Val?.Value ?? id).Replace(" ", "", StringComparison.Ordinal);
            if (
                name.StartsWith("heading", StringComparison.OrdinalIgnoreCase) && int.TryParse(name[7..], out var level)
            )
                return level;
            if (name.Equals("title", StringComparison.OrdinalIgnoreCase))
                return 1;
            id = style?.BasedOn?.Val?.Value;
        }
        return null;
    }

    public string ListLabel(Paragraph paragraph)
    {
        if (Numbering(paragraph) is not { NumberingId.Val.Value: > 0 and var list } numbering)
            return "";
        var depth = numbering.NumberingLevelReference?.Val?.Value ?? 0;
        if (!levels.TryGetValue((list, depth), out var level))
            return "";
        if (level.NumberingFormat?.Val?.Value == NumberFormatValues.Bullet)
            return "• ";
        counters[(list, depth)] = Count(list, depth, level) + (counters.ContainsKey((list, depth)) ? 1 : 0);
        foreach (var deeper in counters.Keys.Where(k => k.List == list && k.Level > depth).ToArray())
            counters.Remove(deeper);
        var label = level.LevelText?.Val?.Value ?? "";
        for (var i = 0; i <= depth; i++)
            label = label.Replace($"%{i + 1}", Printed(list, i), StringComparison.Ordinal);
        return label.Trim() is { Length: > 0 } printed ? printed + " " : "";
    }

    private string Printed(int list, int depth) =>
        levels.TryGetValue((list, depth), out var level)
            ? ListNumber.Print(level.NumberingFormat?.Val?.InnerText ?? "decimal", Count(list, depth, level))
            : "1";

    private int Count(int list, int depth, Level level) =>
        counters.GetValueOrDefault((list, depth), level.StartNumberingValue?.Val?.Value ?? 1);

    private NumberingProperties? Numbering(Paragraph paragraph)
    {
        if (paragraph.ParagraphProperties?.NumberingProperties is { NumberingId: not null } own)
            return own;
        for (
            var (id, hops) = (paragraph.ParagraphProperties?.ParagraphStyleId?.Val?.Value, 0);
            id is not null && hops < 10;
            hops++
        )
        {
            var style = styles.GetValueOrDefault(id);
            if (style?.StyleParagraphProperties?.NumberingProperties is { } inherited)
                return inherited;
            id = style?.BasedOn?.Val?.Value;
        }
        return null;
    }
}
