using System.Text;

namespace Inspection.Kernel.Files;

/// <summary>Reads <see cref="Looks"/> from the beginning of a file.</summary>
internal static class Sniffer
{
    /// <summary>As much of the beginning as is looked at.</summary>
    public const int Enough = 4096;

    private static readonly (byte[] Magic, Looks Looks)[] Magics =
    [
        ("%PDF-"u8.ToArray(), Looks.Pdf),
        ("PK\u0003\u0004"u8.ToArray(), Looks.Zip),
        ("PK\u0005\u0006"u8.ToArray(), Looks.Zip),
        ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], Looks.Compound),
        ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], Looks.Png),
        ([0xFF, 0xD8, 0xFF], Looks.Jpeg),
        ("GIF87a"u8.ToArray(), Looks.Gif),
        ("GIF89a"u8.ToArray(), Looks.Gif),
        ("{\\rtf"u8.ToArray(), Looks.Rtf),
        ("II*\0"u8.ToArray(), Looks.Tiff),
        ("MM\0*"u8.ToArray(), Looks.Tiff),
        ("\u007fELF"u8.ToArray(), Looks.Program),
        ([0xCA, 0xFE, 0xBA, 0xBE], Looks.Program),
        ([0xCF, 0xFA, 0xED, 0xFE], Looks.Program),
        ([0x4C, 0x00, 0x00, 0x00, 0x01, 0x14, 0x02, 0x00], Looks.Program),
        ([0x37, 0x7A, 0xBC, 0xAF], Looks.Archive),
        ("Rar!"u8.ToArray(), Looks.Archive),
        ([0x1F, 0x8B], Looks.Archive),
        ("MSCF"u8.ToArray(), Looks.Archive),
        ("#!"u8.ToArray(), Looks.Script),
        ("ID3"u8.ToArray(), Looks.Media),
        ("OggS"u8.ToArray(), Looks.Media),
        ([0x1A, 0x45, 0xDF, 0xA3], Looks.Media),
    ];

    private static readonly string[] HeicBrands = ["heic", "heix", "heim", "heis", "mif1"];

    private static readonly string[] MailFields =
    [
        "from:",
        "to:",
        "subject:",
        "date:",
        "received:",
        "return-path:",
        "message-id:",
        "mime-version:",
        "delivered-to:",
        "x-",
    ];

    private static readonly string[] HtmlStarts =
    [
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<script",
        "<iframe",
        "<style",
        "<title",
        "<meta",
        "<table",
        "<h1",
        "<div",
        "<img",
        "<a ",
    ];

    private static readonly string[] ScriptStarts =
    [
        "<?php",
        "<%",
        "@echo off",
        "wscript.",
        "powershell",
        "<job",
        "<hta:",
    ];

    /// <summary>What it looks like.</summary>
    public static Looks Of(ReadOnlySpan<byte> head)
    {
        foreach (var (magic, looks) in Magics)
            if (head.StartsWith(magic))
                return looks;

        return IsRiff(head) ? Looks.WebP
            : IsBoxed(head) ? Brand(head)
            // Both letters begin a text as well; these need what follows them in a program or a picture.
            : head.StartsWith("MZ"u8) && head[..Math.Min(head.Length, 256)].Contains((byte)0) ? Looks.Program
            : head.StartsWith("BM"u8) && head.Length > 14 && head[6..10].SequenceEqual(new byte[4]) ? Looks.Bitmap
            : head.StartsWith("RIFF"u8) ? Looks.Media
            : TextCheck.IsText(head) ? OfText(Beginning(head))
            : Looks.Unknown;
    }

    private static bool IsRiff(ReadOnlySpan<byte> head) =>
        head.Length >= 12 && head.StartsWith("RIFF"u8) && head[8..12].SequenceEqual("WEBP"u8);

    private static bool IsBoxed(ReadOnlySpan<byte> head) => head.Length >= 12 && head[4..8].SequenceEqual("ftyp"u8);

    private static Looks Brand(ReadOnlySpan<byte> head) =>
        HeicBrands.Contains(Encoding.Latin1.GetString(head[8..12])) ? Looks.Heic : Looks.Media;

    private static Looks OfText(string text)
    {
        if (ScriptStarts.Any(start => Starts(text, start)))
            return Looks.Script;
        if (text.StartsWith('<') && text.Contains("<svg", StringComparison.OrdinalIgnoreCase))
            return Looks.Svg;
        if (HtmlStarts.Any(start => Starts(text, start)) || IsHtmlBelow(text))
            return Looks.Html;
        if (Starts(text, "<?xml"))
            return Looks.Xml;

        return IsMail(text) ? Looks.Mail : Looks.Text;
    }

    private static bool IsHtmlBelow(string text) =>
        text.StartsWith('<') && text.Contains("<html", StringComparison.OrdinalIgnoreCase);

    /// <summary>Header fields from the first line, two of them such as every e-mail has.</summary>
    private static bool IsMail(string text)
    {
        var known = 0;

        foreach (var line in text.Split('\n').Select(line => line.TrimEnd('\r')))
            if (line == "")
                break;
            else if (line[0] is ' ' or '\t')
                continue;
            else if (line.IndexOf(':') is > 0 and var colon && !line.AsSpan(0, colon).ContainsAny(' ', '\t'))
                known += MailFields.Any(field => Starts(line, field)) ? 1 : 0;
            else if (!Starts(line, "From "))
                return false;

        return known >= 2;
    }

    private static bool Starts(string text, string with) => text.StartsWith(with, StringComparison.OrdinalIgnoreCase);

    private static string Beginning(ReadOnlySpan<byte> head) =>
        TextCheck.Decode(head).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
}
