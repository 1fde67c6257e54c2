using System.Globalization;
using Inspection.Kernel;

namespace Inspection.Tests.Deadlines;

/// <summary>Times of day in London, on days when its clocks change and on others.</summary>
public sealed class ClockTests
{
    private static readonly string[] Special = ["2027-03-28", "2027-10-31", "2028-02-29"];

    [Theory]
    // Clocks go from 01:00 to 02:00.
    [InlineData("2027-03-28", "00:59", "2027-03-28T00:59:00Z")]
    [InlineData("2027-03-28", "01:00", "2027-03-28T01:00:00Z")]
    [InlineData("2027-03-28", "01:30", "2027-03-28T01:30:00Z")]
    [InlineData("2027-03-28", "02:00", "2027-03-28T01:00:00Z")]
    [InlineData("2027-03-28", "08:00", "2027-03-28T07:00:00Z")]
    [InlineData("2027-03-28", "23:59:59.9990000", "2027-03-28T22:59:59.999Z")]
    // Clocks show 01:00 to 02:00 twice: the first is meant.
    [InlineData("2027-10-31", "00:59", "2027-10-30T23:59:00Z")]
    [InlineData("2027-10-31", "01:00", "2027-10-31T00:00:00Z")]
    [InlineData("2027-10-31", "01:30", "2027-10-31T00:30:00Z")]
    [InlineData("2027-10-31", "02:00", "2027-10-31T02:00:00Z")]
    [InlineData("2027-10-31", "23:59:59.9990000", "2027-10-31T23:59:59.999Z")]
    [InlineData("2028-02-29", "08:00", "2028-02-29T08:00:00Z")]
    [InlineData("2027-01-31", "00:00", "2027-01-31T00:00:00Z")]
    [InlineData("2027-07-31", "00:00", "2027-07-30T23:00:00Z")]
    [InlineData("2027-12-31", "23:59", "2027-12-31T23:59:00Z")]
    public void A_time_of_day_is_one_moment(string day, string time, string moment) =>
        Assert.Equal(Moment(moment), Day(day).At(TimeOnly.Parse(time, CultureInfo.InvariantCulture)));

    [Fact]
    public void What_is_at_a_time_of_a_day_is_on_that_day_and_in_the_order_of_the_clock()
    {
        foreach (var day in Special.Select(Day))
        {
            var last = DateTimeOffset.MinValue;

            for (var minute = 0; minute < 24 * 60; minute++)
            {
                var at = day.At(TimeOnly.MinValue.AddMinutes(minute));
                Assert.Equal(day, at.Day());
                // What is skipped in spring comes when the next hour does.
                if (day != Day("2027-03-28") || minute / 60 != 2)
                    Assert.True(at > last, $"{day} {minute}");
                last = at;
            }
        }
    }

    [Theory]
    [InlineData("2027-03-28T00:59:59Z", "2027-03-28")]
    [InlineData("2027-06-30T23:30:00Z", "2027-07-01")]
    [InlineData("2027-12-31T23:59:59Z", "2027-12-31")]
    [InlineData("2028-02-29T23:59:59Z", "2028-02-29")]
    public void A_moment_is_on_one_day(string moment, string day) => Assert.Equal(Day(day), Moment(moment).Day());

    private static DateOnly Day(string text) => DateOnly.Parse(text, CultureInfo.InvariantCulture);

    private static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
