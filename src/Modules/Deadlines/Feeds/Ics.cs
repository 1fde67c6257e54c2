using System.Globalization;
using System.Text;

namespace Inspection.Deadlines;

/// <summary>Writes the lines of iCalendar (RFC 5545): ended by CRLF, folded at 75 octets between runes, texts escaped.</summary>
internal sealed class Ics
{
    /// <summary>The most octets of a line, without its end.</summary>
    public const int MostOctets = 75;

    private readonly StringBuilder written = new();

    /// <summary>A line whose value has a form of its own: a word, a date, an address.</summary>
    public void Line(string name, string value)
    {
        var octets = 0;

        foreach (var rune in $"{name}:{value}".EnumerateRunes())
        {
            if (octets + rune.Utf8SequenceLength > MostOctets)
            {
                written.Append("\r\n ");
                octets = 1;
            }

            written.Append(rune);
            octets += rune.Utf8SequenceLength;
        }

        written.Append("\r\n");
    }

    /// <summary>A line whose value is text.</summary>
    public void Text(string name, string value) => Line(name, Escape(value));

    public void Begin(string component) => Line("BEGIN", component);

    public void End(string component) => Line("END", component);

    public override string ToString() => written.ToString();

    /// <summary>Text with what has a meaning of its own escaped; control characters have no place in it.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);

        foreach (var c in text.ReplaceLineEndings("\n"))
            escaped.Append(
                c switch
                {
                    '\\' or ';' or ',' => $"\\{c}",
                    '\n' => "\\n",
                    '\t' => "\t",
                    _ when char.IsControl(c) => "",
                    _ => $"{c}",
                }
            );

        return escaped.ToString();
    }

    public static string Date(DateOnly day) => day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    public static string Utc(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A time of day in London, for a property with TZID.</summary>
    public static string Local(DateOnly day, TimeOnly time) =>
        day.ToDateTime(time).ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture);
}
