using Inspection.Contracts.Organisation;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Recommendations;

/// <summary>A form about one action, which is shown above it.</summary>
internal abstract class ActionFormPage(IMediator mediator) : FormPage(mediator)
{
    public ActionRow Action { get; private set; } = null!;

    public IReadOnlyList<PostSummary> Posts { get; private set; } = [];

    public IEnumerable<Option> PostOptions => Posts.AsOptions();

    protected Session Session => HttpContext.RequestServices.GetRequiredService<Session>();

    protected async Task<ActionRow> Show(Guid id)
    {
        Action = await Session.Action(id);
        Posts = await Ask(new ListPosts());
        return Action;
    }
}

internal static class PostChoices
{
    /// <summary>Posts to choose among, each with its holder in the words: a menu shows no hints.</summary>
    public static IEnumerable<Option> AsOptions(this IEnumerable<PostSummary> posts) =>
        posts.Select(post => new Option($"{post.Id}", $"{post.Title} ({post.HolderName ?? "vacant"})"));
}
