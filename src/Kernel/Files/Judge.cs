using System.Globalization;

namespace Inspection.Kernel.Files;

/// <summary>Says what a file is, lets through what is sound, and removes what tells more than a picture shows.</summary>
internal static class Judge
{
    /// <summary>The type by name and content, which have to agree.</summary>
    /// <param name="name">The cleaned name.</param>
    /// <param name="head">The beginning of the content.</param>
    /// <param name="rules">What is taken.</param>
    /// <exception cref="NotTakenException">It is empty, not on the list, or not what its name says.</exception>
    public static FileType TypeOf(string name, ReadOnlySpan<byte> head, FileRules rules)
    {
        if (head.IsEmpty)
            throw new NotTakenException("is empty. Choose the file again");

        var looks = Sniffer.Of(head);

        if (rules.Of(name) is not { } type)
            throw new NotTakenException($"cannot be taken: {Unlisted(name, looks)}. Use {rules.Hint}");

        return Agrees(type, looks)
            ? type
            : throw new NotTakenException($"is not {type.Noun}: it looks like {looks.Words()}");
    }

    /// <summary>Copies it from one to the other, without the metadata of pictures.</summary>
    public static Task Take(FileType type, Incoming from, Stream to, CancellationToken cancel) =>
        type.Looks switch
        {
            Looks.Jpeg => Jpeg.Strip(from, to, cancel),
            Looks.Png => Png.Strip(from, to, cancel),
            Looks.Gif => Gif.Strip(from, to, cancel),
            Looks.WebP => WebP.Strip(from, to, cancel),
            Looks.Heic => Heic.Strip(from, to, cancel),
            _ => Copy(type, from, to, cancel),
        };

    /// <summary>Looks at what needs more than the beginning: what an Office file is made of.</summary>
    public static async Task LookInside(FileType type, Stream stored, CancellationToken cancel)
    {
        if (type.IsZip)
            await OfficeZip.Check(type, stored, cancel);
        else if (type.IsCompound)
            await CompoundFile.Check(type, stored, cancel);
    }

    private static bool Agrees(FileType type, Looks looks) =>
        type.Looks == looks
        || type.Looks == Looks.Text && looks is Looks.Mail or Looks.Xml && type != FileType.Html
        || type.Looks == Looks.Html && looks is Looks.Text or Looks.Xml && type == FileType.Html;

    private static string Unlisted(string name, Looks looks) =>
        FileName.TypeOf(name) switch
        {
            "" => $"its name does not say what it is; it looks like {looks.Words()}",
            ".docm" or ".xlsm" or ".pptm" or ".dotm" or ".xltm" or ".ppsm" or ".xlsb" =>
                "Office files with macros are not accepted; save it without macros",
            ".zip" or ".7z" or ".rar" or ".gz" or ".tar" =>
                "archives are not accepted; hand in the files that are in it",
            ".htm" or ".html" or ".svg" => "web pages and SVG drawings are not accepted; save it as PDF",
            var extension => $"files of the type {extension} are not accepted",
        };

    private static async Task Copy(FileType type, Incoming from, Stream to, CancellationToken cancel)
    {
        var text = type.IsText ? new TextCheck(from.Ahead.Span[..Math.Min(from.Ahead.Length, Sniffer.Enough)]) : null;

        while (await from.Has(1, cancel))
        {
            if (text?.Take(from.Span) == false)
                throw new NotTakenException($"is not {type.Noun}: it has characters in it that no text has");

            await to.WriteAsync(from.Ahead, cancel);
            from.Skip(from.Ahead.Length);
        }
    }
}

/// <summary>How large a picture may be, read from its header; nothing is ever decoded.</summary>
internal static class Pixels
{
    public const long MostMegapixels = 50;

    /// <exception cref="NotTakenException">Whoever shows it would need more memory than is reasonable.</exception>
    public static void Check(long width, long height)
    {
        if (width == 0 || height == 0)
            throw new DamagedException("it has no width or height");

        if (width * height > MostMegapixels * 1_000_000)
            throw new NotTakenException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"is {width:N0} by {height:N0} pixels ({width * height / 1e6:#,0.#} megapixels): the most that a picture may have is {MostMegapixels} megapixels"
                )
            );
    }
}
