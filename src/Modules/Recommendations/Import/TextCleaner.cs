using System.Text;

namespace Inspection.Recommendations.Import;

internal static class TextCleaner
{
    /// <summary>Line feeds only, no control characters, no soft hyphens, plain spaces.</summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
            switch (text[i])
            {
                case '\r':
                    if (i + 1 >= text.Length || text[i + 1] != '\n')
                        clean.Append('\n');
                    break;
                case '\u2028' or '\u2029' or '\u0085' or '\v':
                    clean.Append('\n');
                    break;
                case '\u00a0' or '\u2007' or '\u202f':
                    clean.Append(' ');
                    break;
                case '\u00ad' or '\u200b' or '\u200c' or '\u200d' or '\u2060' or '\ufeff':
                    break;
                case '\n' or '\t' or '\f':
                    clean.Append(text[i]);
                    break;
                case var c when !char.IsControl(c):
                    clean.Append(c);
                    break;
            }
        return clean.ToString();
    }
}
