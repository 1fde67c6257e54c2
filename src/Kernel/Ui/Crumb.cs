namespace Inspection.Kernel.Ui;

/// <summary>A step of the breadcrumbs: <c>ViewBag.Breadcrumbs = new[] { new Crumb("Recommendations", "/recommendations") };</c></summary>
public sealed record Crumb(string Text, string Link);
