using Inspection.Kernel.Access;
using Inspection.Kernel.Events;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Inspection.Kernel.Files;

/// <summary>Hands out files, for saving and never for showing.</summary>
public static class FileRoutes
{
    /// <summary>The address of a file.</summary>
    public static string Address(Guid id) => $"/files/{id}";

    /// <summary>Maps <c>GET /files/{id}</c>, and the same for the API: for whoever may read in the division that the file is of.</summary>
    public static void MapFiles(this IEndpointRouteBuilder app)
    {
        app.MapGet("/files/{id:guid}", Get).RequireAuthorization($"{Policy.Read}").ExcludeFromDescription();
        app.MapGet("/api/files/{id}", Get)
            .RequireAuthorization($"{Policy.Read}")
            .WithName("GetFile")
            .WithTags("files")
            .Produces(200, contentType: "application/octet-stream")
            .ProducesProblem(401)
            .ProducesProblem(403)
            .ProducesProblem(404)
            .ProducesProblem(410);
    }

    private static async Task Get(HttpContext http, Guid id, FileStore files)
    {
        var file = await files.Find(id, http.RequestAborted);

        if (file is { State: FileState.Removed })
            throw new FileRemovedException(file);

        // Nobody learns from here that a file is in quarantine; where it is shown, it says so.
        if (file is not { IsUsable: true })
            throw new NotFoundException($"There is no file {id}");

        // A browser may keep it, but asks each time whether it may still show it.
        await Send(http, file, files, new() { Private = true, NoCache = true });
    }

    /// <summary>Answers with a file that may be had, for saving; bit by bit, however slowly it is taken.</summary>
    public static async Task Send(HttpContext http, StoredFile file, FileStore files, CacheControlHeaderValue cache)
    {
        var headers = http.Response.GetTypedHeaders();
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(file.Name);
        headers.ContentDisposition = disposition;
        headers.ETag = new EntityTagHeaderValue($"\"{file.Sha256}\"");
        headers.CacheControl = cache;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";

        if (http.Request.GetTypedHeaders().IfNoneMatch.Any(seen => seen.Compare(headers.ETag, false)))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        http.Response.ContentType = file.ContentType;
        http.Response.ContentLength = file.Size;
        await using var content = files.Outgoing(file);
        await content.CopyToAsync(http.Response.Body, 64 * 1024, http.RequestAborted);
    }
}
