using Xunit.Abstractions;

namespace Inspection.Tests.Import;

public sealed class ImportCorpusTests(ITestOutputHelper output)
{
    [Fact]
    public void Our_own_documents_are_read_almost_without_fault()
    {
        var corpus = Corpus.Of(Corpus.Own);
        var scores = Measure("own", corpus);

        Assert.True(corpus.Count >= 30, $"only {corpus.Count} documents");
        Assert.All(
            Scores.AllFields,
            field => Assert.True(scores.Worst(field) >= 0.97, $"{field}: {scores.Worst(field):0.000}")
        );
    }

    [FolderFact("../shared/corpus")]
    public void Published_documents_are_read_as_well_as_before()
    {
        var scores = Measure("shared", Corpus.Of(Corpus.Shared));

        Assert.All(
            Scores.AllFields,
            field => Assert.True(scores.Worst(field) >= 0.9, $"{field}: {scores.Worst(field):0.000}")
        );
    }

    private Scores Measure(string name, IReadOnlyList<CorpusDocument> corpus)
    {
        var scores = Scores.Of(corpus);
        var text = $"{name}: {corpus.Count} documents\n{scores.Table()}\n{scores.Misses}";
        output.WriteLine(text);
        var folder = Directory.CreateDirectory(Path.Combine(Corpus.Root, "out"));
        File.WriteAllText(Path.Combine(folder.FullName, $"import-scores{(name == "own" ? "" : "-" + name)}.txt"), text);
        return scores;
    }
}
