using Inspection.Kernel.Access;
using Inspection.Kernel.Events;
using Inspection.Kernel.Files;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace Inspection.Recommendations;

/// <summary>A page for whoever has the link of a share; the frame says for whom, until when, and nothing of the suite.</summary>
internal abstract class VisitorPage : PageModel
{
    public Opened Opened { get; protected set; } = null!;
}

internal sealed record PassphraseForm(string? Passphrase);

/// <summary>What is shared: the list of recommendations, or the question for the passphrase.</summary>
[AllowAnonymous, EnableRateLimiting(Open.ToStrangers)]
internal sealed class SharedPage(Door door) : VisitorPage
{
    [BindProperty]
    public PassphraseForm Command { get; set; } = new(null as string);

    public IReadOnlyList<RecommendationRow> Items { get; private set; } = [];

    public async Task OnGet(string token)
    {
        Opened = await door.Open(HttpContext, token, HttpContext.RequestAborted);

        if (Opened.IsLocked)
            return;

        await door.Record(Opened.Share, null, null, HttpContext.RequestAborted);
        Items = await door.Items(Opened.Share, HttpContext.RequestAborted);
    }

    public async Task<IActionResult> OnPost(string token)
    {
        ModelState.Clear();
        Opened = await door.Open(HttpContext, token, HttpContext.RequestAborted);

        if (
            Opened.IsLocked
            && await door.Unlock(HttpContext, Opened.Share, Command.Passphrase, HttpContext.RequestAborted) is { } wrong
        )
        {
            ModelState.AddModelError("Command.Passphrase", wrong);
            return Page();
        }

        return LocalRedirect(Opened.Address);
    }
}

/// <summary>One recommendation of a share, by its place in the list.</summary>
[AllowAnonymous, EnableRateLimiting(Open.ToStrangers)]
internal sealed class SharedItemPage(Door door, Dossiers dossiers) : VisitorPage
{
    public Dossier Item { get; private set; } = null!;

    public Who Who { get; private set; } = null!;

    public int Number { get; private set; }

    public async Task<IActionResult> OnGet(string token, int number)
    {
        var cancel = HttpContext.RequestAborted;
        Opened = await door.Open(HttpContext, token, cancel);

        if (Opened.IsLocked)
            return LocalRedirect(Opened.Address);

        var items = await door.Items(Opened.Share, cancel);

        if (number < 1 || number > items.Count)
            throw new NotFoundException("Nothing is shared here");

        await door.Record(Opened.Share, items[number - 1].Id, null, cancel);
        Number = number;
        var item = await dossiers.Load(items[number - 1], Opened.Shows, cancel);
        // What nobody has accepted is the division's own.
        Item = item with
        {
            Evidence = [.. item.Evidence.Where(one => one.State == EvidenceState.Accepted)],
        };
        Who = await dossiers.Who(names: null, cancel);
        return Page();
    }
}

/// <summary>A file of a share.</summary>
[AllowAnonymous, EnableRateLimiting(Open.ToStrangers)]
internal sealed class SharedFilePage(Door door, FileStore files) : VisitorPage
{
    public async Task<IActionResult> OnGet(string token, Guid id)
    {
        var cancel = HttpContext.RequestAborted;
        Opened = await door.Open(HttpContext, token, cancel);

        if (Opened.IsLocked)
            return LocalRedirect(Opened.Address);

        var file = await door.File(Opened.Share, id, cancel);
        await door.Record(Opened.Share, null, id, cancel);
        await FileRoutes.Send(HttpContext, file, files, new() { NoStore = true });
        return new EmptyResult();
    }
}
