using System.CommandLine;
using Inspection.Kernel.Events;
using Inspection.Kernel.Postgres;

namespace Inspection.Host.Cli;

/// <summary>inspection rebuild: makes read models anew from events, beside the live ones.</summary>
internal static class RebuildVerb
{
    private static readonly Argument<string?> Name = new("NAME")
    {
        Description = "One read model, as schema.table or table; without it, all of them.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static Command Define() =>
        new Command("rebuild", "Rebuild read models from the events, while the host serves.") { Name }.Does(Run);

    private static async Task<ExitCode> Run(ParseResult given, Surroundings surroundings, CancellationToken cancel)
    {
        await using var verb = await Verb.Begin(surroundings, "rebuild", cancel);
        var all = verb.Services.GetRequiredService<ReadModels>().All;
        var chosen = given.GetValue(Name) is { } name ? all.Where(model => model.IsCalled(name)).ToList() : all;

        if (chosen.Count == 0)
            throw new EmbeddedPostgresException(
                ExitCode.Usage,
                $"There is no read model \"{given.GetValue(Name)}\"; there are: {string.Join(", ", all.Select(model => model.Name))}."
            );

        foreach (var model in chosen)
        {
            var events = await Verb.Watched(
                model.Name,
                async show =>
                {
                    var read = 0L;
                    var reporter = new Reporter<RebuildProgress>(at =>
                        show((double)(read = at.Done) / Math.Max(1, at.Of))
                    );
                    await verb.Services.GetRequiredService<Rebuild>().Run(model, reporter, cancel);
                    return read;
                }
            );
            Console.WriteLine($"{model.Name}: rebuilt from {events:N0} events");
        }

        return ExitCode.Ok;
    }
}
