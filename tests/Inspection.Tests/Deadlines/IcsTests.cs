using System.Diagnostics;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Inspection.Deadlines;

namespace Inspection.Tests.Deadlines;

/// <summary>Calendars as RFC 5545 wants them: by what holds for every text, and as another program reads them.</summary>
public sealed class IcsTests
{
    private static readonly string[] Parts =
    [
        "a",
        "Review",
        " ",
        ",",
        ";",
        "\\",
        ":",
        "\"",
        "\n",
        "\r\n",
        "\\n",
        "é",
        "“pilot”",
        "\u0301",
        "\uD83D\uDE00",
        "中",
        "BEGIN:VEVENT",
        "0123456789012345678901234567890123456789",
    ];

    // That program reads some backslashes in its own way, escaped or not.
    private static readonly string[] Readable = [.. Parts.Where(part => !part.StartsWith('\\'))];

    // None in which clocks change.
    private static readonly int[] Months = [1, 2, 6, 7, 8, 12];

    private static readonly Arbitrary<string> Texts = Gen.Elements(Parts)
        .ListOf()
        .Select(parts => string.Concat(parts))
        .ToArbitrary();

    [Fact]
    public void Lines_are_folded_between_runes_and_read_as_they_were() =>
        Prop.ForAll(
                Texts,
                text =>
                {
                    var ics = new Ics();
                    ics.Text("SUMMARY", text);
                    var written = ics.ToString();
                    var lines = written.Split("\r\n")[..^1];

                    return written.EndsWith("\r\n", StringComparison.Ordinal)
                        && lines.All(line => Encoding.UTF8.GetByteCount(line) <= Ics.MostOctets)
                        && lines.All(line => !line.Contains('\n') && !line.Contains('\uFFFD') && IsWhole(line))
                        && lines.Skip(1).All(line => line[0] == ' ')
                        && written.Replace("\r\n ", "", StringComparison.Ordinal) == $"SUMMARY:{Ics.Escape(text)}\r\n";
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_escaped_reads_as_it_was() =>
        Prop.ForAll(Texts, text => Unescaped(Ics.Escape(text)) == text.ReplaceLineEndings("\n"))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Characters_that_no_text_has_are_left_out() => Assert.Equal("ab\tc", Ics.Escape("a\0b\t\u0007c"));

    [IcalendarFact]
    public async Task Another_program_reads_the_same()
    {
        var entries = Enumerable.Range(0, 500).Select(Odd).ToList();

        var read = await Icalendar.Read(
            Calendar.Write("Deadlines, of all; kinds", "https://inspection.example", entries)
        );

        Assert.Equal("Deadlines, of all; kinds", read.Name);
        Assert.Equal(["Europe/London"], read.Zones);
        Assert.Equal(
            entries.Select(one => new Icalendar.Event(
                $"{one.Id}@inspection",
                one.Summary.ReplaceLineEndings("\n"),
                one.Time is { } time ? $"{one.Day:yyyy-MM-dd}T{time:HH:mm}:00" : $"{one.Day:yyyy-MM-dd}",
                one.Sequence,
                one.IsCancelled ? "CANCELLED" : "CONFIRMED",
                $"https://inspection.example{one.Link}",
                one.IsCancelled ? "" : "-572400,-54000"
            )),
            read.Events
        );
        // 9am is an hour sooner in summer than in winter.
        Assert.Equal(
            entries.Where(one => one.Time is not null).Select(one => one.Day is { Month: > 3 and < 10 } ? 3600.0 : 0),
            read.Offsets
        );
    }

    private static CalendarEntry Odd(int i) =>
        new(
            Guid.NewGuid(),
            string.Concat(
                    Enumerable.Range(0, 1 + i % 23).Select(part => Readable[(i * 7 + part * part) % Readable.Length])
                )
                .Trim()
                is { Length: > 0 } text
                ? text
                : "x",
            "Recommendation due",
            $"/recommendations/{i}",
            new DateOnly(2026 + i % 4, Months[i % Months.Length], 1 + i % 28),
            i % 9,
            new(2026, 3, 2, 12, 0, i % 60, TimeSpan.Zero),
            i % 5 == 0
        )
        {
            Time = i % 7 == 0 ? new(9, 0) : null,
        };

    private static bool IsWhole(string line) =>
        !char.IsLowSurrogate(line[0]) && !(line.Length > 1 && line[0] == ' ' && char.IsLowSurrogate(line[1]));

    private static string Unescaped(string text)
    {
        var read = new StringBuilder();

        for (var i = 0; i < text.Length; i++)
            read.Append(
                text[i] != '\\' ? text[i]
                : text[++i] == 'n' ? '\n'
                : text[i]
            );

        return read.ToString();
    }
}

/// <summary>Python's icalendar, which knows nothing of this suite.</summary>
internal static class Icalendar
{
    private const string Program = """
        import json, sys
        from icalendar import Calendar
        c = Calendar.from_ical(sys.stdin.buffer.read())
        events = c.walk('VEVENT')
        print(json.dumps({
            'Name': str(c['X-WR-CALNAME']),
            'Zones': [str(z['TZID']) for z in c.walk('VTIMEZONE')],
            'Offsets': [e['DTSTART'].dt.utcoffset().total_seconds() for e in events if hasattr(e['DTSTART'].dt, 'hour')],
            'Events': [{
                'Uid': str(e['UID']), 'Summary': str(e['SUMMARY']),
                'Start': e['DTSTART'].dt.isoformat()[:19], 'Sequence': int(e['SEQUENCE']), 'Status': str(e['STATUS']),
                'Url': str(e['URL']),
                'Alarms': ','.join(str(int(a['TRIGGER'].dt.total_seconds())) for a in e.walk('VALARM')),
            } for e in events],
        }))
        """;

    /// <summary>A python that has the package, or null.</summary>
    public static string? Python { get; } =
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, "python3"))
            .Where(File.Exists)
            .FirstOrDefault(python => Run(python, "import icalendar", "").Result.Code == 0);

    public static async Task<Read> Read(string calendar)
    {
        var (code, said) = await Run(Python!, Program, calendar);
        Assert.True(code == 0, said);
        return JsonSerializer.Deserialize<Read>(said)!;
    }

    private static async Task<(int Code, string Said)> Run(string python, string program, string input)
    {
        using var process = Process.Start(
            new ProcessStartInfo(python, ["-c", program])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                StandardInputEncoding = new UTF8Encoding(false),
            }
        )!;
        var (said, wrong) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, process.ExitCode == 0 ? await said : await wrong);
    }

    internal sealed record Event(
        string Uid,
        string Summary,
        string Start,
        int Sequence,
        string Status,
        string Url,
        string Alarms
    );
}

/// <summary>A calendar as the other program has read it.</summary>
internal sealed record Read(string Name, string[] Zones, double[] Offsets, Icalendar.Event[] Events);

internal sealed class IcalendarFactAttribute : FactAttribute
{
    public IcalendarFactAttribute() =>
        Skip = Icalendar.Python is null ? "python3 with icalendar (package python3-icalendar) is not installed" : null;
}
