using Inspection.Contracts.Organisation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Ui.Lists;
using MediatR;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Inspection.Recommendations;

/// <summary>What is claimed without proof, each kind with how much of it there is and the list that shows it.</summary>
[Allow(Policy.Read)]
[Api("GET", "/api/recommendations/unproved")]
internal sealed record GetUnproved : IQuery<IReadOnlyList<UnprovedZone>>
{
    internal sealed class Handler(Session session, Lists lists, IMediator mediator)
        : IRequestHandler<GetUnproved, IReadOnlyList<UnprovedZone>>
    {
        private const string Open = "open=yes";

        public async Task<IReadOnlyList<UnprovedZone>> Handle(GetUnproved request, CancellationToken cancel)
        {
            var day = (session.Caller.AsAt ?? session.Now).Day();
            var vacant = (await mediator.Send(new ListPosts(day), cancel)).Where(post => post.Holders.Count == 0);
            var vacantOwners = string.Concat(vacant.Select(post => $"&owner={post.Id}"));

            var recommendations = await lists.Count<RecommendationRegister>(
                [
                    "needs=embeddedness",
                    "needs=revalidation",
                    "status=AwaitingValidation&needs=proof",
                    "needs=explanation",
                    vacantOwners == "" ? $"{Open}&owner={Guid.Empty}" : Open + vacantOwners,
                    $"{Open}&owner=none",
                ],
                cancel
            );
            var actions = await lists.Count<ActionRegister>(["proof=none", "proof=silent", "proof=vague"], cancel);
            var evidence = await lists.Count<EvidenceRegister>(["holds=expired", "holds=undecided"], cancel);

            return
            [
                new(
                    "Closed without the review that is due",
                    "Implemented, and nobody has looked whether it still holds.",
                    recommendations[0]
                ),
                new(
                    "Changed since it was validated",
                    "Something that was signed off is not what it was.",
                    recommendations[1]
                ),
                new(
                    "Claimed complete without proof",
                    "Submitted for validation, with a success measure that no evidence shows any more.",
                    recommendations[2]
                ),
                new(
                    "Done without proof",
                    "Actions that are done, and whose success measure has no accepted evidence that holds today.",
                    actions[0]
                ),
                new(
                    "Done without a word",
                    "Actions that are done, and about which nobody has written a note.",
                    actions[1]
                ),
                new("Nothing to prove it by", "Open actions without a success measure.", actions[2]),
                new(
                    "Evidence older than its period",
                    "Accepted once, and past the day until which it can be relied on.",
                    evidence[0]
                ),
                new(
                    "Evidence that nobody has looked at",
                    "Submitted more than 14 days ago, and neither accepted nor rejected.",
                    evidence[1]
                ),
                new("Late without a word", "Past the date, and no other date was asked for.", recommendations[3]),
                new(
                    "Owned by a vacant post",
                    "Open, and one of the posts that own it has no holder.",
                    recommendations[4]
                ),
                new("Owned by nobody", "Open, and no post owns it.", recommendations[5]),
            ];
        }
    }
}

/// <summary>One kind of claim without proof.</summary>
/// <param name="List">The list that shows them, with how many they are.</param>
internal sealed record UnprovedZone(string Title, string Means, ListAddress List);

[Allow(Policy.Read)]
internal sealed class UnprovedPage(IMediator mediator) : PageModel
{
    public IReadOnlyList<UnprovedZone> Zones { get; private set; } = [];

    public async Task OnGet() => Zones = await mediator.Send(new GetUnproved(), HttpContext.RequestAborted);
}
