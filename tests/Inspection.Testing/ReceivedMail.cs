using System.Text;
using System.Text.RegularExpressions;

namespace Inspection.Testing;

/// <summary>A mail as a server took it.</summary>
/// <param name="From">The sender on the envelope.</param>
/// <param name="To">The recipients on the envelope.</param>
/// <param name="Source">Its headers and its parts, byte for byte.</param>
public sealed partial record ReceivedMail(string From, IReadOnlyList<string> To, string Source)
{
    /// <summary>The plain text, decoded.</summary>
    public string Text => Part("text/plain");

    /// <summary>The HTML, decoded.</summary>
    public string Html => Part("text/html");

    /// <summary>The names of all headers, in order.</summary>
    public IReadOnlyList<string> Headers => [.. Lines(Source).Select(line => line.Split(':')[0])];

    /// <summary>A header's value, decoded, or null.</summary>
    public string? Header(string name) => Header(Source, name);

    private string Part(string type)
    {
        var boundary = Boundary().Match(Header("Content-Type")!).Groups[1].Value;
        var part = Source
            .Split($"--{boundary}")
            .Single(one => Header(one.TrimStart(), "Content-Type")?.StartsWith(type, StringComparison.Ordinal) == true);
        var content = part[(part.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];

        return Header(part.TrimStart(), "Content-Transfer-Encoding") == "base64"
            ? Encoding.UTF8.GetString(Convert.FromBase64String(content))
            : throw new InvalidOperationException("Only base64 is read here");
    }

    private static string? Header(string source, string name) =>
        Lines(source).FirstOrDefault(line => line.StartsWith($"{name}:", StringComparison.OrdinalIgnoreCase))
            is { } found
            ? Encoded().Replace(found[(name.Length + 1)..].Trim(), one => Decoded(one))
            : null;

    // A header that goes on in the next line begins it with a blank.
    private static string[] Lines(string source) =>
        Folded().Replace(source.Split("\r\n\r\n")[0], " ").Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

    private static string Decoded(Match word) =>
        word.Groups[1].Value is "B" or "b"
            ? Encoding.UTF8.GetString(Convert.FromBase64String(word.Groups[2].Value))
            : Uri.UnescapeDataString(word.Groups[2].Value.Replace('_', ' ').Replace('=', '%'));

    [GeneratedRegex(@"boundary=""?([^"";]+)""?")]
    private static partial Regex Boundary();

    [GeneratedRegex(@"\r\n[ \t]+")]
    private static partial Regex Folded();

    [GeneratedRegex(@"=\?utf-8\?([BbQq])\?([^?]*)\?=\s?", RegexOptions.IgnoreCase)]
    private static partial Regex Encoded();
}
