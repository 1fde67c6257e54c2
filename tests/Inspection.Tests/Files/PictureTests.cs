using System.Buffers.Binary;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Inspection.Kernel.Files;

namespace Inspection.Tests.Files;

/// <summary>Pictures keep every pixel and their orientation, and nothing that says where, when, by whom or with what.</summary>
public sealed class PictureTests
{
    private const string Secret = "51.5074N 0.1278W Nikon Ada Heron";
    private static readonly byte[] SecretBytes = Encoding.UTF8.GetBytes(Secret);
    private static readonly byte[] Xmp = Encoding.UTF8.GetBytes($"<x:xmpmeta>{Secret}</x:xmpmeta>");

    public static TheoryData<string> Clean => ["jpeg", "progressive", "png", "gif", "webp", "plain webp"];

    [Theory, MemberData(nameof(Clean))]
    public async Task A_picture_without_metadata_stays_byte_for_byte(string which) =>
        Assert.Equal(Of(which), await Pictures.Strip(Of(which)));

    [Theory, MemberData(nameof(Clean))]
    public async Task A_picture_that_is_cut_off_anywhere_is_damaged(string which)
    {
        var picture = Of(which);

        for (var length = 30; length < picture.Length; length++)
            await Assert.ThrowsAsync<DamagedException>(() => Pictures.Strip(picture[..length]));
    }

