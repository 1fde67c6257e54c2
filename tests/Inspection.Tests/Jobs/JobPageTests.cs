using System.Net;
using System.Text.Json;
using Dapper;
using Inspection.Host.Jobs;
using Inspection.Kernel;
using Inspection.Kernel.Divisions;
using Inspection.Tests.Recommendations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Tests.Jobs;

/// <summary>What administrators see of jobs and do with them, and what the host's own jobs find.</summary>
public sealed class JobPageTests(App app) : IClassFixture<App>, IAsyncLifetime
{
    private const string Late = "Jobs not run in twice their interval";
    private const string Failed = "Jobs that failed";

    public async Task InitializeAsync()
    {
        await app.Services.GetRequiredService<Scheduler>().Register();
        await Sql("delete from kernel.job_run; update kernel.job set since = now()");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task The_dashboard_warns_of_a_job_that_has_not_run_in_twice_its_interval()
    {
        var browser = await app.As(Role.Administrator);
        Assert.Equal("0", await Figure(browser, Late));

        await Sql("update kernel.job set since = now() - interval '11 minutes' where name = 'quarantine'");
        Assert.Equal("1", await Figure(browser, Late));
        var list = await browser.Open("/running/jobs?state=late");
        Assert.Equal(["Scan files in quarantine again"], Rows(list));
        Assert.Equal(["Late"], list.Read(".app-table tbody .govuk-tag"));

        await Sql("insert into kernel.job_run (job, fire, host, due_at) values ('quarantine', 'f', 'h', now())");
        Assert.Equal("0", await Figure(browser, Late));
    }

    [Fact]
    public async Task A_job_that_failed_is_shown_until_it_runs_well()
    {
        var browser = await app.As(Role.Administrator);
        await Run("Failed", "No space left on device");
        Assert.Equal("1", await Figure(browser, Failed));
        var list = await browser.Open("/running/jobs?state=failed");
        Assert.Contains("No space left on device", list.Text, StringComparison.Ordinal);
        Assert.Contains("Took 2.0 seconds", list.Text, StringComparison.Ordinal);

        await Run("Ok", "Nothing was due");
        Assert.Equal("0", await Figure(browser, Failed));
        Assert.Contains("As planned", (await browser.Open("/running/jobs")).Text, StringComparison.Ordinal);
        var runs = await browser.Open("/running/job-runs?job=quarantine");
        Assert.Equal(["Done", "Failed"], runs.Read(".app-table tbody .govuk-tag"));
    }

    [Fact]
    public async Task A_run_that_is_gone_from_the_schedule_was_cut_off()
    {
        await Sql("insert into kernel.job_run (job, fire, host, due_at) values ('quarantine', 'gone', 'h', now())");
        var browser = await app.As(Role.Administrator);

        var runs = await browser.Open("/running/job-runs");

        Assert.Equal(["Cut off"], runs.Read(".app-table tbody .govuk-tag"));
        Assert.DoesNotContain("Running", (await browser.Open("/running/jobs")).Read(".app-table tbody .govuk-tag"));
    }

    [Fact]
    public async Task Jobs_are_paused_and_resumed_and_told_to_run_from_the_list()
    {
        var browser = await app.As(Role.Administrator);
        Assert.Contains("/running/jobs", (await browser.Open("/")).Links);

        var jobs = Rows(await browser.Open("/running/jobs")).Count;

        await Press(browser, "Pause");
        var paused = await browser.Open("/running/jobs?state=paused");
        Assert.Equal(jobs, Rows(paused).Count);
        Assert.Contains("When resumed", paused.Text, StringComparison.Ordinal);

        await Press(browser, "Resume");
        Assert.Empty(Rows(await browser.Open("/running/jobs?state=paused")));

        await Press(browser, "Run now");
        Assert.Equal(
            jobs,
            await One<int>("select count(*)::int from quartz.qrtz_triggers where trigger_group = 'at-once'")
        );
        Assert.Equal(
            app.Division.PersonOf(Role.Administrator),
            await One<Guid>("select told_by from kernel.job where name = 'quarantine' and told = 'Run'")
        );
    }

    [Fact]
    public async Task Jobs_are_for_administrators()
    {
        var browser = await app.As(Role.HeadOfDivision);

        Assert.Equal(HttpStatusCode.Forbidden, (await browser.Open("/running/jobs")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.Open("/running/job-runs")).Status);
        Assert.Contains(
            "quarantine",
            JsonSerializer
                .Deserialize<JsonElement>(await (await app.Api(Role.Administrator)).GetStringAsync("/api/jobs"))
                .ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Every_job_has_a_name_that_stays()
    {
        using var scope = app.Services.CreateScope();
        var jobs = scope.ServiceProvider.GetServices<IJob>().ToList();

        Assert.All(jobs, job => Assert.Matches("^[a-z][a-z-]+$", job.Name));
        Assert.Distinct(jobs.Select(job => job.Name));
        Assert.Subset(
            jobs.Select(job => job.Name).ToHashSet(),
            new HashSet<string> { "backups", "mail", "plan", "projections", "quarantine" }
        );
    }

    [Fact]
    public async Task A_row_that_is_not_as_its_events_say_is_named()
    {
        var (_, item) = await app.GivenItem();
        Assert.Matches("^[0-9,]+ rows compared, all as their events say$", await Do("projections"));
        await Sql($"update recommendations.recommendation set text = 'Something else' where id = '{item}'");

        var failed = await Assert.ThrowsAsync<InvalidOperationException>(() => Do("projections"));

        Assert.Contains($"recommendations.recommendation {item} ", failed.Message, StringComparison.Ordinal);
        Assert.Contains("differs in text", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_no_folder_of_backups_is_set_nobody_says_that_there_is_a_backup()
    {
        var warning = await Assert.ThrowsAsync<JobWarningException>(() => Do("backups"));

        Assert.Contains("not known whether there are backups", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_newest_file_of_the_backups_must_be_of_the_last_day_and_hold_something()
    {
        var folder = Directory.CreateTempSubdirectory("inspection-backups-");

        try
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => Look(folder));

            var file = Path.Combine(folder.FullName, "monday.dump");
            await File.WriteAllTextAsync(file, "PGDMP");
            File.SetLastWriteTimeUtc(file, app.Clock.GetUtcNow().UtcDateTime.AddHours(-5));
            Assert.StartsWith(
                "The newest file, monday.dump of 5 bytes, is 5 hours old and can be read",
                await Look(folder)
            );

            File.SetLastWriteTimeUtc(file, app.Clock.GetUtcNow().UtcDateTime.AddDays(-3));
            var old = await Assert.ThrowsAsync<InvalidOperationException>(() => Look(folder));
            Assert.EndsWith("is 3 days old", old.Message, StringComparison.Ordinal);

            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "tuesday.dump"), "");
            var empty = await Assert.ThrowsAsync<InvalidOperationException>(() => Look(folder));
            Assert.EndsWith("tuesday.dump, is empty", empty.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private Task<string> Look(DirectoryInfo folder)
    {
        var settings = new ConfigurationBuilder()
            .AddInMemoryCollection([new(BackupsJob.Setting, folder.FullName)])
            .Build();
        var clock = new DatabaseClock(app.Services.GetRequiredService<Database>(), app.Clock);
        return new BackupsJob(settings, clock).Run(default);
    }

    private Task Run(string outcome, string said) =>
        Sql(
            $"""
            insert into kernel.job_run (job, fire, host, due_at, started_at, ended_at, outcome, said)
            values ('quarantine', 'f', 'h', now(), clock_timestamp(), clock_timestamp() + interval '2 seconds', '{outcome}', '{said}')
            """
        );

    private async Task<string> Do(string name)
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetServices<IJob>().Single(job => job.Name == name).Run(default);
    }

    private async Task Sql(string sql)
    {
        await using var connection = await app.Services.GetRequiredService<Database>().Owner.OpenConnectionAsync();
        await connection.ExecuteAsync($"select set_config('inspection.division', '{app.Division.Id}', false); {sql}");
    }

    private async Task<T?> One<T>(string sql)
    {
        await using var connection = await app.Services.GetRequiredService<Database>().Owner.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<T>(sql);
    }

    private static async Task<string> Figure(Browser browser, string label) =>
        (await browser.Open("/"))
            .Page.QuerySelectorAll(".app-figure")
            .Single(figure => Browser.Tidy(figure.QuerySelector(".app-figure__label")!.TextContent) == label)
            .QuerySelector(".app-figure__number")!
            .TextContent;

    private static IReadOnlyList<string> Rows(Answer list) => list.Read(".app-table tbody a");

    private static async Task Press(Browser browser, string button)
    {
        var list = await browser.Open("/running/jobs");
        var rows = list
            .Page.QuerySelectorAll("input[name=rows]")
            .Select(box => ("rows", box.GetAttribute("value")))
            .ToArray();
        var key = button.Split(' ')[0].ToLowerInvariant();
        var asked = await browser.Press(list, "/running/jobs", button, [.. rows, ("bulk", key)]);
        var done = await browser.Press(asked, "/running/jobs", button);
        Assert.Equal(HttpStatusCode.OK, done.Status);
    }
}
