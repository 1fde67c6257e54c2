using System.Text.Json;
using Inspection.Recommendations.Import;

namespace Inspection.Tests.Import;

public sealed class ImportJsonTests
{
    [Fact]
    public void A_reading_is_printed_in_the_shape_that_was_agreed()
    {
        var read = Corpus.Read(Path.Combine(Corpus.Own, "division-response.txt"));

        using var json = JsonDocument.Parse(ImportJson.Write(read));

        Assert.Equal(["report", "items", "warnings"], json.RootElement.EnumerateObject().Select(p => p.Name));
        var item = json.RootElement.GetProperty("items")[1];
        Assert.Equal(
            ["number", "ordinal", "kind", "text", "response", "owners", "due", "confidence"],
            item.EnumerateObject().Select(p => p.Name)
        );
        Assert.Equal("2020-06-30", item.GetProperty("due").GetProperty("date").GetString());
        Assert.Equal("item", item.GetProperty("response").GetProperty("source").GetString());
    }

    [Fact]
    public void A_document_without_findings_gives_no_items_and_says_so()
    {
        var read = Corpus.Read(Path.Combine(Corpus.Own, "plain-minutes.txt"));

        Assert.Empty(read.Items);
        Assert.Equal(["No recommendations or other findings were found in this document."], read.Warnings);
    }
}
