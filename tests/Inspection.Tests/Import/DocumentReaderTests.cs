using System.IO.Compression;
using System.Text;
using Inspection.Recommendations.Import;

namespace Inspection.Tests.Import;

public sealed class DocumentReaderTests
{
    [Fact]
    public void A_byte_order_mark_decides_the_encoding()
    {
        foreach (var encoding in (Encoding[])[Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode])
            Assert.Equal("Café – plan", Text([.. encoding.GetPreamble(), .. encoding.GetBytes("Café – plan")]));
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_read_as_windows_1252() =>
        Assert.Equal("Café – “plan”", Text([.. "Caf"u8, 0xE9, .. " "u8, 0x96, .. " "u8, 0x93, .. "plan"u8, 0x94]));

    [Fact]
    public void Line_ends_and_spaces_are_made_one_kind() =>
        Assert.Equal("a\nb\nc d", Text("a\r\nb\rc\u00a0d"u8.ToArray()));

    [Fact]
    public void Content_decides_before_the_extension()
    {
        Assert.Equal(SourceFormat.Html, Read("<!DOCTYPE html><p>Words</p>"u8.ToArray(), "report.txt").Format);
        Assert.Equal(SourceFormat.Markdown, Read("# A\n\n## B\n\n## C\n\nWords"u8.ToArray(), "report").Format);
    }

    [Fact]
    public void Merged_cells_of_a_page_keep_their_columns()
    {
        var page = Read(
            "<table><tr><td rowspan=2>1</td><td colspan=2>a</td></tr><tr><td>b</td><td>c</td></tr></table>"u8.ToArray(),
            "plan.html"
        );

        var cells = page
            .Blocks.SelectMany(b => b.Cells)
            .Select(c => $"{c.Span.In(page.Text)}@{c.Column}+{c.ColumnSpan}");
        Assert.Equal(["1@0+1", "a@1+2", "b@1+1", "c@2+1"], cells);
    }

    [Fact]
    public void Words_that_a_page_hides_or_runs_are_left_out() =>
        Assert.Equal(
            "Shown",
            Text("<html><script>alert(1)</script><style>p{}</style><p>Shown</p><p hidden>x</p>"u8.ToArray())
        );

    [Fact]
    public void A_page_nested_very_deeply_is_still_read()
    {
        var deep = string.Concat(Enumerable.Repeat("<div>", 50_000)) + "Words";

        Assert.Equal("Words", Text(Encoding.UTF8.GetBytes("<html><body>" + deep)));
    }

    [Fact]
    public void Raw_html_in_markdown_stays_words() =>
        Assert.Contains(
            "<b>",
            Text("# A\n\n# B\n\n# C\n\n<b>bold</b> <script>x</script>"u8.ToArray()),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(new byte[0], "empty")]
    [InlineData(new byte[] { 0x89, 0x50, 0x4E, 0x47, 1, 2, 3, 4 }, "picture")]
    [InlineData(new byte[] { 0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1 }, "password")]
    [InlineData(new byte[] { 0x50, 0x4B, 3, 4, 0, 0 }, "damaged")]
    [InlineData(new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8 }, "not a document")]
    public void What_cannot_be_read_is_said_in_a_sentence(byte[] bytes, string word) => Refused(bytes, "file", word);

    [Fact]
    public void A_file_over_the_limit_is_refused() =>
        Refused(new byte[DocumentReader.MaxBytes + 1], "big.txt", "50 MB");

    [Fact]
    public void A_zip_without_a_document_is_refused() =>
        Refused(Zip(("readme.txt", "x"u8.ToArray())), "a.docx", "zip file");

    [Fact]
    public void A_word_file_that_unpacks_to_gigabytes_is_refused()
    {
        var bomb = Zip(("word/document.xml", new byte[210 * 1024 * 1024]));

        Refused(bomb, "report.docx", "unpacks to far more");
    }

    [Fact]
    public void Entities_in_a_document_are_not_followed()
    {
        var hostile = "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><x>&e;</x>"u8.ToArray();

        Refused(Zip(("content.xml", hostile)), "a.odt", "damaged");
        Refused(Zip(("word/document.xml", hostile)), "a.docx", "no text");
    }

    [Fact]
    public void A_locked_opendocument_is_said_to_be_locked() =>
        Refused(
            Zip(("content.xml", "?"u8.ToArray()), ("META-INF/manifest.xml", "<encryption-data/>"u8.ToArray())),
            "a.odt",
            "password"
        );

    [PdfFact]
    public void A_scan_is_said_to_be_a_scan() => Refused(Pdf(""), "scan.pdf", "scan");

    [PdfFact]
    public void A_damaged_pdf_is_said_to_be_damaged() =>
        Refused("%PDF-1.4 nothing more"u8.ToArray(), "a.pdf", "damaged");

    [PdfFact]
    public void The_words_of_a_pdf_are_read() =>
        Assert.Contains("Plain words", Text(Pdf("(Plain words) Tj")), StringComparison.Ordinal);

    private static SourceDocument Read(byte[] bytes, string name) =>
        DocumentReader.Read(bytes, name).GetAwaiter().GetResult();

    private static string Text(byte[] bytes) => Read(bytes, "file").Text.Trim();

    private static void Refused(byte[] bytes, string name, string word)
    {
        var refusal = Assert.Throws<UnreadableDocumentException>(() => Read(bytes, name));
        Assert.Contains(word, refusal.Message, StringComparison.Ordinal);
    }

    private static byte[] Zip(params (string Name, byte[] Bytes)[] entries)
    {
        using var archive = new MemoryStream();
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Create))
            foreach (var (name, bytes) in entries)
                using (var entry = zip.CreateEntry(name, CompressionLevel.Fastest).Open())
                    entry.Write(bytes);
        return archive.ToArray();
    }

    private static byte[] Pdf(string drawing)
    {
        var content = $"BT /F1 12 Tf 50 700 Td {drawing} ET";
        return Encoding.Latin1.GetBytes(
            $"""
            %PDF-1.4
            1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj
            2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj
            3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >> endobj
            4 0 obj << /Length {content.Length} >> stream
            {content}
            endstream endobj
            5 0 obj << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> endobj
            trailer << /Root 1 0 R >>
            %%EOF
            """
        );
    }
}
