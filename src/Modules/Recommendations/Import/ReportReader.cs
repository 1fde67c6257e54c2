namespace Inspection.Recommendations.Import;

/// <summary>Reads findings and answers from a document. Pure: the same document always gives the same reading.</summary>
internal static class ReportReader
{
    public static ReadReport Read(SourceDocument document)
    {
        var furniture = Furniture.In(document);
        var passages = Passages.Of(document, furniture);
        var report = ReportFieldsReader.Read(document, passages, furniture);
        var marks = Marked.All(passages);
        var warnings = new List<string>(document.Warnings);

        var drafts = Duplicates.Remove(ItemFinder.Find(marks, ReportFieldsReader.IsResponse(report, passages)));
        if (drafts.Count == 0 && (drafts = NarrativeItems.Find(marks)).Count > 0)
            warnings.Add("The document lists no findings. These were taken from its sentences, so check each one.");

        var fields = new ItemFields(Blanket.In(passages, drafts.Count), new Owners(Abbreviations.In(passages)));
        var items = drafts.Select((draft, i) => fields.Read(draft, i + 1)).ToList();
        warnings.AddRange(Warnings.For(items));
        return new ReadReport(report, items, warnings);
    }
}
