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

    /// <summary>Everyone who holds a post, but those who are left out, by name.</summary>
    public IEnumerable<Option> People(IReadOnlySet<Guid>? without = null) =>
        Posts
            .SelectMany(post => post.Holders.Select(holder => (Holder: holder, post.Title)))
            .Where(one => without?.Contains(one.Holder) != true)
            .GroupBy(one => one.Holder)
            .Select(person => new Option(
                $"{person.Key}",
                Names.GetValueOrDefault(person.Key, "Someone"),
                string.Join(", ", person.Select(one => one.Title))
            ))
            .OrderBy(option => option.Text, StringComparer.CurrentCulture);

    protected async Task<RecommendationRow> Show(Guid id)
    {
        var session = HttpContext.RequestServices.GetRequiredService<Session>();
        Recommendation = await session.Recommendation(id);
        Posts = await Ask(new ListPosts());
        Names = await Ask(new NamePeople());
        return Recommendation;
    }
}
