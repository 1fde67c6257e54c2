using Dapper;
using Inspection.Kernel.Divisions;

namespace Inspection.Host.Jobs;

/// <summary>What became of a run.</summary>
internal enum Outcome
{
    Running,
    Ok,

    /// <summary>It did what it could; a person must see to something.</summary>
    Warning,
    Failed,

    /// <summary>Its host was stopped or died in the middle.</summary>
    CutOff,
}

/// <summary>Records runs of jobs, by the database's clock.</summary>
internal sealed class Runs(Database database)
{
    /// <summary>How many runs are kept of each job.</summary>
    public const int Kept = 500;

    private const int LongestWords = 2000;

    private static readonly string Host = $"{Environment.MachineName} {Environment.ProcessId}";

    /// <summary>A run begins. A job runs once at a time: what ran before and did not end was cut off.</summary>
    public async Task<Guid> Begin(string job, string fire, DateTimeOffset due, CancellationToken cancel)
    {
        await using var connection = await database.App.OpenConnectionAsync(cancel);
        return await connection.ExecuteScalarAsync<Guid>(
            new CommandDefinition(
                """
                update kernel.job_run set outcome = 'CutOff', ended_at = clock_timestamp(), said = 'The host was gone'
                    where job = @job and outcome = 'Running';
                delete from kernel.job_run where job = @job and started_at < (
                    select started_at from kernel.job_run where job = @job order by started_at desc offset @Kept - 2 limit 1);
                insert into kernel.job_run (job, fire, host, due_at) values (@job, @fire, @Host, @due) returning id
                """,
                new
                {
                    job,
                    fire,
                    due,
                    Host,
                    Kept,
                },
                cancellationToken: cancel
            )
        );
    }

    /// <summary>A run has ended; that is recorded though the host is stopping.</summary>
    public async Task End(Guid run, Outcome outcome, string said)
    {
        await using var connection = await database.App.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "update kernel.job_run set outcome = @outcome, said = @said, ended_at = clock_timestamp() where id = @run",
            new
            {
                run,
                outcome = $"{outcome}",
                said = said.Length > LongestWords ? said[..LongestWords] + "…" : said,
            }
        );
    }
}
