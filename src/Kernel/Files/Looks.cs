namespace Inspection.Kernel.Files;

/// <summary>What a file looks like by its first bytes, whatever it is called.</summary>
internal enum Looks
{
    Unknown,
    Text,
    Mail,
    Html,
    Svg,
    Xml,
    Script,
    Rtf,
    Pdf,
    Zip,
    Compound,
    Png,
    Jpeg,
    Gif,
    WebP,
    Heic,
    Tiff,
    Bitmap,
    Program,
    Archive,
    Media,
}

/// <summary>What looks are called in a sentence.</summary>
internal static class LooksInWords
{
    public static string Words(this Looks looks) =>
        looks switch
        {
            Looks.Text => "plain text",
            Looks.Mail => "an e-mail",
            Looks.Html => "an HTML page",
            Looks.Svg => "an SVG drawing",
            Looks.Xml => "an XML file",
            Looks.Script => "a script",
            Looks.Rtf => "a rich text (RTF) document",
            Looks.Pdf => "a PDF",
            Looks.Zip => "a ZIP archive",
            Looks.Compound => "an old Office document, or one with a password",
            Looks.Png => "a PNG picture",
            Looks.Jpeg => "a JPEG picture",
            Looks.Gif => "a GIF picture",
            Looks.WebP => "a WebP picture",
            Looks.Heic => "a HEIC picture",
            Looks.Tiff => "a TIFF picture",
            Looks.Bitmap => "a Windows bitmap",
            Looks.Program => "a program",
            Looks.Archive => "an archive",
            Looks.Media => "a recording",
            _ => "something that is not known here",
        };
}
