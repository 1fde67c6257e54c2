using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Microsoft.AspNetCore.Authorization;

namespace Inspection.Host.SignIn;

/// <summary>The kernel's policies as ASP.NET Core sees them, so that [Allow] on a page asks the same as [Allow] on a command.</summary>
internal sealed record PolicyRequirement(Policy Policy) : IAuthorizationRequirement
{
    internal sealed class Handler(Session session, IPermissions permissions) : AuthorizationHandler<PolicyRequirement>
    {
        protected override async Task HandleRequirementAsync(
            AuthorizationHandlerContext context,
            PolicyRequirement requirement
        )
        {
            if ((await permissions.For(session)).Contains(requirement.Policy))
                context.Succeed(requirement);
        }
    }
}

/// <summary>What declares no policy cannot be reached. What is not there at all is left to be not found.</summary>
internal sealed record NothingIsOpen : IAuthorizationRequirement
{
    internal sealed class Handler : AuthorizationHandler<NothingIsOpen>
    {
        protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, NothingIsOpen requirement)
        {
            if (context.Resource is HttpContext http && http.GetEndpoint() is not RouteEndpoint)
                context.Succeed(requirement);

            return Task.CompletedTask;
        }
    }
}

/// <summary>For pages of one's own account: signed in, in whichever division or none.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class SignedInAttribute() : AuthorizeAttribute(Name)
{
    public const string Name = "SignedIn";
}
