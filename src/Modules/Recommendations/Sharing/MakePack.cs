using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Files;
using Inspection.Kernel.Ui;
using MediatR;
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

/// <summary>Sends a pack while it is written.</summary>
internal sealed class PackResult(Pack pack, FileStore files) : ActionResult
{
    public override async Task ExecuteResultAsync(ActionContext context)
    {
        var http = context.HttpContext;
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(pack.Name);
        http.Response.ContentType = "application/zip";
        http.Response.Headers.ContentDisposition = disposition.ToString();
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

        try
        {
            await pack.Write(http.Response.Body, files, http.RequestAborted);
        }
        catch
        {
            // A download that ends early must not look like one that is complete.
            http.Abort();
            throw;
        }
    }
}
