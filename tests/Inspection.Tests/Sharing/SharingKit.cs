using System.Text;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Files;
using Inspection.Recommendations;
using Inspection.Tests.Recommendations;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Tests.Sharing;

/// <summary>Evidence with files, and links to it.</summary>
internal static class SharingKit
{
    /// <summary>As it is when somebody has accepted it.</summary>
    public static Evidence.Accepted Accepted(Guid? by = null) =>
        new(by ?? Guid.NewGuid(), 1, new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero), null);

    /// <summary>A piece of evidence that is a file.</summary>
    public static async Task<(Guid Evidence, StoredFile File)> GivenFile(
        this App app,
        Guid item,
        string name,
        string content,
        params DomainEvent[] more
    )
    {
        var id = Guid.NewGuid();
        var file = await app.In(async services =>
        {
            using var bytes = new MemoryStream(Encoding.UTF8.GetBytes(content));
            var stored = await services.GetRequiredService<FileStore>().Store(bytes, name);
            await services.GetRequiredService<Session>().Commit();
            return stored;
        });
        await app.Given(
            id,
            [
                Sample.Offered(id, item) with
                {
                    Title = $"Title of {name}",
                    Content = new(EvidenceKind.File, file.Id, file.Name, file.Sha256),
                },
                .. more,
            ]
        );
        return (id, file);
    }

    public static Task Quarantine(this App app, Guid file) =>
        app.In(async services =>
        {
            var session = services.GetRequiredService<Session>();
            await session.Execute(
                "update kernel.files set state = 'Quarantined' where division = @Division and id = @file",
                new { session.Caller.Division, file }
            );
            return await session.Commit();
        });

    public static async Task<(Guid Share, string Address)> GivenShare(
        this App app,
        Guid[] items,
        SharePart[] with,
        string? passphrase = null,
        int days = 28,
        TestDivision? division = null
    )
    {
        var (id, token) = (Guid.NewGuid(), Token.Make());
        await app.Send(
            new MakeShare(
                id,
                items,
                with,
                "Ann Reader",
                "HMCPSI",
                app.Today.AddDays(days),
                Token.Hash(token),
                passphrase
            ),
            division
        );
        return (id, $"/shared/{token}");
    }
}
