using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Inspection.Recommendations.Import;

namespace Inspection.Tests.Import;

public sealed class ReportReaderPropertyTests
{
    private static readonly string[] Snippets =
    [
        "Recommendation 1: ",
        "Recommendation three",
        "Recommendations",
        "Inspectorate's issues to address for CPS",
        "1. ",
        "2. ",
        "- 3. ",
        "(4) ",
        "1.1 ",
        "R5 ",
        "Response: ",
        "CPS Response: This is accepted.",
        "Not accepted",
        "Partially accepted",
        "by April 2019",
        "31 June 2024",
        "31/12/2024",
        "within six months",
        "The Head of Division (HoD) will act. ",
        "The HoD will act. ",
        "(Recommendation 7)",
        "\n",
        "\n\n",
        "\f",
        "• ",
        "(a) ",
        "(b) ",
        "Annex A",
        "Target date: ",
        "Owner: ",
        "Rating: Good progress",
        "We accept all recommendations but recommendation 3.",
        "<table><tr><td>",
        "| a | b |\n|---|---|\n",
        "# Heading\n",
        "**",
        "OFFICIAL",
        "The committee recommends that the bill be passed. ",
        "Rec No  Recommendation  Agreed  Owner  Target date\n",
        "2 ",
        "\u0000",
        "\ud800",
        "é",
        "’",
    ];

    private static readonly Gen<string> Documents = Gen.OneOf(
            Gen.Elements(Snippets),
            ArbMap.Default.GeneratorFor<string>().Select(s => s ?? "")
        )
        .ListOf()
        .Select(parts => string.Concat(parts));

    [Fact]
    public void Any_text_is_read_or_refused_in_a_sentence() =>
        Check(text =>
        {
            foreach (var name in (string[])["a.txt", "a.html", "a.md"])
                if (Open(text, name) is { } document)
                    ReportReader.Read(document);
        });

    [Fact]
    public void Every_span_lies_in_the_text_and_holds_the_words_it_is_for() =>
        Check(text =>
        {
            if (Open(text, "a.txt") is not { } document)
                return;
            foreach (var item in ReportReader.Read(document).Items)
            {
                Holds(document, item.Text.Value, item.Text.Span);
                Holds(document, item.Response.Value, item.Response.Span);
                Holds(document, item.Rating.Value, item.Rating.Span);
                foreach (var owner in item.Owners)
                    Assert.True(owner.Span!.Value.End <= document.Text.Length);
            }
        });

    [Fact]
    public void The_same_text_is_always_read_the_same() =>
        Check(text =>
        {
            if (Open(text, "a.txt") is { } document)
                Assert.Equal(
                    ImportJson.Write(ReportReader.Read(document)),
                    ImportJson.Write(ReportReader.Read(document))
                );
        });

    [Theory]
    [InlineData("Rec No  Recommendation  Agreed  Owner  Target date\n31 June 2024")]
    [InlineData("Recommendation 1:\n\n(Recommendation 7)\n\nThe force should act.")]
    public void A_document_that_once_could_not_be_read_is_read(string text) =>
        Assert.NotNull(ReportReader.Read(Open(text, "a.txt")!));

    private static void Check(Action<string> property) =>
        Prop.ForAll(Arb.From(Documents), property).Check(Config.QuickThrowOnFailure.WithMaxTest(400));

    private static SourceDocument? Open(string text, string name)
    {
        try
        {
            return DocumentReader.Read(Encoding.UTF8.GetBytes(text), name).GetAwaiter().GetResult();
        }
        catch (UnreadableDocumentException refusal)
        {
            Assert.EndsWith(".", refusal.Message, StringComparison.Ordinal);
            return null;
        }
    }

    /// <summary>The words are those of the span, apart from spaces, emphasis and furniture between them.</summary>
    private static void Holds(SourceDocument document, string? words, TextSpan? span)
    {
        if (words is null || span is not { } place)
            return;
        Assert.InRange(place.Start, 0, document.Text.Length);
        Assert.InRange(place.End, place.Start, document.Text.Length);
        var left = place.In(document.Text).GroupBy(c => c).ToDictionary(g => g.Key, g => g.Count());
        foreach (var c in words.Where(c => !char.IsWhiteSpace(c)))
            Assert.True(left.TryGetValue(c, out var count) && (left[c] = count - 1) >= 0, $"“{words}” is not there");
    }
}
