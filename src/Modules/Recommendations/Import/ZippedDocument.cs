using System.IO.Compression;

namespace Inspection.Recommendations.Import;

/// <summary>Word and OpenDocument files are zip archives: measured before anything in them is opened.</summary>
internal static class ZippedDocument
{
    private const long MaxUnpacked = 200L * 1024 * 1024;
    private const int MaxEntries = 5_000;

    public static SourceDocument Read(byte[] bytes, string fileName)
    {
        try
        {
            using var zip = new ZipArchive(new MemoryStream(bytes, writable: false), ZipArchiveMode.Read);
            Measure(zip);
            if (zip.GetEntry("word/document.xml") is not null)
                return DocxDocument.Read(bytes, fileName);
            if (zip.GetEntry("content.xml") is { } content)
                return OdtDocument.Read(zip, content, fileName);
        }
        catch (Exception e) when (e is not UnreadableDocumentException and not OutOfMemoryException)
        {
            throw new UnreadableDocumentException(
                "The document is damaged. Open it in a word processor, save a copy and import the copy.",
                e
            );
        }
        throw new UnreadableDocumentException(
            "This zip file is not a Word (.docx) or OpenDocument (.odt) text. Unpack it and import the document in it."
        );
    }

    private static void Measure(ZipArchive zip)
    {
        if (zip.Entries.Count > MaxEntries)
            throw TooLarge();
        // The sizes an archive declares can lie, so the parts that will be parsed are unpacked and counted.
        long unpacked = 0;
        var buffer = new byte[81920];
        foreach (var entry in zip.Entries.Where(e => e.Name.EndsWith(".xml", StringComparison.OrdinalIgnoreCase)))
        {
            if (entry.Length > MaxUnpacked)
                throw TooLarge();
            using var stream = entry.Open();
            for (int read; (read = stream.Read(buffer)) > 0; )
                if ((unpacked += read) > MaxUnpacked)
                    throw TooLarge();
        }
    }

    private static UnreadableDocumentException TooLarge() =>
        new("The document unpacks to far more than a report holds. Save a copy without pictures and import the copy.");
}
