using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui.Lists;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Deadlines;

/// <summary>Deadlines: every date that somebody is held to is watched, chased along a ladder, and escalated.</summary>
public sealed class DeadlinesModule : IModule
{
    public IReadOnlyList<NavigationItem> Navigation => [new("Deadlines", "/deadlines", Policy.Read, Order: 5)];

    public void AddServices(IServiceCollection services) =>
        services
            .AddSingleton(ModuleSchema.Beside<DeadlinesModule>("deadlines.sql"))
            // When a rung is due is no part of it: nobody filters by that.
            .AddSingleton(new FollowedTable("deadline", Watch.Subscription))
            .AddSingleton<Kinds>()
            .AddSingleton<Planner>()
            .AddScoped<FeedReader>()
            .AddScoped<ILetters, PersonLetters>()
            .AddScoped<ILetters, BoardLetters>()
            .AddScoped<ILetters, TestLetters>()
            .AddSingleton<Relay>()
            .AddSingleton<Outbox>()
            .AddSingleton<Stationery>()
            .AddScoped<Desk>()
            .AddOptions<MailSettings>()
            .BindConfiguration("Inspection:Mail");

    // How a person is reminded and what they subscribe to is nobody else's.
    public Change? Describe(StoredEvent happened) =>
        happened.Data switch
        {
            Ladder.Set { Kind: Ladder.Standard } => new("Standard ladder changed", "/deadlines/ladders"),
            Ladder.Set => new("Ladder of a kind of deadline changed", "/deadlines/ladders"),
            Ladder.Reset { Kind: Ladder.Standard } => new("Standard ladder put back as it came", "/deadlines/ladders"),
            Ladder.Reset => new("Kind of deadline follows the standard ladder again", "/deadlines/ladders"),
            Reminding.Set e => new(
                $"Mail may be sent from {e.From:HH:mm} until {e.Until:HH:mm}",
                "/deadlines/quiet-times"
            ),
            BankHolidays.Set e => new($"Bank holidays of {e.Year} set", "/deadlines/bank-holidays"),
            _ => null,
        };
}
