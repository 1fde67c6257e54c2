namespace Inspection.Tests.Import;

internal static class Poppler
{
    public static bool IsInstalled { get; } =
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, "pdftotext")));
}

[AttributeUsage(AttributeTargets.Method)]
internal sealed class PdfFactAttribute : FactAttribute
{
    public PdfFactAttribute() =>
        Skip = Poppler.IsInstalled ? null : "pdftotext (package poppler-utils) is not installed";
}

[AttributeUsage(AttributeTargets.Method)]
internal sealed class FolderFactAttribute : FactAttribute
{
    public FolderFactAttribute(string folder)
    {
        var path = Path.Combine(Corpus.Root, folder);
        Skip = Directory.Exists(path) ? null : $"There is no folder {path}";
    }
}
