using Inspection.Recommendations.Import;

namespace Inspection.Tests.Import;

public sealed class DumpTests
{
    [Fact]
    public void Dump()
    {
        if (Environment.GetEnvironmentVariable("DUMP") is not { Length: > 0 } list)
            return;
        foreach (var path in list.Split(':'))
            File.WriteAllText(
                Path.Combine("/tmp/dump", Path.GetFileName(path) + ".json"),
                ImportJson.Write(Corpus.Read(path))
            );
    }
}
