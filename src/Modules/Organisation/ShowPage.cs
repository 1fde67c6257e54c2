using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Organisation;

/// <summary>A page that shows something, with what an administrator may do about it.</summary>
internal abstract class ShowPage(IMediator mediator) : PageModel
{
    /// <summary>Whether to offer changes: to administrators, and not in the past.</summary>
    public bool MayChange { get; private set; }

    /// <summary>The day that the page shows.</summary>
    public DateOnly Day { get; private set; }

    public IReadOnlyList<HistoryLine> History { get; private set; } = [];

    protected Task<TAnswer> Ask<TAnswer>(IQuery<TAnswer> query) => mediator.Send(query, HttpContext.RequestAborted);

    protected async Task Show(Guid history)
    {
        var services = HttpContext.RequestServices;
        var session = services.GetRequiredService<Session>();
        var policies = await services.GetRequiredService<IPermissions>().For(session, HttpContext.RequestAborted);
        MayChange = session.Caller.AsAt is null && policies.Contains(Policy.Administer);
        Day = Holding.Day(session);
        History = await Ask(new History(history));
    }

    /// <summary>The first steps of every page's breadcrumbs here.</summary>
    public static Crumb[] Crumbs(params Crumb[] more) => [new("Organisation", "/organisation"), .. more];
}
