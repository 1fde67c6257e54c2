using System.Reflection;
using System.Text.RegularExpressions;
using Inspection.Recommendations.Import;

namespace Inspection.Tests.Import;

/// <summary>
/// The compiler's generated code for a pattern may be wrong: a lazy group with a count, after optional words, ran out of its
/// text (.NET 10.0.401). Every pattern of the reader is held against the interpreter, over words that real documents use.
/// </summary>
public sealed class PatternTests
{
    private const int Sentences = 2000;

    [Fact]
    public void Generated_patterns_find_what_interpreted_ones_find()
    {
        var texts = Texts();

        foreach (var (name, pattern) in Patterns())
        {
            var interpreted = new Regex(pattern.ToString(), pattern.Options);

            foreach (var text in texts)
            {
                var (found, expected) = (Find(pattern, text), interpreted.Match(text));
                Assert.True(
                    found is { } match && (match.Index, match.Length) == (expected.Index, expected.Length),
                    $"{name} on \"{text}\": {found?.Value ?? "failed"}, not {expected.Value}"
                );
            }
        }
    }

    private static Match? Find(Regex pattern, string text)
    {
        try
        {
            return pattern.Match(text);
        }
        catch (IndexOutOfRangeException)
        {
            return null;
        }
    }

    private static IEnumerable<(string Name, Regex Pattern)> Patterns() =>
        from type in typeof(ReportReader).Assembly.GetTypes()
        where type.Namespace == typeof(ReportReader).Namespace
        from method in type.GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)
        where method.ReturnType == typeof(Regex) && method.GetParameters().Length == 0 && !type.IsGenericType
        select ($"{type.Name}.{method.Name}", (Regex)method.Invoke(null, null)!);

    /// <summary>Sentences as they are, and their words thrown together.</summary>
    private static List<string> Texts()
    {
        var sentences = new[] { Corpus.Own, Corpus.Unfamiliar }
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.txt"))
            .Order(StringComparer.Ordinal)
            .SelectMany(File.ReadLines)
            .Select(line => line.Trim())
            .Where(line => line.Length > 0)
            .Distinct()
            .ToList();
        var words = sentences.SelectMany(line => line.Split(' ')).Distinct().ToList();
        var random = new Random(7);
        return
        [
            "It would therefore not be appropriate for us to take a position.",
            .. sentences.OrderBy(_ => random.Next()).Take(Sentences / 2),
            .. Enumerable
                .Range(0, Sentences / 2)
                .Select(_ =>
                    string.Join(
                        ' ',
                        Enumerable.Range(0, random.Next(3, 25)).Select(_ => words[random.Next(words.Count)])
                    )
                ),
        ];
    }
}
