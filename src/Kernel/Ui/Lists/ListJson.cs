using System.Text.Json;
using Inspection.Kernel.Access;
using Inspection.Kernel.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Inspection.Kernel.Ui.Lists;

/// <summary>The same list with the same filter for the API: <c>{ "items": […], "next": "cursor or null", "total": n }</c></summary>
public static class ListJson
{
    /// <summary>Answers <c>GET /api/{key}?…&amp;cursor=&amp;limit=</c>; 404 where there is no such list.</summary>
    /// <exception cref="ForbiddenException">The caller may not see the list.</exception>
    public static async Task<IResult> Get(HttpContext context, string key)
    {
        var lists = context.RequestServices.GetRequiredService<Lists>();

        if (lists.Find(key) is not { } list)
            return Results.NotFound();

        var query = ListQuery.Read(list.Plan, context.Request.Query);
        var limit = int.TryParse(context.Request.Query["limit"], out var wanted) ? Math.Clamp(wanted, 1, 1000) : 100;
        ListCursor? cursor = null;

        if (
            context.Request.Query["cursor"].ToString() is { Length: > 0 } typed
            && !ListCursor.TryRead(typed, query, out cursor)
        )
            return NotACursor();

        try
        {
            var (total, rows) = await lists.After(list, query, cursor, limit + 1, context.RequestAborted);
            var shown = rows.Take(limit).ToList();
            var next =
                rows.Count > limit
                    ? new ListCursor(query.SortKey, shown[^1].Sorted, list.Plan.Rows.IdOf(shown[^1].Row)).ToString()
                    : null;

            return Results.Json(new Answer([.. shown.Select(one => one.Row)], next, total), ApiJson.Options);
        }
        catch (PostgresException e) when (cursor is not null && e.SqlState.StartsWith("22", StringComparison.Ordinal))
        {
            return NotACursor();
        }
    }

    private static IResult NotACursor() =>
        Results.Problem("The cursor is not one that this list gave for this sort order", statusCode: 400);

    private sealed record Answer(IReadOnlyList<object> Items, string? Next, int Total);
}

/// <summary>Where a page of JSON ended: what the last row is sorted by, and its id.</summary>
internal sealed record ListCursor(string Sort, string? Value, Guid Id)
{
    public override string ToString() => WebEncoders.Base64UrlEncode(JsonSerializer.SerializeToUtf8Bytes(this));

    public static bool TryRead(string typed, ListQuery query, out ListCursor? cursor)
    {
        try
        {
            cursor = JsonSerializer.Deserialize<ListCursor>(WebEncoders.Base64UrlDecode(typed));
            return cursor?.Sort == query.SortKey && cursor.Value?.Contains('\0', StringComparison.Ordinal) != true;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            cursor = null;
            return false;
        }
    }
}
