namespace Inspection.Deadlines;

/// <summary>A ladder on a line, from left to right: its rungs in the order of their days, and the date between them.</summary>
internal sealed class LadderDrawing
{
    private const int Widest = 1080;
    private const int Step = 84;
    private const int Size = 9;

    private readonly int step;

    public LadderDrawing(KindLadder ladder)
    {
        Ladder = ladder;
        var rungs = ladder.Rungs;
        var before = rungs.Count(rung => rung.Days < 0);
        var on = rungs.Any(rung => rung.Days == 0);
        var places = rungs.Count + (on ? 0 : 1);
        step = Math.Min(Step, Widest / places);
        Width = step * places;
        DateAt = Middle(before);
        Marks = [.. rungs.Select((rung, i) => new Mark(rung, Middle(i < before || on ? i : i + 1)))];
    }

    public KindLadder Ladder { get; }

    public int Width { get; }

    public int Height => 112;

    /// <summary>Where the line runs.</summary>
    public int LineAt => 52;

    /// <summary>Where the date is.</summary>
    public int DateAt { get; }

    public IReadOnlyList<Mark> Marks { get; }

    /// <summary>A circle before the date, a diamond on it, a triangle after it.</summary>
    public string ShapeOf(Mark mark) =>
        mark.Rung.Days switch
        {
            < 0 => $"M{mark.At - Size} {LineAt} a{Size} {Size} 0 1 0 {2 * Size} 0 a{Size} {Size} 0 1 0 {-2 * Size} 0 Z",
            0 => $"M{mark.At} {LineAt - 12} l12 12 l-12 12 l-12 -12 Z",
            _ => $"M{mark.At} {LineAt - 11} l11 20 l-22 0 Z",
        };

    private int Middle(int place) => place * step + step / 2;

    /// <summary>One rung at its place.</summary>
    internal sealed record Mark(Rung Rung, int At)
    {
        public string Kind =>
            Rung.Days switch
            {
                < 0 => "before",
                0 => "on",
                _ => "after",
            };

        /// <summary>The two lines below it: "28 days" and "before", "3 working" and "days late".</summary>
        public string Number =>
            Rung.Days == 0 ? "On the"
            : Rung.Count == DayCount.Working ? $"{Math.Abs(Rung.Days)} working"
            : Kernel.Ui.Words.Count(Math.Abs(Rung.Days), "day");

        public string Side =>
            Rung.Days == 0
                ? "day"
                : $"{(Rung.Count == DayCount.Working ? "days " : "")}{(Rung.Days < 0 ? "before" : "late")}";
    }
}
