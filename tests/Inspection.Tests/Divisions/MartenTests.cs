using System.Text.Json;
using Dapper;
using Inspection.Kernel.Divisions;
using Inspection.Tests.Recommendations;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Tests.Divisions;

/// <summary>The views in schema marten have Marten 9's columns and say what the log says.</summary>
public sealed class MartenTests(App app) : IClassFixture<App>
{
    [Theory]
    [InlineData(
        "mt_streams",
        "created timestamp with time zone, id uuid, is_archived boolean, tenant_id character varying, "
            + "timestamp timestamp with time zone, type character varying, version bigint"
    )]
    [InlineData(
        "mt_events",
        "bdata bytea, causation_id character varying, correlation_id character varying, data jsonb, headers jsonb, id uuid, "
            + "is_archived boolean, mt_dotnet_type character varying, seq_id bigint, stream_id uuid, "
            + "tenant_id character varying, timestamp timestamp with time zone, type character varying(500), "
            + "user_name character varying, version bigint"
    )]
    public async Task The_columns_are_Martens(string view, string columns)
    {
        await using var connection = await app.Services.GetRequiredService<Database>().Owner.OpenConnectionAsync();

        Assert.Equal(
            columns,
            string.Join(
                ", ",
                await connection.QueryAsync<string>(
                    """
                    select attname || ' ' || format_type(atttypid, atttypmod) from pg_attribute
                    where attrelid = ('marten.' || @view)::regclass and attnum > 0 and not attisdropped order by attname
                    """,
                    new { view }
                )
            )
        );
    }

    [Fact]
    public async Task The_views_say_what_the_log_says()
    {
        var other = await app.AddDivision("marten", "Marten");

        foreach (var division in new[] { app.Division, other })
            for (var i = 0; i < 5; i++)
                await app.GivenItem(
                    division,
                    id => Sample.Recorded(id.Item, id.Report),
                    new Inspection.Recommendations.Recommendation.Noted("Ein \"Zitat\" \\ & \U0001F600"),
                    new Inspection.Recommendations.Recommendation.Served("risk")
                );

        var here = await Events(app.Division);
        var there = await Events(other);
        var log = await app.In(services =>
            services
                .GetRequiredService<Session>()
                .One<long>("select position from kernel.head where division = kernel.division()")
        );

        Assert.Equal(log, here.Count);
        Assert.Distinct(here.Concat(there).Select(one => one.SeqId));
        Assert.Distinct(here.Concat(there).Select(one => one.Id));
        Assert.Equal(here.Select(one => one.SeqId), here.Select(one => one.SeqId).Order());
        Assert.All(here, one => Assert.Equal(app.Division.Key, one.TenantId));
        Assert.All(
            here.GroupBy(one => one.StreamId),
            stream =>
                Assert.Equal(
                    Enumerable.Range(1, stream.Count()).Select(n => (long)n),
                    stream.Select(one => one.Version)
                )
        );
        Assert.All(
            here,
            one => Assert.Equal(JsonValueKind.Object, JsonSerializer.Deserialize<JsonElement>(one.Data).ValueKind)
        );
        Assert.Contains(here, one => one.Data.Contains("\U0001F600", StringComparison.Ordinal));

        var streams = await app.In(services =>
            services
                .GetRequiredService<Session>()
                .Query<StreamRow>("select id, type, version, tenant_id from marten.mt_streams")
        );
        Assert.Equal(here.Select(one => one.StreamId).Distinct().Order(), streams.Select(one => one.Id).Order());
        Assert.All(
            streams,
            one => Assert.Equal(here.Where(e => e.StreamId == one.Id).Max(e => e.Version), one.Version)
        );
        Assert.Subset(
            new HashSet<string> { "division", "person", "post", "team", "site", "report", "recommendation" },
            streams.Select(one => one.Type).ToHashSet()
        );
    }

    private Task<IReadOnlyList<EventRow>> Events(TestDivision division) =>
        app.In(
            services =>
                services
                    .GetRequiredService<Session>()
                    .Query<EventRow>(
                        "select seq_id, id, stream_id, version, data::text as data, type, tenant_id from marten.mt_events order by seq_id"
                    ),
            division
        );

    private sealed record EventRow(
        long SeqId,
        Guid Id,
        Guid StreamId,
        long Version,
        string Data,
        string Type,
        string TenantId
    );

    private sealed record StreamRow(Guid Id, string Type, long Version, string TenantId);
}
