using Inspection.Recommendations;

namespace Inspection.Tests.Import;

public sealed class SeedTests
{
    private const string Folder = "../shared/seeds";

    [FolderFact(Folder)]
    public void The_response_of_2019_has_eight_accepted_issues_with_owners_and_dates()
    {
        var read = Corpus.Read(Path.Combine(Corpus.Seeds, "cps-response-2019.txt"));

        Assert.Equal(["1", "2", "3", "4", "5", "6", "7", "8"], read.Items.Select(i => i.Number.Value));
        Assert.All(read.Items, item => Assert.Equal(ItemKind.IssueToAddress, item.Kind.Value));
        Assert.All(read.Items, item => Assert.Equal(Position.Accepted, item.Position.Value.Position));
        Assert.Equal(
            [
                "Head of Division + Area Business Manager",
                "Area Business Manager",
                "Area Business Manager",
                "",
                "Head of Division + Area Business Manager",
                "Director of Legal Services + Director of Business Services",
                "Area Business Manager",
                "Deputy Head (Organised Crime)",
            ],
            read.Items.Select(i => string.Join(" + ", i.Owners.Select(o => o.Value)))
        );
        Assert.Equal(
            ["", "", "2019-04-30 Month", "", "2019-04-30 Month", "", "2019-03-31 Month", ""],
            read.Items.Select(i => i.Due.Value.Date is { } day ? $"{day:yyyy-MM-dd} {i.Due.Value.Precision}" : "")
        );
        Assert.Equal(new DateOnly(2019, 1, 29), read.Report.Published.Value);
    }

    [FolderFact(Folder)]
    public void The_press_release_of_2019_tells_good_points_and_warnings_and_no_answers()
    {
        var read = Corpus.Read(Path.Combine(Corpus.Seeds, "hmcpsi-press-release-2019.txt"));

        Assert.Contains(read.Items, i => i.Kind.Value == ItemKind.Strength);
        Assert.Contains(read.Items, i => i.Kind.Value == ItemKind.IssueToAddress);
        Assert.Contains(read.Items, i => i.Kind.Value == ItemKind.Recommendation);
        Assert.All(read.Items, i => Assert.Null(i.Response.Value));
        Assert.NotEmpty(read.Warnings);
    }
}
