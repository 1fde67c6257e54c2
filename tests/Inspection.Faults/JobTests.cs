using System.Diagnostics;
using System.Net.Http.Headers;
using Dapper;

namespace Inspection.Faults;

/// <summary>A job whose host dies in the middle is begun again by another host.</summary>
public sealed class JobTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(45);

    [Fact]
    public async Task A_job_whose_host_is_killed_is_begun_again_by_another()
    {
        await using var database = await Store.Demonstrated();
        var store = new Store(database.ConnectionString);
        using var first = await ChildHost.Serve("--postgres", store.ConnectionString).Serving();
        using var second = await ChildHost.Serve("--postgres", store.ConnectionString).Serving();
        Run begun;

        // The job waits for the table; the host that runs it is killed while it does.
        await using (var blocker = await store.Open())
        {
            await Until(store, "select exists (select from quartz.qrtz_triggers where trigger_name = 'projections')");
            await blocker.ExecuteAsync("begin; lock table recommendations.recommendation in access exclusive mode");
            await Ask(first);
            await Until(store, "select exists (select from kernel.job_run where job = 'projections')");
            begun = (await Runs(store))[0];
            await (begun.Pid == first.Id ? first : second).Kill();
        }

        var killed = Stopwatch.StartNew();
        await Until(
            store,
            "select exists (select from kernel.job_run where job = 'projections' and outcome not in ('Running', 'CutOff'))"
        );
        output.WriteLine($"It had run again {killed.Elapsed.TotalSeconds:0.0} s after the kill");
        var runs = await Runs(store);

        Assert.Equal("Running", begun.Outcome);
        Assert.Equal(("CutOff", "The host was gone"), (runs[0].Outcome, runs[0].Said));
        Assert.Equal("Ok", runs[1].Outcome);
        Assert.Equal(begun.Pid == first.Id ? second.Id : first.Id, runs[1].Pid);
    }

    private static async Task Ask(ChildHost host)
    {
        using var client = new HttpClient { BaseAddress = new(host.Address), Timeout = Longest };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Store.AdministratorsToken);
        using var body = new StringContent("{}", new MediaTypeHeaderValue("application/json"));
        using var answer = await client.PostAsync("/api/jobs/projections/run", body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static async Task Until(Store store, string question)
    {
        for (var since = Stopwatch.StartNew(); !await store.Ask<bool>(question); await Task.Delay(50))
            Assert.True(
                since.Elapsed < Longest,
                $"{question}\n{string.Join('\n', await store.List<string>("select r::text from kernel.job_run r"))}"
            );
    }

    private static Task<IReadOnlyList<Run>> Runs(Store store) =>
        store.List<Run>(
            """
            select split_part(host, ' ', 2)::int as pid, outcome, said from kernel.job_run
            where job = 'projections' order by started_at
            """
        );

    private sealed record Run(int Pid, string Outcome, string? Said);
}
