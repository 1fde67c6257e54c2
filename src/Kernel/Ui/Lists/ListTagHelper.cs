using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Inspection.Kernel.Ui.Lists;

/// <summary>The whole of a list's page: <c>&lt;list for="@Model" /&gt;</c></summary>
[HtmlTargetElement("list", Attributes = "for", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class ListTagHelper(IHtmlHelper html) : TagHelper
{
    [HtmlAttributeNotBound, ViewContext]
    public ViewContext View { get; set; } = null!;

    /// <summary>The page's model.</summary>
    public IListPage For { get; set; } = null!;

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        ((IViewContextAware)html).Contextualize(View);
        output.SuppressOutput();
        output.Content.SetHtmlContent(
            await html.PartialAsync(
                For.Form is null ? "/Ui/Lists/List.cshtml" : "/Ui/Lists/Bulk.cshtml",
                For,
                new ViewDataDictionary(View.ViewData) { Model = For }
            )
        );
    }
}
