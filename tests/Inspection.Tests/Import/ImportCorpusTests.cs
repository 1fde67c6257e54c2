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

    /// <summary>Written without knowing the reader: what it reaches in layouts that nobody made it for.</summary>
    [Fact]
    public void Documents_of_unfamiliar_layouts_are_read_as_well_as_before()
    {
        var corpus = Corpus.Of(Corpus.Unfamiliar);
        var scores = Measure("unfamiliar", corpus);
        var reached = new Dictionary<string, double>
        {
            ["items"] = 0.85,
            ["number"] = 0.96,
            ["text start"] = 0.96,
            ["position"] = 0.87,
            ["owners"] = 0.65,
            ["due"] = 0.84,
        };

        Assert.True(corpus.Count >= 30, $"only {corpus.Count} documents");
        Assert.All(
            reached,
            field =>
                Assert.True(scores.Worst(field.Key) >= field.Value, $"{field.Key}: {scores.Worst(field.Key):0.000}")
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
