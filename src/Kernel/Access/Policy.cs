using Microsoft.AspNetCore.Authorization;

namespace Inspection.Kernel.Access;

/// <summary>What a person may do in their division; each policy follows from the posts they hold.</summary>
public enum Policy
{
    /// <summary>See what the division sees: every member.</summary>
    Read,

    /// <summary>Work on what one owns: add notes, change status. Holders of any post.</summary>
    Contribute,

    /// <summary>Command the division's work: import, assign, set dates. Head, deputies, Area Business Manager, module owners.</summary>
    Manage,

    /// <summary>See to people, posts and the running of the suite: administrators.</summary>
    Administer,
}

/// <summary>Who may send a request: declared on every command and query, checked by the pipeline, and by the page in the same words.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AllowAttribute(Policy policy) : AuthorizeAttribute(policy.ToString())
{
    /// <summary>The policy.</summary>
    public Policy To { get; } = policy;
}
