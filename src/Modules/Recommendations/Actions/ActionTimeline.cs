using System.Globalization;
using System.Text;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Ui;
using Inspection.Kernel.Ui.Lists;

namespace Inspection.Recommendations;

[Allow(Policy.Read)]
internal sealed class ActionTimelinePage(Lists lists, Session session, IPermissions permissions, TimeProvider clock)
    : ActionViewPage(lists, session, permissions, clock)
{
    /// <summary>The most that are drawn: beyond, nobody can follow a line.</summary>
    public const int Most = 200;

    public Timeline Drawing { get; private set; } = null!;

    public async Task OnGet()
    {
        await Load(Most);
        Drawing = Timeline.Of(Part.Rows, Today);
    }
}

/// <summary>Where everything of the timeline lies, in pixels.</summary>
internal sealed record Timeline(
    int Width,
    int Height,
    int TodayAt,
    IReadOnlyList<TimelineTick> Ticks,
    IReadOnlyList<TimelineRow> Rows,
    IReadOnlyList<TimelineArrow> Arrows
)
{
    private const int Edge = 16;
    private const int Head = 44;
    private const int Line = 19;
    private const int Bar = 14;
    private const int Gap = 16;
    private const int MostColumns = 16;
    private const int Least = 8;

    // Arial is about half as wide as it is high; capitals take more.
    private const int LongestLine = 115;

    public static Timeline Of(IReadOnlyList<ActionLine> actions, DateOnly today)
    {
        var days = actions
            .SelectMany(one => one.Milestones.Select(milestone => milestone.Due).Append(one.PlannedOn))
            .Concat(actions.Select(one => one.Due ?? today))
            .Append(today)
            .ToList();
        var from = FirstOfMonth(days.Min());
        var until = FirstOfMonth(days.Max()).AddMonths(1);
        const int width = 1200;
        int At(DateOnly day) =>
            Edge
            + (int)((long)(day.DayNumber - from.DayNumber) * (width - 2 * Edge) / (until.DayNumber - from.DayNumber));

        var rows = new List<TimelineRow>(actions.Count);
        var top = Head;

        foreach (var action in actions)
        {
            var row = RowOf(action, top, today, At);
            rows.Add(row);
            top = row.BarAt + Bar + Gap;
        }

        return new(width, top + Gap, At(today), [.. TicksOf(from, until, At)], rows, ArrowsOf(rows));
    }

    private static TimelineRow RowOf(ActionLine action, int top, DateOnly today, Func<DateOnly, int> at)
    {
        var label = Wrapped($"{action.Reference}: {action.Text} – {Said(action, today)}");
        var (begin, end) = (at(action.PlannedOn), at(action.Due ?? action.PlannedOn));
        var left = Math.Min(begin, end);

        return new(
            action,
            label,
            [.. label.Select((_, i) => top + (i + 1) * Line - 5)],
            top + label.Count * Line + 2,
            left,
            Math.Max(Math.Max(begin, end), left + Least),
            [.. action.Milestones.Select(one => new TimelineMilestone(one, at(one.Due)))]
        );
    }

    /// <summary>When it is due and how it stands, in words.</summary>
    public static string Said(ActionLine action, DateOnly today) =>
        action.Due is not { } due ? $"{Words.Of(action.State).ToLowerInvariant()}, no date"
        : action.IsOpen
            ? $"{Words.Of(action.State).ToLowerInvariant()}, due on {Words.Date(due)}, {Words.DaysTo(due, today)}"
        : $"{Words.Of(action.State).ToLowerInvariant()}, was due on {Words.Date(due)}";

    private static List<TimelineArrow> ArrowsOf(List<TimelineRow> rows)
    {
        var known = rows.ToDictionary(row => row.Action.Id);
        var arrows = new List<TimelineArrow>();

        foreach (var row in rows)
        foreach (var id in row.Action.DependsOn)
            if (known.TryGetValue(id, out var first))
                arrows.Add(new(first, row, Path(first, row)));

        return arrows;
    }

    // From the end of what is waited for, down or up, to the beginning of what waits.
    private static string Path(TimelineRow first, TimelineRow then)
    {
        var (fromY, toY) = (first.BarAt + Bar / 2, then.BarAt + Bar / 2);
        var between = toY > fromY ? first.BarAt + Bar + Gap / 2 - 2 : first.BarAt - 2;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"M{first.Right} {fromY} h6 V{between} H{then.Left - 10} V{toY} H{then.Left - 1}"
        );
    }

    private static IEnumerable<TimelineTick> TicksOf(DateOnly from, DateOnly until, Func<DateOnly, int> at)
    {
        var months = (until.Year - from.Year) * 12 + until.Month - from.Month;
        int[] steps = [1, 2, 3, 6, 12, 24, 60, 120, 1200];
        var step = steps.First(one => one == steps[^1] || months <= one * MostColumns);

        for (var day = from; day < until; day = day.AddMonths(step))
            yield return new(
                at(day),
                day.ToString(step < 12 ? "MMM yyyy" : "yyyy", CultureInfo.GetCultureInfo("en-GB")),
                // What would stand over the edge is left to its line.
                at(day) < at(until) - 66
            );
    }

    private static DateOnly FirstOfMonth(DateOnly day) => new(day.Year, day.Month, 1);

    internal static IReadOnlyList<string> Wrapped(string text)
    {
        var lines = new List<string>();
        var line = new StringBuilder();

        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).SelectMany(Pieces))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > LongestLine)
            {
                lines.Add($"{line}");
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : "").Append(word);
        }

        lines.Add($"{line}");
        return lines;
    }

    private static IEnumerable<string> Pieces(string word) => word.Chunk(LongestLine).Select(part => new string(part));

    public const int BarHeight = Bar;
}

/// <summary>A line down the drawing with its month or year.</summary>
internal sealed record TimelineTick(int At, string Text, bool Labelled);

/// <summary>One action: its words, and below them its bar from the day it was planned to the day it is due.</summary>
internal sealed record TimelineRow(
    ActionLine Action,
    IReadOnlyList<string> Label,
    IReadOnlyList<int> LabelAt,
    int BarAt,
    int Left,
    int Right,
    IReadOnlyList<TimelineMilestone> Milestones
)
{
    private int Middle => BarAt + Timeline.BarHeight / 2;

    private int Bottom => BarAt + Timeline.BarHeight;

    /// <summary>The bar: what is late ends in a point, what has no date is a ring, everything else is a rectangle.</summary>
    public string Shape =>
        Action.IsLate
            ? $"M{Left} {BarAt} H{Right} L{Right + 9} {Middle} L{Right} {Bottom} H{Left} L{Left + 6} {Middle} Z"
        : Action.Due is null ? $"M{Left} {Middle} a7 7 0 1 0 14 0 a7 7 0 1 0 -14 0 m4 0 a3 3 0 1 0 6 0 a3 3 0 1 0 -6 0"
        : $"M{Left} {BarAt} H{Right} V{Bottom} H{Left} Z";

    public string Kind => Action.IsLate ? "late" : Action.State.ToString().ToLowerInvariant();

    public string Diamond(int at) => $"M{at} {BarAt - 3} L{at + 10} {Middle} L{at} {Bottom + 3} L{at - 10} {Middle} Z";
}

internal sealed record TimelineMilestone(Milestone Milestone, int At);

/// <summary>One action waits for another.</summary>
internal sealed record TimelineArrow(TimelineRow First, TimelineRow Then, string Path);
