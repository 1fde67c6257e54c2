using FluentValidation;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
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
        var unread = Unread();

        // What was left empty is said by the validator, in the words of the page.
        ModelState.ClearValidationState("");

        try
        {
            if (unread.Count == 0)
            {
                await mediator.Send(command, HttpContext.RequestAborted);

                if (said is not null)
                    TempData["Said"] = said;

                return LocalRedirect(then);
            }

            foreach (var (field, message) in unread)
                ModelState.AddModelError(field, message);

            await Validate(command, unread);
        }
        catch (ValidationException e)
        {
            foreach (var error in e.Errors)
                ModelState.AddModelError($"Command.{error.PropertyName}", error.ErrorMessage);
        }
        catch (ConflictException e)
        {
            await session.Abandon();
            Say(e, then, await Name(session, e.Actor));
        }
        catch (Exception e) when (e is RefusedException or ForbiddenException)
        {
            ModelState.AddModelError("", e.Message);
        }

        await session.Abandon();
        await Prepare();
        return Page();
    }

    /// <summary>Loads what the page shows beside its form; called before a form with errors is shown again.</summary>
    protected virtual Task Prepare() => Task.CompletedTask;

    /// <summary>Boxes whose text could not be read as what the command wants: "abc" for a number, 31 June for a date.</summary>
    private Dictionary<string, string> Unread() =>
        ModelState
            .Where(field =>
                field.Value is { ValidationState: ModelValidationState.Invalid } entry
                && (
                    !string.IsNullOrWhiteSpace(entry.AttemptedValue)
                    || DateBinder.Wrong(ModelState, field.Key).Count > 0
                    || IsDate(field.Key)
                )
            )
            .ToDictionary(field => field.Key, field => field.Value!.Errors[0].ErrorMessage);

    private bool IsDate(string field) =>
        !string.IsNullOrWhiteSpace(
            ModelState[$"{field}.Day"]?.AttemptedValue
                + ModelState[$"{field}.Month"]?.AttemptedValue
                + ModelState[$"{field}.Year"]?.AttemptedValue
        );

    /// <summary>Says everything else that is wrong beside what could not be read, so that nobody is sent back twice.</summary>
    private async Task Validate(ICommand command, Dictionary<string, string> unread)
    {
        var validators = HttpContext.RequestServices.GetServices(
            typeof(IValidator<>).MakeGenericType(command.GetType())
        );

        foreach (var validator in validators.OfType<IValidator>())
        {
            var found = await validator.ValidateAsync(
                new ValidationContext<object>(command),
                HttpContext.RequestAborted
            );

            foreach (var error in found.Errors)
                if (!unread.ContainsKey($"Command.{error.PropertyName}"))
                    ModelState.AddModelError($"Command.{error.PropertyName}", error.ErrorMessage);
        }
    }

    private async Task<string> Name(Session session, Guid person) =>
        person == session.Caller.Actor ? "You"
        : HttpContext.RequestServices.GetService<IPeople>() is { } people
            ? await people.NameOf(person, session, HttpContext.RequestAborted)
        : "Someone else";

    /// <summary>Shows both versions and keeps what was typed: sent again, the form applies to the version now.</summary>
    private void Say(ConflictException conflict, string then, string who)
    {
        var now = $"{conflict.Actual}";

        ModelState.AddModelError(
            "",
            $"{who} changed this on {Words.Moment(conflict.At)}. You saw version {conflict.Expected}, it is now "
                + $"version {now}. What you typed is still here, and nothing has been saved: look at the latest version, "
                + "and send the form again if your answer still stands"
        );
        ModelState.SetModelValue("Command.Version", now, now);
        HttpContext.Items[typeof(Newer)] = new Newer(then);
    }
}
