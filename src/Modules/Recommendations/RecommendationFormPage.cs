using Inspection.Contracts.Organisation;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Recommendations;

/// <summary>A form about one recommendation, which is shown above it.</summary>
internal abstract class RecommendationFormPage(IMediator mediator) : FormPage(mediator)
{
    public RecommendationRow Recommendation { get; private set; } = null!;

    public IReadOnlyList<PostSummary> Posts { get; private set; } = [];

    /// <summary>The names of people by their ids.</summary>
    public IReadOnlyDictionary<Guid, string> Names { get; private set; } = new Dictionary<Guid, string>();

    public IEnumerable<Option> PostOptions =>
        Posts.Select(post => new Option(post.Id.ToString(), post.Title, post.HolderName ?? "Vacant"));

    protected async Task<RecommendationRow> Show(Guid id)
    {
        var session = HttpContext.RequestServices.GetRequiredService<Session>();
        Recommendation = await session.Recommendation(id);
        Posts = await Ask(new ListPosts());
        Names = await Ask(new NamePeople());
        return Recommendation;
    }
}
