using Inspection.Kernel.Ui;
using Inspection.Recommendations;
using static Inspection.Tests.Kit.Scenario;
using static Inspection.Tests.Recommendations.Sample;

namespace Inspection.Tests.Recommendations;

public sealed class ReportTests
{
    private static readonly Guid Id = Guid.NewGuid();
    private static readonly Guid Earlier = Guid.NewGuid();
    private static readonly Report.SourceAttached Source = new(Guid.NewGuid(), "report.pdf", new('a', 64), 9);

    [Fact]
    public void A_report_is_registered_with_or_without_its_document()
    {
        Assert.Equal([Registered(Id)], Report.Register(Registered(Id), null));
        Assert.Equal([Registered(Id), Source], Report.Register(Registered(Id), Source));
    }

    [Fact]
    public void A_document_is_attached_once()
    {
        Given<Report>(Registered(Id))
            .When(r => r.AttachSource(Source.File, Source.Name, Source.Sha256, Source.Size))
            .Then(Source);
        Given<Report>(Registered(Id), Source)
            .When(r => r.AttachSource(Source.File, Source.Name, Source.Sha256, Source.Size))
            .ThenNothing();
    }

    [Fact]
    public void A_report_follows_up_one_other()
    {
        Given<Report>(Registered(Id)).When(r => r.FollowUp(Earlier)).Then(new Report.FollowUpLinked(Earlier));
        Given<Report>(Registered(Id), new Report.FollowUpLinked(Earlier)).When(r => r.FollowUp(Earlier)).ThenNothing();
        Given<Report>(Registered(Id)).When(r => r.FollowUp(Id)).ThenRefused("A report cannot follow up itself");
    }

    [Fact]
    public void What_the_register_says_of_it_is_put_right()
    {
        var corrected = new Report.Corrected("Other title", "HMCPSI", null, null, null, "OFFICIAL", "Misread");

        Given<Report>(Registered(Id)).When(r => r.Correct(corrected)).Then(corrected);
    }

    [Fact]
    public void Nothing_happens_to_a_report_before_it_is_registered() =>
        Assert.Throws<InvalidOperationException>(() => Report.Evolve(null, Source));

    [Theory]
    [InlineData("one two three", 7, "one two…")]
    [InlineData("one two", 7, "one two")]
    [InlineData("onetwothree", 3, "one…")]
    [InlineData("ab\U0001F600cd", 3, "ab…")]
    public void A_long_text_is_cut_between_words_and_never_inside_a_character(string text, int length, string cut) =>
        Assert.Equal(cut, text.Truncated(length));

    [Theory]
    [InlineData("OFFICIAL", "OFFICIAL")]
    [InlineData(" official ", "OFFICIAL")]
    [InlineData("Official Sensitive", "OFFICIAL-SENSITIVE")]
    [InlineData(null, "OFFICIAL")]
    public void A_marking_is_kept_in_one_spelling(string? typed, string kept) => Assert.Equal(kept, Markings.Of(typed));

    [Theory]
    [InlineData("SECRET")]
    [InlineData("")]
    [InlineData("OFFICIAL SENSITIVE PERSONAL")]
    public void Other_markings_are_not_held(string typed) => Assert.False(Markings.Allowed(typed));
}
