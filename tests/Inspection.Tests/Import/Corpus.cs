using System.Text.Json;
using System.Text.Json.Serialization;
using Inspection.Recommendations.Import;

namespace Inspection.Tests.Import;

/// <summary>Documents with what a careful reader finds in them.</summary>
internal static class Corpus
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    public static string Root { get; } = FindRoot();

    public static string Own => Path.Combine(Root, "tests/corpus/import");

    public static string Unfamiliar => Path.Combine(Root, "tests/corpus/unfamiliar");

    public static string Shared => Path.Combine(Root, "../shared/corpus");

    public static string Seeds => Path.Combine(Root, "../shared/seeds");

    public static IReadOnlyList<CorpusDocument> Of(string folder) =>
        [
            .. Directory
                .EnumerateFiles(folder, "*.expected.json", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .SelectMany(Documents),
        ];

    public static ReadReport Read(string path) => ReportReader.Read(Open(path));

    public static SourceDocument Open(string path)
    {
        var bytes = File.ReadAllBytes(path);
        if (
            Path.GetExtension(path) is ".txt"
            && File.ReadAllText(path) is var text
            && text.StartsWith("# ", StringComparison.Ordinal)
        )
            bytes = System.Text.Encoding.UTF8.GetBytes(WithoutHeader(text));
        return DocumentReader.Read(bytes, Path.GetFileName(path)).GetAwaiter().GetResult();
    }

    public static string WithoutHeader(string text) =>
        text.IndexOf("# ---\n", StringComparison.Ordinal) is >= 0 and < 4000 and var end ? text[(end + 6)..] : text;

    private static IEnumerable<CorpusDocument> Documents(string expected)
    {
        var stem = expected[..^".expected.json".Length];
        var items = JsonSerializer.Deserialize<List<ExpectedItem>>(File.ReadAllText(expected), Json)!;
        foreach (var extension in (string[])[".txt", ".html", ".md", ".docx", ".odt", ".pdf"])
            if (File.Exists(stem + extension) && (extension != ".pdf" || Poppler.IsInstalled))
                yield return new CorpusDocument(Path.GetFileName(stem) + extension, stem + extension, items);
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Inspection.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("No Inspection.sln above the tests.");
    }
}

internal sealed record CorpusDocument(string Name, string Path, IReadOnlyList<ExpectedItem> Items)
{
    public override string ToString() => Name;
}

internal sealed record ExpectedItem(
    string? Number,
    string TextStart,
    string Response,
    IReadOnlyList<string> Owners,
    string? Due
)
{
    public string Kind { get; init; } = "recommendation";
    public IReadOnlyList<string?> NumberAlt { get; init; } = [];
    public IReadOnlyList<string> ResponseAlt { get; init; } = [];
    public IReadOnlyList<string> OwnersAlt { get; init; } = [];
    public IReadOnlyList<string> DueAlt { get; init; } = [];
    public IReadOnlyList<string>? KindAlt { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Other { get; init; }
}
