using System.Text;
using Inspection.Recommendations.Import;

namespace Inspection.Tests.Import;

/// <summary>Measured in processor time, alone: what else the machine does says nothing about the reader.</summary>
[Collection("alone")]
public sealed class StallTests
{
    [Theory]
    [MemberData(nameof(Pathological))]
    public async Task A_megabyte_made_to_stall_is_read_all_the_same(string unit)
    {
        var text = string.Concat(Enumerable.Repeat(unit, 1_000_000 / unit.Length));
        var before = Environment.CpuUsage.TotalTime;

        try
        {
            ReportReader.Read(await DocumentReader.Read(Encoding.UTF8.GetBytes(text), "a.txt"));
        }
        catch (UnreadableDocumentException refusal)
        {
            Assert.EndsWith(".", refusal.Message, StringComparison.Ordinal);
        }

        var used = Environment.CpuUsage.TotalTime - before;
        Assert.True(used < TimeSpan.FromSeconds(30), $"{unit.Trim()}: {used}");
    }

    public static TheoryData<string> Pathological() =>
        [
            "a",
            "A ",
            "1.\n",
            "1. ",
            "Recommendation 1\n",
            "Recommendation 1: The Board should act.\n",
            "Response:\n",
            "The Head of ",
            "(",
            "accept ",
            "not ",
            "by the end of ",
            "\n",
            "\f",
            ". ",
            "-",
            "\t",
            "• a\n",
            "Recommendations\n\n1. a\n",
            "Rec No  Recommendation  Agreed  Owner\n",
            "We accept all recommendations. ",
            "Area Business Manager (ABM) ",
            "A\n1\n",
            "1\n",
            "and the ",
            "….... ",
            "Contents\nA 1\nB 2\n",
            "31 June 2024 ",
            "We recommend (Recommendation 1)\n",
            "Rec No\nRecommendation\nAgreed\nResponse\nOwner\n1\n",
            "**",
            "[[[[",
            "Inspectors found ",
            "Owner: Head of Unit    Date: May 2025\n",
            "Owner    Date\n",
            "To the Home Office:\n",
            "a) x\n",
            "Paragraph 1.1    a\n",
            "Concern 1: a\n",
            "Agreed / Partly agreed / ",
            "We recommend that the Head of ",
            "Act. Owner: A. ",
            "Rec  Concern  Agreed  Owner\n\nKey concerns\n1  a  b  c\n",
        ];
}
