using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Inspection.Kernel.Files;

namespace Inspection.Tests.Files;

public sealed class FileNameTests
{
    private static readonly string[] Parts =
    [
        "a",
        "Report",
        ".pdf",
        ".",
        "..",
        "/",
        "\\",
        " ",
        "\u00A0",
        "\r\n",
        "\0",
        "\u202E",
        "\u200B",
        "e\u0301",
        "\u00E9",
        "\u0301",
        "CON",
        "com1",
        "nul",
        "<",
        ":",
        "?",
        "\uD83D\uDE00",
        "\uD83D",
        "ä",
        "é",
        "\uFEFF",
        "Ω",
        "\u2126",
        "x.tar.gz",
    ];

    [Theory]
    [InlineData("budget.pdf", "budget.pdf")]
    [InlineData(@"C:\Users\ada\Desktop\Board paper.docx", "Board paper.docx")]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("/tmp/..", "file")]
    [InlineData("", "file")]
    [InlineData(null, "file")]
    [InlineData(".htaccess", "file.htaccess")]
    [InlineData("a\r\nSet-Cookie: x=1.txt", "aSet-Cookie_ x=1.txt")]
    [InlineData("invoice\u202Efdp.exe", "invoicefdp.exe")]
    [InlineData("nul\0l.txt", "null.txt")]
    [InlineData("NUL.txt", "_NUL.txt")]
    [InlineData("com¹.pdf", "_com¹.pdf")]
    [InlineData("con .pdf", "_con.pdf")]
    [InlineData("a<b>:\"c|?*.pdf", "a_b___c___.pdf")]
    [InlineData("re\u0301sume\u0301.pdf", "résumé.pdf")]
    [InlineData("  two   spaces . ", "two spaces")]
    [InlineData("\uD83D.pdf", "file.pdf")]
    [InlineData("Grüße 😀.pdf", "Grüße 😀.pdf")]
    public void A_name_is_cleaned(string? sent, string clean) => Assert.Equal(clean, FileName.Clean(sent));

    [Fact]
    public void A_long_name_keeps_its_extension_and_no_half_of_a_character()
    {
        Assert.Equal(new string('a', 196) + ".pdf", FileName.Clean(new string('a', 3000) + ".pdf"));
        Assert.Equal(
            string.Concat(Enumerable.Repeat("😀", 49)) + ".pdf",
            FileName.Clean(new StringBuilder().Insert(0, "😀", 300) + ".pdf")
        );
        Assert.Equal(200, FileName.Clean("a." + new string('b', 300)).Length);
    }

    [Fact]
    public void Any_name_becomes_one_that_is_safe_anywhere() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(3000).WithQuietOnSuccess(true),
            Prop.ForAll(
                Gen.OneOf(
                        Gen.Elements(Parts).ListOf().Select(parts => string.Concat(parts)),
                        ArbMap.Default.GeneratorFor<string>().Where(text => text is not null),
                        Gen.Choose(0, 0xFFFF)
                            .ListOf()
                            .Select(units => new string([.. units.Select(unit => (char)unit)]))
                    )
                    .ToArbitrary(),
                Holds
            )
        );

    private static bool Holds(string sent)
    {
        var clean = FileName.Clean(sent);

        Assert.Equal(clean, FileName.Clean(clean));
        Assert.InRange(Encoding.UTF8.GetByteCount(clean), 1, 200);
        Assert.True(clean.IsNormalized(NormalizationForm.FormC));
        Assert.DoesNotContain(clean, c => "/\\<>:\"|?*\0\r\n".Contains(c, StringComparison.Ordinal));
        Assert.Equal(clean.Trim(' ', '.'), clean);
        Assert.All(
            clean.EnumerateRunes(),
            rune =>
                Assert.False(
                    Rune.GetUnicodeCategory(rune)
                        is UnicodeCategory.Control
                            or UnicodeCategory.Format
                            or UnicodeCategory.Surrogate
                            or UnicodeCategory.LineSeparator
                )
        );
        return true;
    }
}
