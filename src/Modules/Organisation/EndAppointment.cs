using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Organisation;

[Allow(Policy.Administer), Api("POST", "/api/organisation/posts/{id}/appointments/{appointment}/end")]
internal sealed record EndAppointment(Guid Id, int? Version, Guid Appointment, DateOnly On) : ICommand
{
    internal sealed class Validator : AbstractValidator<EndAppointment>
    {
        public Validator() => RuleFor(c => c.On).NotEmpty().WithMessage("Enter the last day of the appointment");
    }

    internal sealed class Handler(IEventStore store) : AsyncRequestHandler<EndAppointment>
    {
        protected override Task Handle(EndAppointment request, CancellationToken cancellationToken) =>
            store.Change<Post>(
                request.Id,
                request.Version,
                post => post.End(request.Appointment, request.On),
                cancellationToken
            );
    }
}

[Allow(Policy.Administer)]
internal sealed class EndAppointmentPage(IMediator mediator) : FormPage(mediator)
{
    [BindProperty]
    public EndAppointment Command { get; set; } = null!;

    public string Title { get; private set; } = "";

    public Holding? Holding { get; private set; }

    public async Task<IActionResult> OnGet(Guid id, Guid appointment)
    {
        var post = await Ask(new PostDetails(id));
        Command = new(id, post.Version, appointment, default);
        await Prepare();
        return Holding is null ? NotFound() : Page();
    }

    public Task<IActionResult> OnPost() =>
        Send(Command, then: $"/organisation/posts/{Command.Id}", said: "The appointment’s last day has been set.");

    protected override async Task Prepare()
    {
        var post = await Ask(new PostDetails(Command.Id));
        Title = post.Title;
        Holding = post.Holdings.FirstOrDefault(one => one.Appointment == Command.Appointment);
    }
}
