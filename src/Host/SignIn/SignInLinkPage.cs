using Inspection.Contracts.Organisation;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Inspection.Host.SignIn;

/// <summary>An administrator makes a one-time link for someone: an invitation, or a reset where they have signed in before.</summary>
[Allow(Policy.Administer)]
internal sealed class SignInLinkPage(IMediator mediator, Session session, Memberships memberships, Users users)
    : PageModel
{
    public PersonSummary Person { get; private set; } = null!;

    public LinkPurpose Purpose { get; private set; }

    /// <summary>The link, on the answer that makes it and never again.</summary>
    public string? Made { get; private set; }

    public Task<IActionResult> OnGet(Guid id) => Find(id);

    public async Task<IActionResult> OnPost(Guid id)
    {
        var page = await Find(id);

        if (Person is null)
            return page;

        try
        {
            Made = Purpose == LinkPurpose.Reset ? await users.Reset(Person) : await users.Invite(Person);
        }
        catch (RefusedException e)
        {
            ModelState.AddModelError("", e.Message);
        }

        return Page();
    }

    private async Task<IActionResult> Find(Guid id)
    {
        if (await mediator.Send(new FindPerson(id)) is not { } person)
            return NotFound();

        Person = person;
        Purpose = await memberships.UserOf(session.Caller.Division, id) is null
            ? LinkPurpose.Invitation
            : LinkPurpose.Reset;
        return Page();
    }
}
