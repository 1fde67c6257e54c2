using FluentValidation;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Inspection.Kernel;

/// <summary>Sends many commands for one form, each in a session of its own, so that one refusal stops none of the others.</summary>
public sealed class OneByOne(IServiceScopeFactory scopes, Session session)
{
    /// <summary>Sends one of them.</summary>
    /// <param name="command">The command.</param>
    /// <param name="form">The form's command id.</param>
    /// <param name="row">What the command is about: with the form it makes the command's id.</param>
    /// <param name="cancel">Stops waiting.</param>
    /// <returns>Why it was not done, in words; null when it was.</returns>
    public async Task<string?> Send(ICommand command, Guid form, Guid row, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Session>().Caller = session.Caller with { Command = IdFor(form, row) };

        try
        {
            await scope.ServiceProvider.GetRequiredService<IMediator>().Send(command, cancel);
            return null;
        }
        catch (ValidationException e)
        {
            return string.Join(". ", e.Errors.Select(error => error.ErrorMessage).Distinct());
        }
        catch (NotFoundException)
        {
            return "It is not there any more";
        }
        catch (Exception e) when (e is RefusedException or ConflictException or ForbiddenException)
        {
            return e.Message;
        }
        catch (NpgsqlException)
        {
            return "The service could not say whether this was done: send the form again, nothing is done twice";
        }
    }

    /// <summary>The command id of one row: the same form sent twice does nothing twice.</summary>
    public static Guid IdFor(Guid form, Guid row)
    {
        Span<byte> both = stackalloc byte[32];
        form.TryWriteBytes(both);
        row.TryWriteBytes(both[16..]);
        return StableId.Of(both);
    }
}
