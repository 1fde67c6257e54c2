namespace Inspection.Recommendations.Import;

/// <summary>A place in the plain text of a source document.</summary>
internal readonly record struct TextSpan(int Start, int Length)
{
    public int End => Start + Length;

    public static TextSpan Between(int start, int end) => new(start, end - start);

    public string In(string text) => text.Substring(Start, Length);
}

/// <summary>One value read from a document, where it stands there, and how sure the reader is (0 to 1).</summary>
internal sealed record Field<T>(T Value, TextSpan? Span, double Confidence)
{
    public static Field<T> None(T value) => new(value, null, 0);
}
