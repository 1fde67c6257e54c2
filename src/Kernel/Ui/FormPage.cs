using FluentValidation;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Kernel.Ui;

/// <summary>A page with one form that sends one command: what was wrong comes back as the error summary.</summary>
public abstract class FormPage(IMediator mediator) : PageModel
{
    /// <summary>The command's id, made when the form is shown: the same form sent twice changes nothing the second time.</summary>
    [BindProperty]
    public Guid CommandId { get; set; } = Guid.CreateVersion7();

    /// <summary>Asks a question.</summary>
    protected Task<TAnswer> Ask<TAnswer>(IQuery<TAnswer> query) => mediator.Send(query, HttpContext.RequestAborted);

    /// <summary>Sends the command bound from the form; goes to <paramref name="then"/> when it is done.</summary>
    /// <param name="command">The command, bound to the property <c>Command</c>.</param>
    /// <param name="then">Where to go.</param>
    /// <param name="said">What the page there says at its top, as a success banner.</param>
    protected async Task<IActionResult> Send(ICommand command, string then, string? said = null)
    {
        var session = HttpContext.RequestServices.GetRequiredService<Session>();
        await session.Abandon();
        session.Caller = session.Caller with { Command = CommandId };

        // What binding could not read is said by the validator, in the words of the page.
        ModelState.ClearValidationState("");

        try
        {
            await mediator.Send(command, HttpContext.RequestAborted);

            if (said is not null)
                TempData["Said"] = said;

            return LocalRedirect(then);
        }
        catch (ValidationException e)
        {
            foreach (var error in e.Errors)
                ModelState.AddModelError($"Command.{error.PropertyName}", error.ErrorMessage);
        }
        catch (Exception e) when (e is RefusedException or ConflictException or ForbiddenException)
        {
            ModelState.AddModelError("", e.Message);
        }

        await session.Abandon();
        await Prepare();
        return Page();
    }

    /// <summary>Loads what the page shows beside its form; called before a form with errors is shown again.</summary>
    protected virtual Task Prepare() => Task.CompletedTask;
}
