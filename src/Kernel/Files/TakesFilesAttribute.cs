using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Inspection.Kernel.Files;

/// <summary>
/// A page whose form takes files: its requests may be as large as they are. The form is kept in temporary files while it
/// is read, which end with the request.
/// </summary>
/// <param name="most">How many files one form takes.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class TakesFilesAttribute(int most = 1) : Attribute, IAuthorizationFilter, IOrderedFilter
{
    /// <summary>What may come beside the files, and by how much a file may be too large and still be told so by its form.</summary>
    private const long Beside = 8 * 1024 * 1024;

    /// <summary>Before the form is read, which the check against forgery does.</summary>
    public int Order => 900;

    public void OnAuthorization(AuthorizationFilterContext context)
    {
        var http = context.HttpContext;
        var largest = http.RequestServices.GetRequiredService<IOptions<FileSettings>>().Value.Largest;

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = most * largest + Beside;
        if (http.Features.Get<IFormFeature>() is null or { Form: null })
            http.Features.Set<IFormFeature>(
                new FormFeature(http.Request, new FormOptions { MultipartBodyLengthLimit = largest + Beside })
            );
    }
}
