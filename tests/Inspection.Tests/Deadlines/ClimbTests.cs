using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Inspection.Deadlines;
using Inspection.Kernel;

namespace Inspection.Tests.Deadlines;

/// <summary>When the rungs of a ladder come: by examples, and by what holds for every day.</summary>
public sealed class ClimbTests
{
    private static readonly DateOnly First = new(2026, 1, 1);

    private static readonly WorkingDays Days = Rules.Usual.Days;

    private static readonly Arbitrary<(DateOnly Due, int Days, DayCount Count)> Anything = (
        from day in Gen.Choose(0, 1000)
        from days in Gen.Choose(-60, 60)
        from working in Gen.Elements(DayCount.Calendar, DayCount.Working)
        select (First.AddDays(day), days, working)
    ).ToArbitrary();

    [Theory]
    // Maundy Thursday to the Tuesday after Easter.
    [InlineData("2027-03-25", 1, "2027-03-30")]
    [InlineData("2027-03-30", -1, "2027-03-25")]
    [InlineData("2027-12-24", 1, "2027-12-29")]
    [InlineData("2027-12-25", 1, "2027-12-29")]
    [InlineData("2028-02-29", 1, "2028-03-01")]
    [InlineData("2028-02-29", -1, "2028-02-28")]
    [InlineData("2027-05-31", 1, "2027-06-01")]
    [InlineData("2027-05-29", 0, "2027-05-29")]
    public void Working_days_leave_out_weekends_and_bank_holidays(string from, int days, string to) =>
        Assert.Equal(Day(to), Days.Add(Day(from), days));

    [Theory]
    // On 29 February, a Tuesday.
    [InlineData("2028-02-29", "0", "2028-02-29T08:00:00Z")]
    [InlineData("2028-02-29", "-28", "2028-02-01T08:00:00Z")]
    [InlineData("2028-02-29", "1", "2028-03-01T08:00:00Z")]
    [InlineData("2028-03-28", "-28", "2028-02-29T08:00:00Z")]
    // On the 31st: a month is not four weeks.
    [InlineData("2027-08-31", "-28", "2027-08-03T07:00:00Z")]
    // On a bank holiday: the rung of the day waits for the next day that is not quiet, those before come sooner.
    [InlineData("2027-12-27", "0", "2027-12-29T08:00:00Z")]
    [InlineData("2027-12-27", "-1", "2027-12-24T08:00:00Z")]
    [InlineData("2027-12-27", "1", "2027-12-29T08:00:00Z")]
    [InlineData("2027-12-27", "-1w", "2027-12-24T08:00:00Z")]
    // On the Sundays when clocks change.
    [InlineData("2027-03-28", "0", "2027-03-30T07:00:00Z")]
    [InlineData("2027-03-28", "-1", "2027-03-25T08:00:00Z")]
    [InlineData("2027-10-31", "0", "2027-11-01T08:00:00Z")]
    [InlineData("2027-10-31", "-1", "2027-10-29T07:00:00Z")]
    public void A_rung_comes_at_one_moment(string due, string rung, string moment) =>
        Assert.Equal(
            DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture),
            Climb.MomentOf(Rung.Of(rung)!, Day(due), Reminding.Usual, Days)
        );

    [Fact]
    public void A_day_whose_morning_the_clocks_skip_has_its_rung_an_hour_later()
    {
        var early = Reminding.Usual with { From = new(1, 30), QuietWeekends = false };

        Assert.Equal(
            new DateTimeOffset(2027, 3, 28, 1, 30, 0, TimeSpan.Zero),
            Climb.MomentOf(Rung.Of("0")!, new(2027, 3, 28), early, Days)
        );
        Assert.Equal(
            new DateTimeOffset(2027, 10, 31, 0, 30, 0, TimeSpan.Zero),
            Climb.MomentOf(Rung.Of("0")!, new(2027, 10, 31), early, Days)
        );
    }

    [Fact]
    public void No_rung_comes_at_a_quiet_time() =>
        Prop.ForAll(Anything, one => !Reminding.Usual.IsQuiet(MomentOf(one.Due, one.Days, one.Count), Days))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_to_warn_never_comes_after_the_date() =>
        Prop.ForAll(Anything, one => one.Days >= 0 || MomentOf(one.Due, one.Days, one.Count).Day() < one.Due)
            .QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_late_never_comes_before_its_day() =>
        Prop.ForAll(
                Anything,
                one =>
                    one.Days < 0
                    || MomentOf(one.Due, one.Days, one.Count).Day()
                        >= new Rung(one.Days, one.Count, []).DayOf(one.Due, Days)
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void So_many_working_days_there_and_back_is_where_one_began() =>
        Prop.ForAll(
                Anything,
                one =>
                {
                    var from = one.Due;
                    while (!Days.IsWorking(from))
                        from = from.AddDays(1);
                    var to = Days.Add(from, one.Days);
                    return Days.IsWorking(to)
                        && Days.Add(to, -one.Days) == from
                        && Between(from, to).Count(Days.IsWorking) == Math.Abs(one.Days);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Going_from_rung_to_rung_passes_every_moment_in_order_and_ends() =>
        Prop.ForAll(
                Anything,
                one =>
                {
                    var now = one.Due.AddDays(-100).At(TimeOnly.MinValue);
                    var seen = new List<DateTimeOffset>();

                    while (Climb.Of(Ladder.Usual, one.Due, Reminding.Usual, Days, now).Next is { } next)
                    {
                        seen.Add(next);
                        now = next;
                    }

                    var moments = Ladder.Usual.Select(rung => Climb.MomentOf(rung, one.Due, Reminding.Usual, Days));
                    return seen.SequenceEqual(moments.Distinct().Order());
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Where_a_deadline_stands_depends_on_no_machine()
    {
        var here = Environment.GetEnvironmentVariable("TZ");
        IReadOnlyList<Climb> Play() =>
            [
                .. Enumerable
                    .Range(0, 400)
                    .Select(day =>
                        Climb.Of(
                            Ladder.Usual,
                            new(2027, 10, 31),
                            Reminding.Usual,
                            Days,
                            new DateTimeOffset(2027, 1, 1, 0, 30, 0, TimeSpan.Zero).AddDays(day)
                        )
                    ),
            ];

        try
        {
            var played = new List<IReadOnlyList<Climb>>();

            foreach (var zone in new[] { "UTC", "Europe/London", "Pacific/Kiritimati", "America/Los_Angeles" })
            {
                Environment.SetEnvironmentVariable("TZ", zone);
                TimeZoneInfo.ClearCachedData();
                Assert.Equal(zone, TimeZoneInfo.Local.Id);
                played.Add(Play());
            }

            Assert.All(played, one => Assert.Equal(played[0], one));
        }
        finally
        {
            Environment.SetEnvironmentVariable("TZ", here);
            TimeZoneInfo.ClearCachedData();
        }
    }

    private static DateTimeOffset MomentOf(DateOnly due, int days, DayCount count) =>
        Climb.MomentOf(new(days, count, []), due, Reminding.Usual, Days);

    // The first of the two not counted.
    private static IEnumerable<DateOnly> Between(DateOnly from, DateOnly to) =>
        from < to
            ? Enumerable.Range(1, to.DayNumber - from.DayNumber).Select(from.AddDays)
            : Enumerable.Range(1, from.DayNumber - to.DayNumber).Select(day => from.AddDays(-day));

    private static DateOnly Day(string text) => DateOnly.Parse(text, CultureInfo.InvariantCulture);
}