    /// <summary>Whatever is put into a picture beside its pixels, what comes out is what came out without it.</summary>
    [Fact]
    public void Metadata_goes_and_the_picture_stays() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(150).WithQuietOnSuccess(true),
            Prop.ForAll(
                (
                    from way in Gen.Choose(1, 8)
                    from noise in ArbMap.Default.GeneratorFor<byte[]>()
                    from little in ArbMap.Default.GeneratorFor<bool>()
                    select (way, noise, little)
                ).ToArbitrary(),
                given =>
                {
                    var (way, noise, little) = given;
                    byte[] secret = [.. SecretBytes, .. noise];
                    var exif = Pictures.ExifOf(way, secret, little);

                    Same(Pictures.Jpeg, Jpeg(Pictures.Jpeg, exif, secret), way);
                    Same(Pictures.Progressive, Jpeg(Pictures.Progressive, exif, secret), way);
                    Same(Pictures.Png, Png(exif, secret), way);
                    Same(Pictures.Gif, Gif(secret), way: 1);
                    Zeroed(WebP(exif, secret), way);
                    return true;
                }
            )
        );

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(8)]
    public async Task The_orientation_is_kept(int way)
    {
        var exif = Pictures.ExifOf(way, SecretBytes, little: true);

        foreach (
            var picture in new[]
            {
                await Pictures.Strip(Jpeg(Pictures.Jpeg, exif, SecretBytes)),
                await Pictures.Strip(Png(exif, SecretBytes)),
                await Pictures.Strip(WebP(exif, SecretBytes)),
            }
        )
        {
            var at = picture.AsSpan().IndexOf("MM\0*"u8);
            Assert.Equal(way, at < 0 ? 1 : Exif.Orientation(picture.AsSpan(at)));
        }
    }

    [Fact]
    public async Task A_thumbnail_of_what_was_cut_away_goes()
    {
        byte[] thumbnail = [.. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 2, 2, .. new byte[12].Select(_ => (byte)0xAB)];
        byte[] picture = [0xFF, 0xD8, .. Pictures.Segment(0xE0, thumbnail), .. Pictures.Jpeg[20..]];

        Assert.Equal(Pictures.Jpeg, await Pictures.Strip(picture));
    }

    [Fact]
    public async Task The_metadata_of_a_heic_picture_becomes_zeros()
    {
        byte[] pixels = [.. Enumerable.Range(0, 5000).Select(i => (byte)i)];
        var picture = Pictures.Heic(pixels, SecretBytes, Xmp);

        var stripped = await Pictures.Strip(picture);

        Assert.Equal(Pictures.Heic(pixels, new byte[SecretBytes.Length], new byte[Xmp.Length]), stripped);
        Assert.Equal(stripped, await Pictures.Strip(stripped));
        Assert.Equal(Pictures.RealHeic, await Pictures.Strip(Pictures.RealHeic));
        Assert.Contains(
            "10,000 by 9,000 pixels",
            await Refused(Pictures.Heic(pixels, Xmp, Xmp, 10_000, 9_000)),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(
        50_000,
        50_000,
        "is 50,000 by 50,000 pixels (2,500 megapixels): the most that a picture may have is 50 megapixels"
    )]
    [InlineData(
        8_000,
        6_300,
        "is 8,000 by 6,300 pixels (50.4 megapixels): the most that a picture may have is 50 megapixels"
    )]
    public async Task Too_many_pixels_are_refused_by_the_header(int width, int height, string words) =>
        Assert.Equal(words, await Refused(Pictures.PngOf(width, height)));

    [Fact]
    public async Task Every_kind_of_picture_is_measured()
    {
        byte[] jpeg = [.. Pictures.Jpeg];
        var frame = jpeg.AsSpan().IndexOf([(byte)0xFF, (byte)0xC0]);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 5), 40_000);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 7), 50_000);
        byte[] gif = [.. Pictures.Gif];
        BinaryPrimitives.WriteUInt32LittleEndian(gif.AsSpan(6), 0xFFFF_FFFF);
        byte[] webp = [.. Pictures.WebP];
        webp.AsSpan(24, 6).Fill(0xFF);
        byte[] plain = [.. Pictures.PlainWebP];
        plain.AsSpan(26, 4).Fill(0xFF);

        Assert.StartsWith("is 50,000 by 40,000 pixels", await Refused(jpeg), StringComparison.Ordinal);
        Assert.StartsWith("is 65,535 by 65,535 pixels", await Refused(gif), StringComparison.Ordinal);
        Assert.StartsWith("is 16,777,216 by 16,777,216 pixels", await Refused(webp), StringComparison.Ordinal);
        Assert.StartsWith("is 16,383 by 16,383 pixels", await Refused(plain), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chunk_that_is_not_as_it_was_written_is_damage()
    {
        byte[] png = [.. Pictures.Png];
        png[^20] ^= 1;
        await Assert.ThrowsAsync<DamagedException>(() => Pictures.Strip(png));
        await Assert.ThrowsAsync<DamagedException>(() =>
            Pictures.Strip(Pictures.WithChunks(Pictures.Chunk("CgBI", 1, 2), []))
        );
    }

    /// <summary>Any bytes behind a right beginning end in an answer, and what is let through is let through unchanged again.</summary>
    [Fact]
    public void Noise_is_damage_or_stays_as_it_is() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(400).WithQuietOnSuccess(true),
            Prop.ForAll(
                (
                    from which in Gen.Elements("jpeg", "progressive", "png", "gif", "webp", "plain webp")
                    from place in Gen.Choose(0, 1_000_000)
                    from value in Gen.Choose(0, 255)
                    select (which, place, value)
                ).ToArbitrary(),
                given =>
                {
                    var picture = Of(given.which).ToArray();
                    picture[12 + given.place % (picture.Length - 12)] = (byte)given.value;

                    try
                    {
                        var once = Pictures.Strip(picture).GetAwaiter().GetResult();
                        Assert.Equal(once, Pictures.Strip(once).GetAwaiter().GetResult());
                    }
                    catch (Exception e) when (e is DamagedException or NotTakenException)
                    {
                        // It says so in words.
                    }

                    return true;
                }
            )
        );

    private static byte[] Of(string which) =>
        which switch
        {
            "jpeg" => Pictures.Jpeg,
            "progressive" => Pictures.Progressive,
            "png" => Pictures.Png,
            "gif" => Pictures.Gif,
            "webp" => Pictures.WebP,
            _ => Pictures.PlainWebP,
        };

    private static byte[] Jpeg(byte[] picture, byte[] exif, byte[] secret) =>
        Pictures.With(
            picture,
            [
                .. Pictures.Segment(0xE1, [.. "Exif\0\0"u8, .. exif]),
                .. Pictures.Segment(0xE1, [.. "http://ns.adobe.com/xap/1.0/\0"u8, .. Xmp]),
                .. Pictures.Segment(0xED, [.. "Photoshop 3.0\08BIM"u8, .. secret]),
                .. Pictures.Segment(0xFE, secret),
                .. Pictures.Segment(0xE5, secret),
            ],
            [0xFF, 0xD8, .. secret]
        );

    private static byte[] Png(byte[] exif, byte[] secret) =>
        Pictures.WithChunks(
            [
                .. Pictures.Chunk("eXIf", exif),
                .. Pictures.Chunk("tEXt", [.. "Author\0"u8, .. secret]),
                .. Pictures.Chunk("zTXt", [.. "Comment\0\0"u8, .. secret]),
                .. Pictures.Chunk("iTXt", [.. "XML:com.adobe.xmp\0\0\0\0\0"u8, .. Xmp]),
                .. Pictures.Chunk("tIME", 7, 234, 1, 1, 1, 1, 1),
                .. Pictures.Chunk("caBX", secret),
            ],
            secret
        );

    private static byte[] Gif(byte[] secret) =>
        Pictures.WithBlocks(
            [
                .. Pictures.Block(0xFE, null, secret),
                .. Pictures.Block(0xFF, "XMP DataXMP"u8.ToArray(), Xmp),
                .. Pictures.Block(0xFF, "ADOBE:IR1.0"u8.ToArray(), secret),
            ],
            secret
        );

    private static byte[] WebP(byte[] exif, byte[] secret) =>
        Pictures.WithRiff(
            [.. Pictures.Riff("EXIF", exif), .. Pictures.Riff("XMP ", Xmp), .. Pictures.Riff("XYZW", secret)],
            secret
        );

    private static void Same(byte[] without, byte[] with, int way)
    {
        var stripped = Pictures.Strip(with).GetAwaiter().GetResult();
        Silent(stripped);

        if (way == 1)
            Assert.Equal(without, stripped);
        else
            Assert.InRange(stripped.Length - without.Length, Exif.MinimalSize, Exif.MinimalSize + 12);
    }

    private static void Zeroed(byte[] with, int way)
    {
        var stripped = Pictures.Strip(with).GetAwaiter().GetResult();
        Silent(stripped);
        var size = BinaryPrimitives.ReadInt32LittleEndian(stripped.AsSpan(4));
        Assert.Equal(stripped.Length, size + 8);
        // Its pixels lie where they lay.
        Assert.Equal(Pictures.WebP[30..], stripped[30..Pictures.WebP.Length]);
        Assert.Equal(0x28, stripped[20]);
        Assert.Equal(way, Exif.Orientation(stripped.AsSpan(Pictures.WebP.Length + 8)));
    }

    private static void Silent(byte[] stripped)
    {
        Assert.True(stripped.AsSpan().IndexOf(SecretBytes) < 0);
        Assert.Equal(stripped, Pictures.Strip(stripped).GetAwaiter().GetResult());
    }

    private static async Task<string> Refused(byte[] picture) =>
        (await Assert.ThrowsAsync<NotTakenException>(() => Pictures.Strip(picture))).Message;
}
