namespace Inspection.Kernel.Files;

/// <summary>A kind of file that is taken.</summary>
/// <param name="Noun">What it is called in a sentence: "a PDF".</param>
/// <param name="MediaType">What it is served as.</param>
/// <param name="Extensions">What its names end in, the usual one first.</param>
public sealed record FileType(string Noun, string MediaType, params IReadOnlyList<string> Extensions)
{
    private const string Office = "application/vnd.openxmlformats-officedocument.";
    private const string OpenDocument = "application/vnd.oasis.opendocument.";

    internal static readonly FileType Pdf = new("a PDF", "application/pdf", ".pdf") { Looks = Looks.Pdf };
    internal static readonly FileType Docx = Zipped("a Word document", Office + "wordprocessingml.document", ".docx");
    internal static readonly FileType Xlsx = Zipped("an Excel workbook", Office + "spreadsheetml.sheet", ".xlsx");
    internal static readonly FileType Pptx = Zipped(
        "a PowerPoint presentation",
        Office + "presentationml.presentation",
        ".pptx"
    );
    internal static readonly FileType Odt = Zipped("an OpenDocument text", OpenDocument + "text", ".odt");
    internal static readonly FileType Ods = Zipped("an OpenDocument spreadsheet", OpenDocument + "spreadsheet", ".ods");
    internal static readonly FileType Odp = Zipped(
        "an OpenDocument presentation",
        OpenDocument + "presentation",
        ".odp"
    );
    internal static readonly FileType Doc = Compound("a Word 97 document", "application/msword", ".doc");
    internal static readonly FileType Xls = Compound("an Excel 97 workbook", "application/vnd.ms-excel", ".xls");
    internal static readonly FileType Ppt = Compound(
        "a PowerPoint 97 presentation",
        "application/vnd.ms-powerpoint",
        ".ppt"
    );
    internal static readonly FileType Msg = Compound("an Outlook message", "application/vnd.ms-outlook", ".msg");
    internal static readonly FileType Text = new("plain text", "text/plain", ".txt", ".text", ".log");
    internal static readonly FileType Csv = new("a CSV table", "text/csv", ".csv");
    internal static readonly FileType Markdown = new("a Markdown text", "text/markdown", ".md", ".markdown");
    internal static readonly FileType Html = new("an HTML page", "text/html", ".html", ".htm", ".xhtml")
    {
        Looks = Looks.Html,
    };
    internal static readonly FileType Eml = new("an e-mail", "message/rfc822", ".eml") { Looks = Looks.Mail };
    internal static readonly FileType Png = new("a PNG picture", "image/png", ".png") { Looks = Looks.Png };
    internal static readonly FileType Jpeg = new("a JPEG picture", "image/jpeg", ".jpg", ".jpeg", ".jpe")
    {
        Looks = Looks.Jpeg,
    };
    internal static readonly FileType Gif = new("a GIF picture", "image/gif", ".gif") { Looks = Looks.Gif };
    internal static readonly FileType WebP = new("a WebP picture", "image/webp", ".webp") { Looks = Looks.WebP };
    internal static readonly FileType Heic = new("a HEIC picture", "image/heic", ".heic", ".heif")
    {
        Looks = Looks.Heic,
    };

    internal Looks Looks { get; init; } = Looks.Text;

    internal bool IsZip => Looks == Looks.Zip;

    internal bool IsCompound => Looks == Looks.Compound;

    internal bool IsText => Looks is Looks.Text or Looks.Mail or Looks.Html;

    private static FileType Zipped(string noun, string media, string extension) =>
        new(noun, media, extension) { Looks = Looks.Zip };

    private static FileType Compound(string noun, string media, string extension) =>
        new(noun, media, extension) { Looks = Looks.Compound };
}

/// <summary>Which kinds of files are taken somewhere.</summary>
/// <param name="Hint">The kinds in words, for the field that takes them.</param>
/// <param name="Types">The kinds.</param>
public sealed record FileRules(string Hint, params IReadOnlyList<FileType> Types)
{
    /// <summary>What people hand in to prove that something was done. No archives: each file stands for itself.</summary>
    public static FileRules Evidence { get; } =
        new(
            "PDF, Word, Excel, PowerPoint, OpenDocument, e-mail, text, CSV, or a picture",
            FileType.Pdf,
            FileType.Docx,
            FileType.Xlsx,
            FileType.Pptx,
            FileType.Odt,
            FileType.Ods,
            FileType.Odp,
            FileType.Doc,
            FileType.Xls,
            FileType.Ppt,
            FileType.Msg,
            FileType.Eml,
            FileType.Text,
            FileType.Csv,
            FileType.Markdown,
            FileType.Png,
            FileType.Jpeg,
            FileType.Gif,
            FileType.WebP,
            FileType.Heic
        );

    /// <summary>Published documents with text, which are read by the import and kept byte for byte.</summary>
    public static FileRules Documents { get; } =
        new(
            "PDF, Word (.docx), OpenDocument (.odt), HTML, Markdown or plain text",
            FileType.Pdf,
            FileType.Docx,
            FileType.Odt,
            FileType.Html,
            FileType.Markdown,
            FileType.Text
        );

    /// <summary>What a browser offers to choose: ".pdf,.docx".</summary>
    public string Accept => string.Join(',', Types.SelectMany(type => type.Extensions));

    internal FileType? Of(string name)
    {
        var extension = FileName.TypeOf(name);
        return Types.FirstOrDefault(type => type.Extensions.Contains(extension));
    }
}
