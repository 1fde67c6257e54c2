using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
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
public sealed class TakesFilesAttribute(int most = 1) : Attribute, IAsyncAuthorizationFilter, IOrderedFilter
{
    /// <summary>What may come beside the files, and by how much a file may be too large and still be told so by its form.</summary>
    private const long Beside = 8 * 1024 * 1024;

    /// <summary>A browser shows the answer only to what it could send; of this much the surplus is heard and dropped.</summary>
    private const int Heard = 4;

    /// <summary>Before the check against forgery, which would read the form under the limits of other pages.</summary>
    public int Order => 900;

    public async Task OnAuthorizationAsync(AuthorizationFilterContext context)
    {
        var http = context.HttpContext;

        if (!http.Request.HasFormContentType)
            return;

        var largest = http.RequestServices.GetRequiredService<IOptions<FileSettings>>().Value.Largest;

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = Heard * (most * largest + Beside);

        var form = new FormFeature(http.Request, new FormOptions { MultipartBodyLengthLimit = largest + Beside });
        http.Features.Set<IFormFeature>(form);

        try
        {
            await form.ReadFormAsync(http.RequestAborted);
        }
        catch (Exception e)
            when (e
                    is InvalidDataException
                        or BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }
            )
        {
            context.Result = new StatusCodeResult(StatusCodes.Status413PayloadTooLarge);
        }
    }
}
