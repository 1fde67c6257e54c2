using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Files;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace Inspection.Recommendations;

/// <summary>Makes a pack for the inspectorate of a report, and records what is in it before any of it leaves.</summary>
/// <param name="Recommendations">Those that go into it; all of the report where nothing is said.</param>
/// <param name="Names">People by their names, and not by their posts alone.</param>
/// <param name="Undecided">Files of evidence that nobody has decided about go with it too.</param>
[Allow(Policy.Manage)]
internal sealed record MakePack(Guid Id, Guid[]? Recommendations, bool Names, bool Undecided) : ICommand
{
    internal sealed class Validator : AbstractValidator<MakePack>
    {
        public Validator() =>
            RuleFor(c => c.Recommendations)
                .Must(selected => selected is not { Length: 0 })
                .WithMessage("Select at least one recommendation");
    }

    internal sealed class Handler(IEventStore store, Packs packs) : AsyncRequestHandler<MakePack>
    {
        protected override async Task Handle(MakePack command, CancellationToken cancel)
        {
            var pack = await packs.Make(command, cancel);
            await store.Change<Report>(command.Id, null, report => report.MakePack(pack.Happened), cancel);
        }
    }
}

/// <summary>Downloads a pack; that it left the division is recorded each time, as when a person makes one.</summary>
/// <inheritdoc cref="MakePack"/>
[Allow(Policy.Manage)]
[Api("GET", "/api/reports/{id}/pack")]
internal sealed record GetPack(Guid Id, Guid[]? Recommendations, bool Names = false, bool Undecided = false)
    : IQuery<PackResult>
{
    internal sealed class Handler(Session session, IMediator mediator, Packs packs, FileStore files)
        : IRequestHandler<GetPack, PackResult>
    {
        public async Task<PackResult> Handle(GetPack query, CancellationToken cancel)
        {
            // Whatever key came with it: no pack is an earlier one.
            await session.Abandon();
            session.Caller = session.Caller with { Command = Guid.CreateVersion7() };
            await mediator.Send(new MakePack(query.Id, query.Recommendations, query.Names, query.Undecided), cancel);
            return new(packs.Made!, files);
        }
    }
}

[Allow(Policy.Manage)]
internal sealed class MakePackPage(IMediator mediator, Session session, Dossiers dossiers, Packs packs, FileStore files)
    : FormPage(mediator)
{
    [BindProperty]
    public MakePack Command { get; set; } = null!;

    public ReportRow Report { get; private set; } = null!;

    public IReadOnlyList<RecommendationRow> Recommendations { get; private set; } = [];

    public async Task OnGet(Guid id)
    {
        Command = new(id, null, Names: false, Undecided: false);
        await Prepare();
        Command = Command with { Recommendations = [.. Recommendations.Select(row => row.Id)] };
    }

    public async Task<IActionResult> OnPost()
    {
        // Every press sends another pack out of the division, and is recorded as one.
        CommandId = Guid.CreateVersion7();
        Command = Command with { Recommendations = Command.Recommendations ?? [] };
        var answer = await Send(Command, $"/reports/{Command.Id}");
        return answer is LocalRedirectResult ? new PackResult(packs.Made!, files) : answer;
    }

    protected override async Task Prepare()
    {
        Report = await session.Report(Command.Id, HttpContext.RequestAborted);
        Recommendations = await dossiers.Of(Report.Id, null, HttpContext.RequestAborted);
    }
}

/// <summary>Sends a pack while it is written, to a page's form or through the API.</summary>
internal sealed class PackResult(Pack pack, FileStore files) : ActionResult, IResult
{
    public override Task ExecuteResultAsync(ActionContext context) => ExecuteAsync(context.HttpContext);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(pack.Name);
        httpContext.Response.ContentType = "application/zip";
        httpContext.Response.Headers.ContentDisposition = disposition.ToString();
        httpContext.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        httpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

        try
        {
            await pack.Write(httpContext.Response.Body, files, httpContext.RequestAborted);
        }
        catch
        {
            // A download that ends early must not look like one that is complete.
            httpContext.Abort();
            throw;
        }
    }
}
