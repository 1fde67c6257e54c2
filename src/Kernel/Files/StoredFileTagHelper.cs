using Inspection.Kernel.Ui;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Inspection.Kernel.Files;

/// <summary>A file with its size and what the scanner said; a link where it may be had: <c>&lt;stored-file file="@Model.File" /&gt;</c></summary>
[HtmlTargetElement("stored-file", TagStructure = TagStructure.WithoutEndTag)]
public sealed class StoredFileTagHelper : TagHelper
{
    public StoredFile? File { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (File is null)
        {
            output.SuppressOutput();
            return;
        }

        output.TagName = "span";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "app-file");
        output.Content.AppendHtml(
            File.IsUsable
                ? Html.Tag("a", "govuk-link", File.Name)
                    .Set("href", FileRoutes.Address(File.Id))
                    .Set("download", File.Name)
                : Html.Tag("span", null, File.Name)
        );
        output.Content.Append($" ({FileWords.Size(File.Size)}) ");

        if (FileWords.State(File.State) is { } state)
            output.Content.AppendHtml(Html.Tag("span", "app-quiet", state));
        if (File.IsStripped)
            output.Content.Append(" ").AppendHtml(Html.Tag("span", "app-quiet", "Metadata removed"));
    }
}

/// <summary>What is said of files.</summary>
public static class FileWords
{
    /// <summary>"3.4 MB", "12 KB", "800 bytes".</summary>
    public static string Size(long bytes) =>
        bytes switch
        {
            < 1024 => Words.Count((int)bytes, "byte"),
            < 1024 * 1024 => $"{bytes / 1024.0:0} KB",
            _ => $"{bytes / 1024.0 / 1024:0.0} MB",
        };

    /// <summary>What must be said of the file where it is shown, or null.</summary>
    public static string? State(FileState state) =>
        state switch
        {
            FileState.NotScanned => "Not scanned for malware",
            FileState.Quarantined => "In quarantine until it has been scanned for malware",
            FileState.Removed => "Removed",
            _ => null,
        };
}
