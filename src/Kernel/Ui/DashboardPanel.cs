using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;

namespace Inspection.Kernel.Ui;

/// <summary>A module's part of the dashboard; found by scanning, so a module adds its own without touching the host.</summary>
public interface IDashboardPanel
{
    /// <summary>Its place, small first.</summary>
    int Order { get; }

    /// <summary>Who sees it.</summary>
    Policy Policy { get; }

    /// <summary>What it shows to the caller, or null for nothing.</summary>
    Task<DashboardPanel?> Load(Session session, CancellationToken cancel);
}

/// <summary>What a panel shows: figures that lead to the lists that make them, and lines that need a look.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Figures">Each figure equals the count of the list it leads to.</param>
public sealed record DashboardPanel(string Title, IReadOnlyList<Figure> Figures)
{
    /// <summary>Lines below the figures.</summary>
    public IReadOnlyList<PanelLine> Lines { get; init; } = [];

    /// <summary>The heading of the lines.</summary>
    public string? LinesTitle { get; init; }

    /// <summary>Where all of the lines are.</summary>
    public string? All { get; init; }

    /// <summary>What stands where there is nothing to show, and what to do about it.</summary>
    public PanelLine? Empty { get; init; }
}

/// <summary>A number that leads to its list.</summary>
/// <param name="Label">What is counted.</param>
/// <param name="Count">How many: the count of the list at <paramref name="Link"/>.</param>
/// <param name="Link">The list.</param>
public sealed record Figure(string Label, int Count, string Link)
{
    /// <summary>Whether anything but nought needs attention; said in words too.</summary>
    public bool Alarming { get; init; }
}

/// <summary>One line of a panel.</summary>
/// <param name="Text">Its words.</param>
/// <param name="Link">Where it leads.</param>
/// <param name="Note">More about it.</param>
public sealed record PanelLine(string Text, string Link, string? Note = null)
{
    /// <summary>Its state.</summary>
    public Tag? Tag { get; init; }
}
