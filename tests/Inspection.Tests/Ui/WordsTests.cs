using Inspection.Kernel.Ui;

namespace Inspection.Tests.Ui;

public sealed class WordsTests
{
    private static readonly DateOnly Today = new(2019, 1, 29);

    [Theory]
    [InlineData(-12, "12 days late")]
    [InlineData(-1, "1 day late")]
    [InlineData(0, "due today")]
    [InlineData(1, "due tomorrow")]
    [InlineData(30, "in 30 days")]
    [InlineData(-1200, "1,200 days late")]
    public void Days_to_a_date_read_as_people_say_them(int days, string words) =>
        Assert.Equal(words, Words.DaysTo(Today.AddDays(days), Today));

    [Fact]
    public void Moments_are_told_in_London_time()
    {
        Assert.Equal("29 January 2019", Words.Date(Today));
        Assert.Equal("29 January 2019 at 3:04pm", Words.Moment(new(2019, 1, 29, 15, 4, 0, TimeSpan.Zero)));
        Assert.Equal("1 July 2019 at 12:30am", Words.Moment(new(2019, 6, 30, 23, 30, 0, TimeSpan.Zero)));
    }

    [Fact]
    public void Values_read_as_words()
    {
        Assert.Equal("Awaiting reply", Words.Split("AwaitingReply"));
        Assert.Equal("1 row", Words.Count(1, "row"));
        Assert.Equal("2,000 rows", Words.Count(2000, "row"));
        Assert.Equal("£1,234.50", Words.Money(1234.5m));
        Assert.Equal("−£12", Words.Money(-12));
        Assert.Equal("Yes", Words.Show(true));
        Assert.Equal("", Words.Show(null));
    }
}
