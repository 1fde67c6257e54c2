using System.Buffers.Binary;
using System.Text;

namespace Inspection.Kernel.Files;

/// <summary>Office files of before 2007 and Outlook's messages: what they are stands in the directory of their compound file.</summary>
internal static class CompoundFile
{
    private const int HeaderSize = 512;
    private const int EntrySize = 128;
    private const int MostEntries = 20_000;
    private const uint LastSector = 0xFFFFFFFA;
    private const int FirstPlaces = 109;
    private const int Window = 64 * 1024;
    private const int VbaInfoSize = 20;

    /// <summary>The head of PowerPoint's VbaInfoAtom; whether there are macros stands 12 bytes behind its beginning.</summary>
    private static readonly byte[] VbaInfo = [2, 0, 0, 4, 12, 0, 0, 0];

    private static readonly (string Entry, FileType Type)[] Known =
    [
        ("WordDocument", FileType.Doc),
        ("Workbook", FileType.Xls),
        ("Book", FileType.Xls),
        ("PowerPoint Document", FileType.Ppt),
        ("__properties_version1.0", FileType.Msg),
    ];

    private static readonly string[] Macros = ["_VBA_PROJECT", "_VBA_PROJECT_CUR", "VBA", "Macros"];

    /// <exception cref="NotTakenException">It is another file than its name says, or has macros or a password.</exception>
    /// <exception cref="DamagedException">Its directory cannot be read.</exception>
    public static async Task Check(FileType type, Stream stored, CancellationToken cancel)
    {
        var names = await Names(stored, cancel);

        if (names.Contains("EncryptedPackage"))
            throw new NotTakenException("is locked with a password. Save it without one, so that it can be checked");
        if (names.Overlaps(Macros) || (type == FileType.Ppt && await HasVisualBasic(stored, cancel)))
            throw new NotTakenException("holds macros. Save it without macros, or as PDF");

        // A message may hold documents, but no document holds a message in its own directory's first place.
        var found = names.Contains(Known[^1].Entry)
            ? FileType.Msg
            : Known.FirstOrDefault(one => names.Contains(one.Entry)).Type;

        if (found != type)
            throw new NotTakenException($"is not {type.Noun}: it looks like {found?.Noun ?? "another kind of file"}");
    }

    /// <summary>PowerPoint keeps its macros within the presentation, and says so in an atom of its own.</summary>
    private static async Task<bool> HasVisualBasic(Stream file, CancellationToken cancel)
    {
        var window = new byte[Window];
        file.Position = 0;

        for (var kept = 0; ; )
        {
            var read = await file.ReadAtLeastAsync(window.AsMemory(kept), Window - kept, false, cancel);

            if (SaysMacros(window.AsSpan(0, kept + read)))
                return true;
            if (kept + read < Window)
                return false;

            // One that lies across the end of the window is seen in the next.
            kept = VbaInfoSize - 1;
            window.AsSpan(Window - kept).CopyTo(window);
        }
    }

    private static bool SaysMacros(ReadOnlySpan<byte> window)
    {
        for (int at; (at = window.IndexOf(VbaInfo)) >= 0; window = window[(at + 1)..])
            if (window.Length - at >= VbaInfoSize && BinaryPrimitives.ReadInt32LittleEndian(window[(at + 12)..]) == 1)
                return true;

        return false;
    }

    private static async Task<HashSet<string>> Names(Stream file, CancellationToken cancel)
    {
        var header = new byte[HeaderSize];
        await Read(file, 0, header, cancel);
        var shift = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(30));

        if (shift is not (9 or 12))
            throw new DamagedException("its header cannot be read");

        var sector = new byte[1 << shift];
        var names = new HashSet<string>();
        var seen = 0;

        for (var at = Int(header, 48); at < LastSector; at = await Next(file, header, sector.Length, at, cancel))
        {
            if ((seen += sector.Length / EntrySize) > MostEntries)
                throw new DamagedException("its directory does not end");

            await Read(file, Place(at, sector.Length), sector, cancel);

            for (var entry = 0; entry < sector.Length; entry += EntrySize)
                if (BinaryPrimitives.ReadUInt16LittleEndian(sector.AsSpan(entry + 64)) is >= 2 and <= 64 and var length)
                    names.Add(Encoding.Unicode.GetString(sector, entry, length - 2));
        }

        return names;
    }

    /// <summary>The sector that follows one, from the table whose own places stand in the header and in sectors it leads to.</summary>
    private static async Task<uint> Next(Stream file, byte[] header, int size, uint sector, CancellationToken cancel)
    {
        var each = (uint)size / 4;
        var table = sector / each;
        var place = new byte[4];

        if (table < FirstPlaces)
            header.AsSpan(76 + (int)table * 4, 4).CopyTo(place);
        else
        {
            // The last place of each of those sectors is the next of them.
            var (more, rest) = (Int(header, 68), table - FirstPlaces);

            for (; rest >= each - 1; rest -= each - 1)
            {
                await Read(file, Place(more, size) + size - 4, place, cancel);
                more = Int(place, 0);
            }

            await Read(file, Place(more, size) + rest * 4, place, cancel);
        }

        await Read(file, Place(Int(place, 0), size) + sector % each * 4, place, cancel);
        return Int(place, 0);
    }

    private static long Place(uint sector, int size) => (sector + 1L) * size;

    private static async Task Read(Stream file, long from, byte[] into, CancellationToken cancel)
    {
        if (from + into.Length > file.Length)
            throw new DamagedException("it is cut off");

        file.Position = from;
        await file.ReadExactlyAsync(into, cancel);
    }

    private static uint Int(byte[] from, int at) => BinaryPrimitives.ReadUInt32LittleEndian(from.AsSpan(at));
}
