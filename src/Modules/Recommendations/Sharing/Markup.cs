using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Inspection.Recommendations;

/// <summary>HTML for pages that leave the suite as files: what is put into it is encoded, unless it is markup itself.</summary>
internal sealed record Markup(string Text)
{
    public static readonly Markup None = new("");

    public static Markup Of(MarkupWriter writer) => new(writer.ToString());

    /// <summary>One after another.</summary>
    public static Markup Of(IEnumerable<Markup> many) => new(string.Concat(many.Select(one => one.Text)));

    public override string ToString() => Text;
}

[InterpolatedStringHandler]
internal readonly ref struct MarkupWriter(int literalLength, int formattedCount)
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder written = new(literalLength + formattedCount * 40);

    public void AppendLiteral(string literal) => written.Append(literal);

    public void AppendFormatted(string? text) => written.Append(Encoder.Encode(text ?? ""));

    public void AppendFormatted(int number) => written.Append(number);

    public void AppendFormatted(Markup markup) => written.Append(markup.Text);

    public void AppendFormatted(IEnumerable<Markup> many)
    {
        foreach (var one in many)
            written.Append(one.Text);
    }

    public override string ToString() => written.ToString();
}
