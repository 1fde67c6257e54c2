using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;

namespace Inspection.Kernel.Ui;

/// <summary>A module's link in the header of every page, beside the account; found by scanning. Every page waits for it.</summary>
public interface IHeaderLink
{
    /// <summary>Who sees it.</summary>
    Policy Policy { get; }

    /// <summary>The link for the caller, as it is now.</summary>
    Task<HeaderLink> Load(Session session, CancellationToken cancel);
}

/// <summary>A link in the header.</summary>
/// <param name="Text">Its words.</param>
/// <param name="Link">Where it leads.</param>
/// <param name="Count">How much waits there; nought is not shown.</param>
public sealed record HeaderLink(string Text, string Link, int Count);
