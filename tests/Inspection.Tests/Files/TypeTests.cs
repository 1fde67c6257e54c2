using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Inspection.Kernel.Files;

namespace Inspection.Tests.Files;

/// <summary>A file is what its content says, and that is what its name must say; nothing is taken that can act by itself.</summary>
public sealed class TypeTests
{
    private const string Word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";

    private static readonly byte[] Pdf = "%PDF-1.7\n1 0 obj\n"u8.ToArray();

    public static TheoryData<string, byte[]> Taken =>
        new()
        {
            { "a.pdf", Pdf },
            { "a.PDF", Pdf },
            { "a.docx", Docx() },
            {
                "a.xlsx",
                Ooxml("xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml")
            },
            {
                "a.pptx",
                Ooxml(
                    "ppt/presentation.xml",
                    "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
                )
            },
            { "a.odt", OpenDocument("text") },
            { "a.ods", OpenDocument("spreadsheet") },
            { "a.odp", OpenDocument("presentation") },
            { "a.doc", Compound("WordDocument", "1Table") },
            { "a.xls", Compound("Workbook") },
            { "a.xls", Compound("Book") },
            { "a.ppt", Compound("PowerPoint Document") },
            { "a.msg", Compound("__properties_version1.0", "__attach_version1.0_#00000000") },
            { "a.eml", Bytes("Received: from x\r\n by y\r\nFrom: ada@example.org\r\nSubject: Notes\r\n\r\nHello") },
            { "a.txt", Bytes("Änderung: 5 €\r\n") },
            { "a.txt", Encoding.Latin1.GetBytes("Änderung\n") },
            { "a.txt", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("Grüße\n")] },
            { "a.txt", Encoding.BigEndianUnicode.GetBytes("Without a mark") },
            { "a.csv", Bytes("name,date\r\nAda,2026-03-01\r\n") },
            { "a.md", Bytes("# Minutes\n\n- one\n") },
            { "a.jpeg", Pictures.Jpeg },
            { "a.png", Pictures.Png },
            { "a.gif", Pictures.Gif },
            { "a.webp", Pictures.WebP },
            { "a.heic", Pictures.RealHeic },
        };

    public static TheoryData<string, byte[], string> Refused =>
        new()
        {
            { "budget.pdf", Zip(("a.txt", Bytes("a"))), "is not a PDF: it looks like a ZIP archive" },
            {
                "budget.pdf",
                Bytes("<!DOCTYPE html><script>alert(1)</script>"),
                "is not a PDF: it looks like an HTML page"
            },
            { "budget.pdf", Bytes("<svg onload=alert(1)>"), "is not a PDF: it looks like an SVG drawing" },
            { "budget.pdf", Program, "is not a PDF: it looks like a program" },
            { "budget.pdf", [.. "GIF89a"u8, .. Pdf], "is not a PDF: it looks like a GIF picture" },
            { "a.docx", Zip(("a.txt", Bytes("a"))), "is not a Word document: it looks like a ZIP archive" },
            { "a.docx", OpenDocument("text"), "is not a Word document: it looks like an OpenDocument text" },
            {
                "a.docx",
                Compound("EncryptionInfo", "EncryptedPackage"),
                "is not a Word document: it looks like an old Office document, or one with a password"
            },
            { "a.xlsx", Docx(), "is not an Excel workbook: it looks like a Word document" },
            { "a.doc", Compound("Workbook"), "is not a Word 97 document: it looks like an Excel 97 workbook" },
            {
                "a.doc",
                Compound("EncryptedPackage"),
                "is locked with a password. Save it without one, so that it can be checked"
            },
            {
                "a.doc",
                Compound("WordDocument", "Macros", "VBA", "_VBA_PROJECT"),
                "holds macros. Save it without macros, or as PDF"
            },
            {
                "a.ppt",
                [
                    .. Compound("PowerPoint Document"),
                    .. new byte[65_000],
                    2,
                    0,
                    0,
                    4,
                    12,
                    0,
                    0,
                    0,
                    9,
                    0,
                    0,
                    0,
                    1,
                    0,
                    0,
                    0,
                    2,
                    0,
                    0,
                    0,
                ],
                "holds macros. Save it without macros, or as PDF"
            },
            {
                "a.docx",
                Ooxml("word/document.xml", Word, ("word/vbaProject.bin", [1])),
                "holds macros. Save it without macros, or as PDF"
            },
            {
                "a.docx",
                Ooxml("word/document.xml", "application/vnd.ms-word.document.macroEnabled.main+xml"),
                "holds macros. Save it without macros, or as PDF"
            },
            {
                "a.xlsx",
                Ooxml("xl/workbook.xml", "application/vnd.ms-excel.sheet.macroEnabled.main+xml"),
                "holds macros. Save it without macros, or as PDF"
            },
            {
                "a.odt",
                OpenDocument("text", ("Basic/Standard/Module1.xml", [1])),
                "holds macros. Save it without macros, or as PDF"
            },
            {
                "a.docm",
                Docx(),
                "cannot be taken: Office files with macros are not accepted; save it without macros. Use "
                    + FileRules.Evidence.Hint
            },
            {
                "a.zip",
                Zip(("a.txt", Bytes("a"))),
                "cannot be taken: archives are not accepted; hand in the files that are in it. Use "
                    + FileRules.Evidence.Hint
            },
            {
                "a.html",
                Bytes("<html></html>"),
                "cannot be taken: web pages and SVG drawings are not accepted; save it as PDF. Use "
                    + FileRules.Evidence.Hint
            },
            {
                "report.pdf.exe",
                Program,
                "cannot be taken: files of the type .exe are not accepted. Use " + FileRules.Evidence.Hint
            },
            {
                "report",
                Pdf,
                "cannot be taken: its name does not say what it is; it looks like a PDF. Use " + FileRules.Evidence.Hint
            },
            { "a.txt", Program, "is not plain text: it looks like a program" },
            { "a.txt", Bytes("<html><body>"), "is not plain text: it looks like an HTML page" },
            { "a.txt", Bytes("#!/bin/sh\nrm -rf /\n"), "is not plain text: it looks like a script" },
            { "a.csv", [1, 2, 3, 4], "is not a CSV table: it looks like something that is not known here" },
            { "a.eml", Bytes("Just a text\n"), "is not an e-mail: it looks like plain text" },
            {
                "a.rtf",
                Bytes("{\\rtf1}"),
                "cannot be taken: files of the type .rtf are not accepted. Use " + FileRules.Evidence.Hint
            },
            { "a.docx", Docx(("../../evil.xml", [1])), "holds a file that would be unpacked outside of its folder" },
            { "a.docx", Docx(("/etc/passwd", [1])), "holds a file that would be unpacked outside of its folder" },
            { "a.docx", Docx(("..\\evil.xml", [1])), "holds a file that would be unpacked outside of its folder" },
            {
                "a.docx",
                Docx([.. Enumerable.Range(0, 5001).Select(i => ($"word/{i}.xml", Array.Empty<byte>()))]),
                "holds more than 5,000 files, the most that is taken"
            },
        };

    private static byte[] Program => [.. "MZ"u8, 0x90, 0, 3, 0, 0, 0, .. new byte[100]];

    [Theory, MemberData(nameof(Taken))]
    public async Task What_people_hand_in_is_taken(string name, byte[] content) =>
        Assert.Equal(content.Length, await Take(name, content));

    [Theory, MemberData(nameof(Refused))]
    public async Task What_is_no_evidence_is_refused_in_words(string name, byte[] content, string words) =>
        Assert.Equal(words, (await Assert.ThrowsAsync<NotTakenException>(() => Take(name, content))).Message);

    [Fact]
    public async Task A_document_that_unpacks_to_more_than_is_taken_is_refused_by_its_directory()
    {
        var zeros = Bomb(700);
        Assert.InRange(zeros.Length, 0, 1_500_000);

        var refused = await Assert.ThrowsAsync<NotTakenException>(() => Take("a.docx", zeros));

        Assert.Equal("unpacks to more than 500 MB, the most that is taken. Save it as PDF", refused.Message);
    }

    [Fact]
    public async Task A_document_that_declares_less_than_it_holds_is_refused_while_it_is_counted()
    {
        var bomb = Bomb(700);
        Declare(bomb, "word/zeros.xml", 1000);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var taken = Take("a.docx", bomb);

        // It ran on this thread to its end, so all that it allocated was counted.
        Assert.True(taken.IsCompleted);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000_000);
        var refused = await Assert.ThrowsAsync<NotTakenException>(() => taken);
        Assert.Equal("unpacks to more than it declares, and was not unpacked", refused.Message);
    }

    [Fact]
    public async Task A_locked_document_is_refused()
    {
        var docx = Docx();
        docx[At(docx, "word/document.xml") - 46 + 8] |= 1;

        Assert.StartsWith(
            "is locked with a password",
            (await Assert.ThrowsAsync<NotTakenException>(() => Take("a.docx", docx))).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_document_that_is_cut_off_or_overwritten_is_damaged_or_taken_but_never_a_fault()
    {
        foreach (var (name, whole) in new[] { ("a.docx", Docx()), ("a.doc", Compound("WordDocument")) })
        {
            for (var length = 40; length < whole.Length; length += 7)
                await Judged(name, whole[..length]);

            for (var at = 4; at < whole.Length; at++)
            {
                byte[] wrong = [.. whole];
                wrong[at] ^= 0xFF;
                await Judged(name, wrong);
            }
        }
    }

    [Fact]
    public async Task A_directory_that_leads_to_itself_ends()
    {
        var ole = Compound("WordDocument");
        // The table says that the directory's sector is followed by itself.
        BinaryPrimitives.WriteUInt32LittleEndian(ole.AsSpan(512 + 4), 1);

        Assert.Equal(
            "its directory does not end",
            (await Assert.ThrowsAsync<DamagedException>(() => Take("a.doc", ole))).Message
        );
    }

    private static async Task Judged(string name, byte[] content)
    {
        try
        {
            await Take(name, content);
        }
        catch (Exception e) when (e is DamagedException or NotTakenException)
        {
            // It says so in words.
        }
    }

    private static async Task<long> Take(string name, byte[] content)
    {
        using var incoming = new Incoming(new MemoryStream(content), 100_000_000);
        await incoming.Has(Sniffer.Enough, default);
        var type = Judge.TypeOf(name, incoming.Span, FileRules.Evidence);
        using var stored = new MemoryStream();
        await Judge.Take(type, incoming, stored, default);
        await Judge.LookInside(type, stored, default);
        return stored.Length;
    }

    private static byte[] Docx(params (string Name, byte[] Content)[] more) => Ooxml("word/document.xml", Word, more);

    private static byte[] Ooxml(string main, string type, params (string Name, byte[] Content)[] more) =>
        Zip([
            ("[Content_Types].xml", Bytes($"<Types><Override PartName=\"/{main}\" ContentType=\"{type}\"/></Types>")),
            (main, Bytes("<document/>")),
            .. more,
        ]);

    private static byte[] OpenDocument(string kind, params (string Name, byte[] Content)[] more) =>
        Zip([
            ("mimetype", Bytes($"application/vnd.oasis.opendocument.{kind}")),
            ("content.xml", Bytes("<office/>")),
            ("Basic/script-lc.xml", Bytes("<libraries/>")),
            .. more,
        ]);

    private static byte[] Zip(params (string Name, byte[] Content)[] entries)
    {
        using var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, content) in entries)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        return packed.ToArray();
    }

    private static byte[] Bomb(int megabytes)
    {
        using var bomb = new MemoryStream();
        using (var zip = new ZipArchive(bomb, ZipArchiveMode.Create, leaveOpen: true))
        {
            using (var types = zip.CreateEntry("[Content_Types].xml").Open())
                types.Write(Bytes(Word));
            using var zeros = zip.CreateEntry("word/zeros.xml").Open();
            var megabyte = new byte[1024 * 1024];
            for (var i = 0; i < megabytes; i++)
                zeros.Write(megabyte);
        }
        return bomb.ToArray();
    }

    private static void Declare(byte[] zip, string name, int size) =>
        BinaryPrimitives.WriteInt32LittleEndian(zip.AsSpan(At(zip, name) - 46 + 24), size);

    // The name's place in the directory, which comes last.
    private static int At(byte[] zip, string name) => zip.AsSpan().LastIndexOf(Bytes(name));

    /// <summary>A compound file: header, table, directory.</summary>
    private static byte[] Compound(params string[] entries)
    {
        var sectors = (entries.Length + 1 + 3) / 4;
        var file = new byte[512 * (2 + sectors)];
        new byte[] { 0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1 }.CopyTo(file, 0);
        file[30] = 9;
        Int(48, 1);
        Int(68, -2);
        for (var i = 0; i < 109; i++)
            Int(76 + i * 4, i == 0 ? 0 : -1);
        for (var i = 0; i < 128; i++)
            Int(
                512 + i * 4,
                i == 0 ? -3
                    : i < sectors ? i + 1
                    : i == sectors ? -2
                    : -1
            );

        foreach (var (place, name) in entries.Prepend("Root Entry").Index())
        {
            var at = 1024 + place * 128;
            Encoding.Unicode.GetBytes(name).CopyTo(file, at);
            file[at + 64] = (byte)(name.Length * 2 + 2);
        }
        return file;

        void Int(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), value);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
