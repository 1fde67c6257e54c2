using System.Security.Cryptography;
using System.Text;
using Inspection.Kernel;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Files;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;

namespace Inspection.Recommendations;

/// <summary>
/// Lets in whoever has the link of a share: as a visitor who may do nothing, to exactly what was selected. Unknown, ended,
/// revoked and not selected are one and the same: not there.
/// </summary>
internal sealed class Door(Session session, IDataProtectionProvider protection, FileStore files, TimeProvider clock)
{
    /// <summary>Wrong passphrases an hour, whoever tries.</summary>
    public const int MostTries = 10;

    private const string Cookie = "__Host-shared";
    private const int Patience = 20;

    private static readonly TimeSpan Unlocked = TimeSpan.FromHours(1);

    private readonly ITimeLimitedDataProtector protector = protection
        .CreateProtector("Inspection.Share")
        .ToTimeLimitedDataProtector();

    /// <exception cref="NotFoundException">The token opens nothing now.</exception>
    public async Task<Opened> Open(HttpContext http, string token, CancellationToken cancel)
    {
        http.Response.OnStarting(() =>
        {
            var headers = http.Response.Headers;
            headers["Referrer-Policy"] = "no-referrer";
            headers["X-Robots-Tag"] = "noindex, nofollow, noarchive";
            headers.CacheControl = "no-store";
            return Task.CompletedTask;
        });

        // Whoever has signed in is a visitor here too.
        await Become(Caller.Nobody);
        var place = await session.Look<Place>(
            "select division, share from recommendations.share_of($1, $2)",
            [SHA256.HashData(Encoding.UTF8.GetBytes(token)), clock.Today()],
            cancel
        );

        if (place is null)
            throw NotThere;

        await Become(new(place.Division, SystemActor.Visitor));
        var share = await session.Share(place.Share, cancel);

        if (share.StateOn(clock.Today()) != ShareState.Open)
            throw NotThere;

        return new(
            token,
            share,
            await session.ReaderOf(share.Id, cancel),
            await session.Report(share.Report, cancel),
            share.HasPassphrase && !IsUnlocked(http, share.Id)
        );
    }

    /// <summary>The recommendations that were selected, in the order of the document.</summary>
    public Task<IReadOnlyList<RecommendationRow>> Items(ShareRow share, CancellationToken cancel) =>
        session.Query<RecommendationRow>(
            """
            select * from recommendation where division = @Division and report = @Report and id = any (@Recommendations)
            order by ordinal, id
            """,
            new
            {
                session.Caller.Division,
                share.Report,
                share.Recommendations,
            },
            cancel
        );

    /// <summary>A file of accepted evidence of what was selected.</summary>
    /// <exception cref="NotFoundException">There is none such.</exception>
    public async Task<StoredFile> File(ShareRow share, Guid evidence, CancellationToken cancel)
    {
        var piece = share.Shown.Contains(SharePart.EvidenceFiles)
            ? await session.One<EvidenceRow>(
                """
                select * from evidence where division = @Division and id = @evidence and state = 'Accepted'
                    and (recommendation = any (@Recommendations) or also && @Recommendations)
                """,
                new
                {
                    session.Caller.Division,
                    evidence,
                    share.Recommendations,
                },
                cancel
            )
            : null;
        return piece?.File is { } id && await files.Find(id, cancel) is { IsUsable: true } file ? file : throw NotThere;
    }

    /// <summary>Records what was opened, before it is shown: what could not be recorded is not shown.</summary>
    public async Task Record(ShareRow share, Guid? recommendation, Guid? evidence, CancellationToken cancel)
    {
        for (var patience = Patience; ; patience--)
            try
            {
                await session.Abandon();
                await session.Events.Change<Share>(
                    share.Id,
                    null,
                    one => one.View(recommendation, evidence, session.Now.Day()),
                    cancel
                );
                await session.Commit(cancel);
                return;
            }
            catch (ConflictException) when (patience > 0)
            {
                // Somebody opens something at the same moment.
            }
    }

    /// <summary>Tries a passphrase.</summary>
    /// <returns>What is wrong, in words; null where it is right.</returns>
    public async Task<string?> Unlock(HttpContext http, ShareRow share, string? passphrase, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(passphrase))
            return "Enter the passphrase";

        // Counted before it is looked at, so that many at once get no more tries than many in a row.
        var counted = await session.Execute(
            """
            update share_secret set tries = case when tried_at > @since then tries + 1 else 1 end,
                tried_at = case when tried_at > @since then tried_at else @Now end
            where division = @Division and share = @Id and (tried_at is null or tried_at <= @since or tries < @MostTries)
            """,
            new
            {
                session.Caller.Division,
                share.Id,
                session.Now,
                since = session.Now.AddHours(-1),
                MostTries,
            },
            cancel
        );
        await session.Commit(cancel);

        if (counted == 0)
            return "There were too many tries. Try again in an hour";

        var hash = await session.One<byte[]>(
            "select passphrase from share_secret where division = @Division and share = @Id",
            new { session.Caller.Division, share.Id },
            cancel
        );

        if (hash is null || !Passphrases.IsRight(passphrase, hash))
            return "The passphrase is not right";

        await Become(session.Caller with { Command = Guid.CreateVersion7() });
        await session.Execute(
            "update share_secret set tries = 0 where division = @Division and share = @Id",
            new { session.Caller.Division, share.Id },
            cancel
        );
        await session.Commit(cancel);
        http.Response.Cookies.Append(
            Cookie,
            protector.Protect($"{share.Id}", Unlocked),
            new()
            {
                Secure = true,
                HttpOnly = true,
                SameSite = SameSiteMode.Lax,
                Path = "/",
            }
        );
        return null;
    }

    private bool IsUnlocked(HttpContext http, Guid share)
    {
        try
        {
            return http.Request.Cookies[Cookie] is { Length: > 0 } shown && protector.Unprotect(shown) == $"{share}";
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private async Task Become(Caller caller)
    {
        await session.Abandon();
        session.Caller = caller;
    }

    private static NotFoundException NotThere => new("Nothing is shared here");

    private sealed class Place
    {
        public int Division { get; init; }
        public Guid Share { get; init; }
    }
}

/// <summary>A share that a visitor has the link of.</summary>
/// <param name="IsLocked">Its passphrase has to be entered first: until then nothing of it is shown.</param>
internal sealed record Opened(string Token, ShareRow Share, string Reader, ReportRow Report, bool IsLocked)
{
    public string Address => $"/shared/{Token}";

    public bool Shows(SharePart part) => Share.Shown.Contains(part);
}
