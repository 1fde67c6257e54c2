using System.IO.Compression;
using System.Text;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;
using Inspection.Recommendations;

namespace Inspection.Tests.Files;

/// <summary>Office files of some 10 MB in which one part is 10 GB of zeros, as zip64 says it.</summary>
internal static class Bombs
{
    public const long Unpacked = 10_000_000_000;

    private const uint Crc = 0x2AF1CC17;
    private const int Block = 10_000_000;
    private static readonly Lazy<byte[]> Zeros = new(Packed);

    /// <summary>A Word document whose text is zeros.</summary>
    /// <param name="declared">How many bytes its directory says they are.</param>
    public static byte[] Docx(long declared = Unpacked)
    {
        using var file = new MemoryStream();
        using (var document = WordprocessingDocument.Create(file, WordprocessingDocumentType.Document))
            document.AddMainDocumentPart().Document = new(new Body());
        return Filled(file, "word/document.xml", declared);
    }

    /// <summary>A workbook whose sheet is zeros.</summary>
    /// <inheritdoc cref="Docx"/>
    public static byte[] Xlsx(long declared = Unpacked)
    {
        using var file = new MemoryStream();
        file.Write(ActionTemplate.Xlsx());
        return Filled(file, "xl/worksheets/sheet1.xml", declared);
    }

    /// <summary>The archive with zeros in place of one entry, which becomes its last.</summary>
    private static byte[] Filled(MemoryStream file, string name, long declared)
    {
        using (var archive = new ZipArchive(file, ZipArchiveMode.Update, leaveOpen: true))
            archive.GetEntry(name)!.Delete();

        var zip = file.ToArray();
        var end = zip.Length - 22;
        var (count, size) = (BitConverter.ToInt16(zip, end + 10), BitConverter.ToInt32(zip, end + 12));
        var place = BitConverter.ToInt32(zip, end + 16);
        using var filled = new MemoryStream();
        using var to = new BinaryWriter(filled);
        to.Write(zip, 0, place);
        to.Write("PK\u0003\u0004"u8);
        Head(to, name, declared);
        Tail(to, name, declared);
        to.Write(Zeros.Value);
        var directory = (int)filled.Position;
        to.Write(zip, place, size);
        to.Write("PK\u0001\u0002-\0"u8);
        Head(to, name, declared);
        to.Write(new byte[10]);
        to.Write(place);
        Tail(to, name, declared);
        var length = (int)filled.Position - directory;
        to.Write("PK\u0005\u0006\0\0\0\0"u8);
        to.Write((short)(count + 1));
        to.Write((short)(count + 1));
        to.Write(length);
        to.Write(directory);
        to.Write((short)0);
        return filled.ToArray();
    }

    /// <summary>What the entry and the directory say alike; sizes of more than 4 GB stand behind the name.</summary>
    private static void Head(BinaryWriter to, string name, long declared)
    {
        to.Write([45, 0, 0, 0, 8, 0, 0, 0, 0x21, 0]);
        to.Write(Crc);
        to.Write(declared > uint.MaxValue ? uint.MaxValue : (uint)Zeros.Value.Length);
        to.Write((uint)Math.Min(declared, uint.MaxValue));
        to.Write((short)name.Length);
        to.Write((short)(declared > uint.MaxValue ? 20 : 0));
    }

    private static void Tail(BinaryWriter to, string name, long declared)
    {
        to.Write(Encoding.ASCII.GetBytes(name));

        if (declared <= uint.MaxValue)
            return;

        to.Write((short)1);
        to.Write((short)16);
        to.Write(declared);
        to.Write((long)Zeros.Value.Length);
    }

    /// <summary>Each block is complete in itself, so that one is packed and said again and again.</summary>
    private static byte[] Packed()
    {
        using var block = new MemoryStream();

        using (var deflate = new DeflateStream(block, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            deflate.Write(new byte[Block]);
            deflate.Flush();
            block.SetLength(block.Position);
            using var all = new MemoryStream();
            for (var i = 0; i < Unpacked / Block; i++)
                block.WriteTo(all);
            // A last block of nothing.
            all.Write([3, 0]);
            return all.ToArray();
        }
    }
}
