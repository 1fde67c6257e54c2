using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Deadlines;

/// <summary>Deadlines: every date that somebody is held to is watched, chased along a ladder, and escalated.</summary>
public sealed class DeadlinesModule : IModule
{
    public IReadOnlyList<NavigationItem> Navigation => [new("Deadlines", "/deadlines", Policy.Read, Order: 5)];

    public void AddServices(IServiceCollection services) =>
        services
            .AddSingleton(ModuleSchema.Beside<DeadlinesModule>("deadlines.sql"))
            .AddSingleton<Kinds>()
            .AddSingleton<Planner>()
            .AddScoped<ILetters, PersonLetters>()
            .AddScoped<ILetters, BoardLetters>()
            .AddScoped<ILetters, TestLetters>()
            .AddSingleton<Relay>()
            .AddSingleton<Outbox>()
            .AddSingleton<Stationery>()
            .AddScoped<Desk>()
            .AddOptions<MailSettings>()
            .BindConfiguration("Inspection:Mail");

    public Change? Describe(StoredEvent happened) => null;
}
