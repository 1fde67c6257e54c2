using Inspection.Kernel.Divisions;
using Quartz;

namespace Inspection.Host.Jobs;

/// <summary>Registers the scheduler: Quartz on the suite's database, one cluster of all hosts.</summary>
internal static class Registration
{
    /// <summary>Whether this host runs jobs; one that does not can still pause them and ask for a run.</summary>
    public const string Setting = "Inspection:Jobs:Run";

    private const string Cluster = "inspection";

    /// <summary>Adds the scheduler; the host's own jobs are found by scanning, like those of modules.</summary>
    public static IServiceCollection AddJobs(this IServiceCollection services, bool run)
    {
        services.AddKeyedSingleton<TimeProvider>(
            Cluster,
            (provider, _) => provider.GetRequiredService<DatabaseClock>()
        );
        services.AddQuartz(
            Cluster,
            quartz =>
                quartz
                    .ConfigureScheduler(scheduler =>
                    {
                        scheduler.GenerateInstanceId = true;
                        scheduler.ShutdownJobInterruption = ShutdownJobInterruption.Always;
                        scheduler.IdleWaitTime = TimeSpan.FromSeconds(10);
                        scheduler.PropagateTraceContext = false;
                    })
                    .UseDefaultThreadPool(4)
                    .UsePersistentStore(store =>
                    {
                        store.UsePostgres(source =>
                            source.DataSourceFactory = provider => provider.GetRequiredService<Database>().App
                        );
                        store.UseClustering(cluster =>
                        {
                            cluster.CheckinInterval = TimeSpan.FromSeconds(5);
                            cluster.CheckinMisfireThreshold = TimeSpan.FromSeconds(10);
                        });
                        store.ConfigureStore(options =>
                        {
                            options.TablePrefix = "quartz.qrtz_";
                            options.RecoverFiringsCancelledByShutdown = true;
                        });
                    })
        );
        services.AddSingleton(ModuleSchema.Beside<Scheduler>("jobs.sql"));
        services.AddSingleton(ModuleSchema.Beside<Scheduler>("quartz.sql"));
        services.AddSingleton<Runs>();
        services.AddSingleton(provider => new Scheduler(
            provider.GetRequiredKeyedService<ISchedulerFactory>(Cluster),
            provider.GetRequiredService<IServiceScopeFactory>(),
            provider.GetRequiredService<Database>(),
            provider.GetRequiredService<DatabaseClock>()
        ));
        services.AddSingleton<JobRunner>();

        return run ? services.AddHostedService(provider => provider.GetRequiredService<JobRunner>()) : services;
    }
}
