using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Kernel.Ui.Lists;

/// <summary>The page of a list: <c>@model ListPage&lt;RecommendationRegister&gt;</c> and <c>&lt;list for="@Model" /&gt;</c> are all it needs.</summary>
public class ListPage<TList> : PageModel, IListPage
    where TList : ListOf
{
    [BindProperty]
    public Guid CommandId { get; set; } = Guid.CreateVersion7();

    ListView? IListPage.View => view;

    BulkForm? IListPage.Form => form;

    private ListView? view;
    private BulkForm? form;

    private Lists Lists => HttpContext.RequestServices.GetRequiredService<Lists>();

    private Session Session => HttpContext.RequestServices.GetRequiredService<Session>();

    private CancellationToken Cancel => HttpContext.RequestAborted;

    public async Task<IActionResult> OnGet(string? format)
    {
        var list = Lists.The<TList>();
        var query = ListQuery.Read(list.Plan, Request.Query);

        if (ListExport.Of(format) is { } export)
        {
            await Lists.Allow(list, Cancel);
            return new ExportResult(export, Lists, list, query, Session.Now);
        }

        if (ListQuery.IsUntidy(Request.Query))
            return LocalRedirect(list.Address(query.ToString()));

        return await Show(list, query);
    }

    /// <summary>Saves the filter under a name; a name that is there already is given the new filter.</summary>
    public async Task<IActionResult> OnPostSave(string? name, string? query)
    {
        var list = Lists.The<TList>();
        await Lists.Allow(list, Cancel);
        var read = ListQuery.Read(list.Plan, query ?? "") with { Page = 1 };
        name = (name ?? "").Trim();

        if (name is "" or { Length: > 60 } || name.Any(char.IsControl))
        {
            ModelState.AddModelError(
                "name",
                name == "" ? "Enter a name for the view" : "The name must be 60 characters or fewer"
            );
            return await Show(list, read);
        }

        await Change(
            """
            insert into kernel.saved_views (division, id, person, list, name, query)
            values (@Division, @id, @Actor, @Key, @name, @saved)
            on conflict (division, person, list, name) do update set query = excluded.query, saved_at = now()
            """,
            new
            {
                Session.Caller.Division,
                Session.Caller.Actor,
                id = Guid.CreateVersion7(),
                list.Key,
                name,
                saved = read.ToString(),
            }
        );
        TempData["Said"] = $"The view “{name}” is saved";
        return LocalRedirect(list.Address(read.ToString()));
    }

    /// <summary>Forgets one of the person's own views.</summary>
    public async Task<IActionResult> OnPostForget(Guid view)
    {
        var list = Lists.The<TList>();
        await Lists.Allow(list, Cancel);
        await Change(
            "delete from kernel.saved_views where division = @Division and person = @Actor and list = @Key and id = @view",
            new
            {
                Session.Caller.Division,
                Session.Caller.Actor,
                list.Key,
                view,
            }
        );
        return LocalRedirect(list.Path);
    }

    /// <summary>Asks what there is to ask about the chosen rows; then does it, row by row.</summary>
    public async Task<IActionResult> OnPostBulk(string? bulk, Guid[] rows, string? query, bool confirmed)
    {
        var list = Lists.The<TList>();
        var allowed = await Lists.Allow(list, Cancel);
        var read = ListQuery.Read(list.Plan, query ?? "");
        var action =
            list.Plan.Bulk.FirstOrDefault(one => one.Key == bulk) ?? throw new NotFoundException("bulk action");

        if (!allowed.Contains(action.Policy))
            throw new ForbiddenException(action.Policy);

        if (rows.Length is 0 or > BulkAction.Most)
        {
            ModelState.AddModelError(
                "rows",
                rows.Length == 0 ? $"Select the {list.Many} first" : $"Select {BulkAction.Most} {list.Many} or fewer"
            );
            return await Show(list, read);
        }

        var chosen = await Lists.Chosen(list, read, rows, Cancel);
        var answers = Answers(action);

        if (confirmed && ModelState.ErrorCount == 0)
        {
            await Session.Abandon();
            var results = await action.Run(HttpContext.RequestServices, list.Plan, chosen, answers, CommandId, Cancel);
            form = new(list, action, list.Address(read.ToString())) { Results = results };
            ViewData["Title"] = action.Text;
            return Page();
        }

        if (!confirmed)
            ModelState.Clear();

        form = new(list, action, list.Address(read.ToString()))
        {
            Query = read.ToString(),
            Rows = chosen,
            Answers = answers,
            Options = await Options(list, action),
        };
        ViewData["Title"] = action.Text;
        return Page();
    }

    private async Task<IActionResult> Show(ListOf list, ListQuery query)
    {
        view = await Lists.Page(list, query, Cancel);
        ViewData["Title"] = list.Title;
        return Page();
    }

    private async Task Change(string sql, object parameters)
    {
        await Session.Abandon();
        Session.Caller = Session.Caller with { Command = CommandId };

        try
        {
            await Session.Execute(sql, parameters, Cancel);
            await Session.Commit(Cancel);
        }
        catch (RepeatedCommandException)
        {
            // The same form sent twice.
        }
    }

    private BulkAnswers Answers(BulkAction action)
    {
        var answers = new Dictionary<string, string>();

        foreach (var question in action.Questions)
        {
            var name = $"answer.{question.Key}";
            answers[question.Key] =
                question.Kind == "date"
                    ? DateBinder.Typed(Request.Form, ModelState, name) is { } day
                        ? day.ToString("yyyy-MM-dd", null)
                        : ""
                    : Request.Form[name].ToString().Trim();

            if (
                ModelState[name] is not { Errors.Count: > 0 }
                && answers[question.Key] == ""
                && question.Missing is not null
            )
                ModelState.AddModelError(name, question.Missing);
        }

        return new(answers);
    }

    private async Task<IReadOnlyDictionary<string, IReadOnlyList<Option>>> Options(ListOf list, BulkAction action)
    {
        var options = new Dictionary<string, IReadOnlyList<Option>>();

        foreach (var question in action.Questions)
            options[question.Key] = question.OptionsSql is { } sql
                ? await Lists.Options(list, sql, Cancel)
                : question.Options;

        return options;
    }
}

/// <summary>What the list component draws: a list, or a form about its chosen rows.</summary>
public interface IListPage
{
    /// <summary>The form's command id.</summary>
    Guid CommandId { get; }

    /// <summary>The list, or null while its rows are being changed.</summary>
    internal ListView? View { get; }

    internal BulkForm? Form { get; }
}

/// <summary>The form about chosen rows, or what became of them.</summary>
internal sealed record BulkForm(ListOf List, BulkAction Action, string Back)
{
    public string Query { get; init; } = "";

    public IReadOnlyList<object> Rows { get; init; } = [];

    public BulkAnswers Answers { get; init; } = new(new Dictionary<string, string>());

    public IReadOnlyDictionary<string, IReadOnlyList<Option>> Options { get; init; } =
        new Dictionary<string, IReadOnlyList<Option>>();

    public IReadOnlyList<BulkResult>? Results { get; init; }
}
