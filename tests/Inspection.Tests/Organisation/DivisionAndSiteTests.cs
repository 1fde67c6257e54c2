using Inspection.Organisation;
using static Inspection.Tests.Kit.Scenario;

namespace Inspection.Tests.Organisation;

public sealed class DivisionAndSiteTests
{
    private static Site.Opened Opened => new(Guid.Empty, "Petty France", "London");

    [Fact]
    public void A_division_can_be_renamed() =>
        Given<Division>(new Division.Established("seocid", "IJOCD", Demonstration: false))
            .When(division => division.Rename("SEOCID"))
            .Then(new Division.Renamed("SEOCID"));

    [Fact]
    public void Renaming_a_division_as_it_is_called_changes_nothing() =>
        Given<Division>(new Division.Established("ijocd", "IJOCD", Demonstration: false))
            .When(division => division.Rename("IJOCD"))
            .ThenNothing();

    [Fact]
    public void A_site_can_be_renamed_and_closed() =>
        Given<Site>(Opened)
            .When(site => [.. site.Rename("102 Petty France", "London"), .. site.Close()])
            .Then(new Site.Renamed("102 Petty France", "London"), new Site.Closed());

    [Fact]
    public void A_closed_site_is_not_closed_again() =>
        Given<Site>(Opened, new Site.Closed()).When(site => site.Close()).ThenRefused("This site is closed already");

    [Fact]
    public void A_closed_site_is_not_renamed() =>
        Given<Site>(Opened, new Site.Closed())
            .When(site => site.Rename("Elsewhere", null))
            .ThenRefused("This site is closed");
}
