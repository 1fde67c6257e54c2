using System.Buffers.Binary;
using System.Text;

namespace Inspection.Kernel.Files;

/// <summary>The index of a HEIC picture: its items, and where they are.</summary>
internal sealed class HeicIndex(byte[] meta, long at)
{
    private readonly HashSet<uint> metadata = [];
    private readonly List<(long From, long To)> ranges = [];
    private (int From, int To)? own;

    /// <summary>Checks the size of the picture, and zeroes what metadata is in the index itself.</summary>
    /// <returns>The ranges of the file that hold metadata.</returns>
    public IReadOnlyList<(long From, long To)> Erase()
    {
        try
        {
            var boxes = Boxes(12, meta.Length).ToList();

            foreach (var (_, from, _) in boxes.Where(box => box.Type == "iinf"))
                Items(from);
            foreach (var (_, from, to) in boxes.Where(box => box.Type == "idat"))
                own = (from, to);
            foreach (var (_, from, to) in boxes.Where(box => box.Type == "iprp"))
                Measure(from, to);
            foreach (var (_, from, _) in boxes.Where(box => box.Type == "iloc"))
                Places(from);

            return ranges;
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or IndexOutOfRangeException or OverflowException)
        {
            throw new DamagedException("its index cannot be read");
        }
    }

    private void Items(int place)
    {
        var wide = meta[place] > 0;
        var first = place + 4 + (wide ? 4 : 2);

        foreach (var (type, from, _) in Boxes(first, meta.Length).TakeWhile(box => box.Type == "infe"))
        {
            var version = meta[from];

            if (version < 2)
                throw new DamagedException($"it has an item {type} of an old kind");

            var id = version == 2 ? Short(from + 4) : Int(from + 4);
            var kind = Encoding.Latin1.GetString(meta.AsSpan(from + (version == 2 ? 8 : 10), 4));

            if (kind is "Exif" or "mime" or "uri ")
                metadata.Add(id);
        }
    }

    private void Measure(int from, int to)
    {
        foreach (var (_, inner, end) in Boxes(from, to).Where(box => box.Type == "ipco"))
        foreach (var (_, size, _) in Boxes(inner, end).Where(box => box.Type == "ispe"))
            Pixels.Check(Int(size + 4), Int(size + 8));
    }

    private void Places(int place)
    {
        var version = meta[place];
        var (offset, length) = (meta[place + 4] >> 4, meta[place + 4] & 15);
        var (start, index) = (meta[place + 5] >> 4, version == 0 ? 0 : meta[place + 5] & 15);
        place += 6;
        var count = version < 2 ? Short(place) : Int(place);
        place += version < 2 ? 2 : 4;

        for (var i = 0u; i < count; i++)
        {
            var id = version < 2 ? Short(place) : Int(place);
            place += version < 2 ? 2 : 4;
            var method = version == 0 ? 0 : Short(place) & 15;
            place += version == 0 ? 2 : 4;
            var origin = Sized(ref place, start);
            var extents = Short(place);
            place += 2;

            for (var j = 0; j < extents; j++)
            {
                Sized(ref place, index);
                var from = checked(origin + Sized(ref place, offset));
                var size = Sized(ref place, length);

                if (metadata.Contains(id))
                    Erase(method, from, size);
            }
        }
    }

    private void Erase(int method, long from, long size)
    {
        if (method == 0 && size > 0 && (from >= at + meta.Length || from + size <= at))
            ranges.Add((from, checked(from + size)));
        else if (method == 1 && size > 0 && own is { } data && data.From + from + size <= data.To)
            meta.AsSpan((int)(data.From + from), (int)size).Clear();
        else if (size > 0 || method > 1)
            throw new DamagedException("its metadata is where it cannot be");
    }

    private long Sized(ref int place, int bytes)
    {
        var value = bytes switch
        {
            0 => 0,
            4 => Int(place),
            8 => (long)Math.Min(BinaryPrimitives.ReadUInt64BigEndian(meta.AsSpan(place)), long.MaxValue),
            _ => throw new DamagedException("its index cannot be read"),
        };
        place += bytes;
        return value;
    }

    private IEnumerable<(string Type, int From, int To)> Boxes(int from, int to)
    {
        while (from + 8 <= to)
        {
            var size = Int(from);

            if (size < 8 || size > to - from)
                yield break;

            yield return (Encoding.Latin1.GetString(meta, from + 4, 4), from + 8, from + (int)size);
            from += (int)size;
        }
    }

    private ushort Short(int place) => BinaryPrimitives.ReadUInt16BigEndian(meta.AsSpan(place));

    private uint Int(int place) => BinaryPrimitives.ReadUInt32BigEndian(meta.AsSpan(place));
}
