using System.CommandLine;
using Inspection.Contracts.Organisation;
using Inspection.Host.SignIn;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Postgres;
using MediatR;

namespace Inspection.Host.Cli;

/// <summary>inspection users: lets people in from the command line.</summary>
internal static class UsersVerb
{
    private const string FirstDivision = "division";

    private static readonly Argument<string> Email = new("EMAIL") { Description = "Whose account." };

    private static readonly Option<bool> Administrator = new("--administrator")
    {
        Description =
            "Sees to people, posts and the running of the suite. On an empty store this makes the first division too.",
    };

    private static readonly Option<string?> Division = new("--division")
    {
        Description = "The division; not needed where there is only one.",
        HelpName = "KEY",
    };

    private static readonly Option<bool> ReadOnly = new("--read-only") { Description = "The token may read only." };

    public static Command Define() =>
        new("users", "Add people, and help them to sign in.")
        {
            new Command("add", "Add a person and print the link by which they come in first.")
            {
                Email,
                Administrator,
                Division,
            }.Does(
                (given, surroundings, cancel) =>
                    Run(
                        given,
                        surroundings,
                        "users add",
                        (users, division) => users.Add(division, given.GetValue(Email)!, given.GetValue(Administrator)),
                        cancel
                    )
            ),
            new Command("token", "Print a personal access token for the API.") { Email, Division, ReadOnly }.Does(
                (given, surroundings, cancel) =>
                    Run(
                        given,
                        surroundings,
                        "users token",
                        (users, division) => users.Token(division, given.GetValue(Email)!, !given.GetValue(ReadOnly)),
                        cancel
                    )
            ),
            new Command("reset", "Print a link that sets a new password.") { Email, Division }.Does(
                (given, surroundings, cancel) =>
                    Run(
                        given,
                        surroundings,
                        "users reset",
                        (users, division) => users.Reset(division, given.GetValue(Email)!),
                        cancel
                    )
            ),
        };

    private static async Task<ExitCode> Run(
        ParseResult given,
        Surroundings surroundings,
        string name,
        Func<Users, string, Task<string>> work,
        CancellationToken cancel
    )
    {
        await using var verb = await Verb.Begin(surroundings, name, cancel);

        if (name == "users add" && given.GetValue(Administrator))
            await EstablishFirst(verb, given.GetValue(Division), cancel);

        var division = await verb.Division(given.GetValue(Division), cancel);
        await using var scope = verb.Services.CreateAsyncScope();
        Console.WriteLine(await work(scope.ServiceProvider.GetRequiredService<Users>(), division.Key));
        return ExitCode.Ok;
    }

    /// <summary>An empty store gets its first division with its first administrator, so that no browser is needed.</summary>
    private static async Task EstablishFirst(Verb verb, string? key, CancellationToken cancel)
    {
        if ((await verb.Divisions(cancel)).Count > 0)
            return;

        key ??= FirstDivision;
        var number = await verb.Services.GetRequiredService<Memberships>().Register(key, "Division");
        await using var scope = verb.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Session>().Caller = new(number, SystemActor.CommandLine);
        await scope
            .ServiceProvider.GetRequiredService<IMediator>()
            .Send(new EstablishDivision(key, "Division"), cancel);
    }
}
