using System.IO.Compression;
using System.Net;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Files;
using Inspection.Recommendations;
using Inspection.Tests.Sharing;
using Microsoft.Extensions.DependencyInjection;
using static Inspection.Tests.Kit.Scenario;
using static Inspection.Tests.Recommendations.Sample;

namespace Inspection.Tests.Recommendations;

/// <summary>What must not be had any more is taken out; that it was there, and why it is not, stays.</summary>
public sealed class RemoveFileTests(App app) : IClassFixture<App>
{
    private const string Why = "Malware was found in it";
    private static readonly Guid File = Guid.NewGuid();
    private static readonly Guid Newer = Guid.NewGuid();
    private static readonly Guid Ann = Guid.NewGuid();

    private static Evidence.Offered Draft =>
        Offered(Guid.NewGuid(), Guid.NewGuid()) with
        {
            Content = new(EvidenceKind.File, File, "minutes.txt", "00"),
        };

    [Fact]
    public void Evidence_without_its_file_is_a_draft_that_needs_a_new_version()
    {
        DomainEvent[] accepted = [Draft, new Evidence.Submitted(Ann), SharingKit.Accepted()];
        DomainEvent[] removed = [.. accepted, new Evidence.FileRemoved(File, Why)];
        var content = new Content(EvidenceKind.File, Newer, "minutes 2.txt", "01");

        Given<Evidence>(accepted).When(e => e.RemoveFile(File, Why)).Then(new Evidence.FileRemoved(File, Why));
        Assert.Equal(EvidenceState.Draft, Given<Evidence>(removed).State!.State);
        Given<Evidence>(removed).When(e => e.Submit(Ann)).ThenRefused("Its file was removed: add a new version first");
        Given<Evidence>(removed)
            .When(e => e.RemoveFile(File, Why))
            .ThenRefused("This evidence has no such file, or it was removed before");
        Given<Evidence>([.. removed, new Evidence.Replaced(2, content, "Cleaned")])
            .When(e => e.Submit(Ann))
            .Then(new Evidence.Submitted(Ann));
    }

    [Fact]
    public void Of_an_earlier_version_the_file_goes_and_the_decision_stands()
    {
        var given = Given<Evidence>(
            Draft,
            new Evidence.Replaced(2, new(EvidenceKind.File, Newer, "minutes 2.txt", "01"), "Better"),
            new Evidence.Submitted(Ann),
            SharingKit.Accepted(),
            new Evidence.FileRemoved(File, Why)
        );

        Assert.Equal(EvidenceState.Accepted, given.State!.State);
        Assert.Equal(
            EvidenceState.Withdrawn,
            Given<Evidence>(Draft, new Evidence.Withdrawn("Wrong"), new Evidence.FileRemoved(File, Why)).State!.State
        );
    }

    [Fact]
    public async Task An_administrator_removes_a_file_and_nobody_gets_it_any_more()
    {
        var (_, item) = await app.GivenItem();
        var (evidence, file) = await app.GivenFile(item, "minutes.txt", "Item 4", SharingKit.Accepted());
        await app.Quarantine(file.Id);
        var browser = await app.As(Role.Administrator);
        var opened = await browser.Follow(await browser.Open($"/evidence/files/{file.Id}"));
        var remove = $"/evidence/{evidence}/files/{file.Id}/remove";
        Assert.Contains(remove, opened.Links);

        Assert.Equal(
            ["Enter why the file is removed"],
            (await browser.Press(remove, "Remove the file for ever")).ErrorSummary
        );
        Assert.Equal(1, await Parts(file.Id));
        var removed = await browser.Press(remove, "Remove the file for ever", ("Reason", Why));

        var page = await browser.Follow(removed);
        Assert.Equal("The file is removed", page.Said);
        Assert.Equal("minutes.txt (6 bytes) Removed", page.Summary["File"]);
        Assert.Equal((file.Sha256, Why), (page.Summary["SHA-256"], page.Summary["Reason"]));
        Assert.Equal("File removed for ever", page.Read(".moj-timeline__title")[0]);
        Assert.Equal($"by {app.Division.NameOf(Role.Administrator)}", page.Read(".moj-timeline__byline")[0]);
        Assert.Equal("2 March 2026 at 12:00pm", page.Read(".moj-timeline__date")[0]);
        Assert.Equal(Why, page.Read(".moj-timeline__description")[0]);
        Assert.DoesNotContain(remove, page.Links);
        Assert.DoesNotContain($"/evidence/{evidence}/submit", page.Links);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.Open(remove)).Status);
        Assert.Equal(0, await Parts(file.Id));
        Assert.Equal(new Evidence.FileRemoved(file.Id, Why), await app.Last(evidence));
    }

    [Fact]
    public async Task Who_asks_for_it_is_told_when_and_why_it_went()
    {
        var (_, item) = await app.GivenItem();
        var (evidence, file) = await app.GivenFile(item, "minutes.txt", "Item 4");
        await app.Send(new RemoveFile(evidence, null, file.Id, Why));
        const string said = $"minutes.txt was removed on 2 March 2026 at 12:00pm: {Why}";

        var page = await (await app.As(Role.Reader)).Open($"/files/{file.Id}");
        Assert.Equal((HttpStatusCode.Gone, "This file was removed"), (page.Status, page.Heading));
        Assert.Contains(said, page.Text, StringComparison.Ordinal);
        using var answer = await (await app.Api(Role.Reader)).GetAsync($"/api/files/{file.Id}");
        Assert.Equal(HttpStatusCode.Gone, answer.StatusCode);
        Assert.Contains(said, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await Assert.ThrowsAsync<FileRemovedException>(() =>
            app.In(services => services.GetRequiredService<FileStore>().Open(file.Id))
        );

        // The scanner brings nothing back, and an export goes on without it.
        var again = await app.In(services => services.GetRequiredService<FileStore>().ScanAgain(file.Id));
        Assert.Equal((FileState.Removed, Why), (again.State, again.Finding));
        using var target = new MemoryStream();
        await app.Services.GetRequiredService<Archive>().Write(target);
        using var zip = new ZipArchive(target);
        Assert.DoesNotContain(zip.Entries, entry => entry.FullName.EndsWith($"{file.Id}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_piece_of_evidence_cannot_be_used_to_remove_it()
    {
        var (_, item) = await app.GivenItem();
        var (evidence, file) = await app.GivenFile(item, "minutes.txt", "Item 4");
        var (other, _) = await app.GivenFile(item, "other.txt", "Item 5");

        await Assert.ThrowsAsync<RefusedException>(() => app.Send(new RemoveFile(other, null, file.Id, Why)));

        Assert.Equal(1, await Parts(file.Id));
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await (await app.As(Role.HeadOfDivision)).Open($"/evidence/{evidence}/files/{file.Id}/remove")).Status
        );
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await (await app.As(Role.Reader)).Open($"/evidence/files/{Guid.NewGuid()}")).Status
        );
    }

    private Task<int> Parts(Guid file) =>
        app.In(services =>
            services
                .GetRequiredService<Session>()
                .One<int>("select count(*)::int from kernel.file_parts where file = @file", new { file })
        );
}
