using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Organisation;

/// <summary>Takes back an appointment that has not begun.</summary>
[Allow(Policy.Administer), Api("POST", "/api/organisation/posts/{id}/appointments/{appointment}/withdraw")]
internal sealed record WithdrawAppointment(Guid Id, int? Version, Guid Appointment) : ICommand
{
    internal sealed class Handler(IEventStore store, TimeProvider clock) : AsyncRequestHandler<WithdrawAppointment>
    {
        protected override Task Handle(WithdrawAppointment request, CancellationToken cancellationToken) =>
            store.Change<Post>(
                request.Id,
                request.Version,
                post => post.Withdraw(request.Appointment, clock.Today()),
                cancellationToken
            );
    }
}

[Allow(Policy.Administer)]
internal sealed class WithdrawAppointmentPage(IMediator mediator) : FormPage(mediator)
{
    [BindProperty]
    public WithdrawAppointment Command { get; set; } = null!;

    public string Title { get; private set; } = "";

    public async Task OnGet(Guid id, Guid appointment)
    {
        var post = await Ask(new PostDetails(id));
        (Title, Command) = (post.Title, new(id, post.Version, appointment));
    }

    public Task<IActionResult> OnPost() =>
        Send(Command, then: $"/organisation/posts/{Command.Id}", said: "The appointment has been withdrawn.");

    protected override async Task Prepare() => Title = (await Ask(new PostDetails(Command.Id))).Title;
}
