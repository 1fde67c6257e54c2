namespace Inspection.Recommendations.Import;

/// <summary>Turns the bytes of a published document into text and blocks, whatever its format.</summary>
internal static class DocumentReader
{
    internal const int MaxBytes = 50 * 1024 * 1024;

    private static readonly byte[] OleSignature = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

    public static async Task<SourceDocument> Read(byte[] bytes, string fileName, CancellationToken cancel = default)
    {
        if (bytes.Length == 0)
            throw new UnreadableDocumentException("The file is empty. Choose the document again.");
        if (bytes.Length > MaxBytes)
            throw new UnreadableDocumentException(
                "The file is larger than 50 MB. Import only the part of the document with the findings."
            );
        return IsPdf(bytes) ? await PdfDocument.Read(bytes, fileName, cancel) : ReadInProcess(bytes, fileName);
    }

    private static SourceDocument ReadInProcess(byte[] bytes, string fileName)
    {
        if (bytes.AsSpan().StartsWith("PK\u0003\u0004"u8))
            return ZippedDocument.Read(bytes, fileName);
        if (bytes.AsSpan().StartsWith(OleSignature))
            throw new UnreadableDocumentException(
                "This is an old Word document or one locked with a password. "
                    + "Save it as .docx without a password, then import it again."
            );
        if (bytes.AsSpan().StartsWith("{\\rtf"u8))
            throw new UnreadableDocumentException(
                "This is a rich text (RTF) document. Save it as .docx or PDF, then import it again."
            );
        if (IsImage(bytes))
            throw new UnreadableDocumentException(
                "This is a picture, not a document with text. Use a version in which the text can be selected."
            );

        var text = TextDecoder.Decode(bytes);
        var extension = Path.GetExtension(fileName).ToLowerInvariant();
        if (HtmlDocument.LooksLikeHtml(text) || extension is ".html" or ".htm" or ".xhtml")
            return HtmlDocument.Read(text, fileName);
        return extension is ".md" or ".markdown" || MarkdownDocument.LooksLikeMarkdown(text)
            ? MarkdownDocument.Read(text, fileName)
            : TextDocument.Read(text, fileName);
    }

    private static bool IsPdf(byte[] bytes) => bytes.AsSpan(0, Math.Min(bytes.Length, 1024)).IndexOf("%PDF-"u8) >= 0;

    private static bool IsImage(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47])
        || bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])
        || bytes.StartsWith("GIF8"u8)
        || bytes.StartsWith("II*\0"u8)
        || bytes.StartsWith("MM\0*"u8);
}
