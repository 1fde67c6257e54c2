using System.Globalization;
using System.Text;

namespace Inspection.Kernel.Ui;

/// <summary>Values in the words that every page uses.</summary>
public static class Words
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    /// <summary>"29 January 2019".</summary>
    public static string Date(DateOnly day) => day.ToString("d MMMM yyyy", English);

    /// <summary>"29 January 2019", or <paramref name="none"/> where there is no date.</summary>
    public static string Date(DateOnly? day, string none = "No date") => day is { } one ? Date(one) : none;

    /// <summary>"3:04pm", in London.</summary>
    public static string Time(DateTimeOffset moment) =>
        moment.InLondon().ToString("h:mmtt", English).ToLowerInvariant();

    /// <summary>"29 January 2019 at 3:04pm", in London.</summary>
    public static string Moment(DateTimeOffset moment) => $"{Date(moment.Day())} at {Time(moment)}";

    /// <summary>"12 days late", "due today", "due tomorrow", "in 30 days".</summary>
    public static string DaysTo(DateOnly due, DateOnly today) =>
        (due.DayNumber - today.DayNumber) switch
        {
            < -1 and var late => $"{-late:N0} days late",
            -1 => "1 day late",
            0 => "due today",
            1 => "due tomorrow",
            var left => $"in {left:N0} days",
        };

    /// <summary>"1 row", "2,000 rows".</summary>
    public static string Count(int number, string one, string? many = null) =>
        $"{number.ToString("N0", English)} {(number == 1 ? one : many ?? one + "s")}";

    /// <summary>"1,234" and "1,234.50": what a person reads as a number.</summary>
    public static string Number(decimal number) =>
        number.ToString(decimal.Truncate(number) == number ? "N0" : "N2", English);

    /// <summary>"£1,234.50"; whole pounds without pence.</summary>
    public static string Money(decimal pounds) => pounds < 0 ? $"−£{Number(-pounds)}" : $"£{Number(pounds)}";

    /// <summary>"12%".</summary>
    public static string Percent(decimal share) => share.ToString("0.#", English) + "%";

    /// <summary><c>AwaitingReply</c> as "Awaiting reply".</summary>
    public static string Of(Enum word) => Split(word.ToString());

    /// <summary><c>CompleteBy</c> as "Complete by".</summary>
    public static string Split(string name)
    {
        var words = new StringBuilder(name.Length + 4);

        foreach (var c in name)
            if (char.IsUpper(c) && words.Length > 0)
                words.Append(' ').Append(char.ToLowerInvariant(c));
            else
                words.Append(c);

        return words.ToString();
    }

    /// <summary>Any value as a page shows it: dates and moments in words, yes and no, grouped numbers; nothing is "".</summary>
    public static string Show(object? value) =>
        value switch
        {
            null => "",
            string text => text,
            DateOnly day => Date(day),
            DateTimeOffset moment => Moment(moment),
            bool yes => yes ? "Yes" : "No",
            Enum word => Of(word),
            int or long or short or decimal => Number(Convert.ToDecimal(value, English)),
            double number => number.ToString("#,0.##", English),
            IEnumerable<string> texts => string.Join(", ", texts),
            _ => Convert.ToString(value, English) ?? "",
        };

    /// <summary>The text cut at a word, for a line of a list.</summary>
    public static string Truncated(this string text, int length) =>
        text.Length <= length ? text : text[..EndOf(text, length)].TrimEnd(',', ';', ':') + "…";

    /// <summary>As a person typed it in a form, which sends line ends as CRLF; null where there is nothing.</summary>
    public static string? Typed(this string? text) =>
        string.IsNullOrWhiteSpace(text) ? null : text.Trim().ReplaceLineEndings("\n");

    // Half a surrogate pair cannot be stored.
    private static int EndOf(string text, int length) =>
        text.LastIndexOf(' ', length) is > 0 and var space ? space
        : char.IsLowSurrogate(text[length]) ? length - 1
        : length;
}
