using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Organisation;

/// <summary>Appoints a person to a post from a day on, past or future.</summary>
[Allow(Policy.Administer), Api("POST", "/api/organisation/posts/{id}/appointments")]
internal sealed record AppointPerson(
    Guid Id,
    int? Version,
    Guid Appointment,
    Guid Person,
    DateOnly From,
    DateOnly? Until,
    bool JobShare
) : ICommand
{
    internal sealed class Validator : AbstractValidator<AppointPerson>
    {
        public Validator()
        {
            RuleFor(c => c.Appointment).NotEmpty().WithMessage("Give the appointment an id");
            RuleFor(c => c.Person).NotEmpty().WithMessage("Select the person to appoint");
            RuleFor(c => c.From).NotEmpty().WithMessage("Enter the first day of the appointment");
        }
    }

    internal sealed class Handler(IEventStore store) : AsyncRequestHandler<AppointPerson>
    {
        protected override async Task Handle(AppointPerson request, CancellationToken cancellationToken)
        {
            if (await store.Find<Person>(request.Person, cancellationToken) is not { Active: true })
                throw new RefusedException("Select a person who is active in this division");

            await store.Change<Post>(
                request.Id,
                request.Version,
                post =>
                    post.Appoint(request.Appointment, request.Person, request.From, request.Until, request.JobShare),
                cancellationToken
            );
        }
    }
}

[Allow(Policy.Administer)]
internal sealed class AppointPersonPage(IMediator mediator) : FormPage(mediator)
{
    [BindProperty]
    public AppointPerson Command { get; set; } = null!;

    public string Title { get; private set; } = "";

    public IReadOnlyList<Option> People { get; private set; } = [];

    public async Task OnGet(Guid id)
    {
        var post = await Ask(new PostDetails(id));
        Command = new(id, post.Version, Guid.CreateVersion7(), default, default, null, JobShare: false);
        await Prepare();
    }

    public Task<IActionResult> OnPost() =>
        Send(Command, then: $"/organisation/posts/{Command.Id}", said: "The person has been appointed.");

    protected override async Task Prepare()
    {
        Title = (await Ask(new PostDetails(Command.Id))).Title;
        People = [.. (await Ask(new ActivePeople())).Select(one => new Option(one.Id.ToString(), one.Name))];
    }
}
