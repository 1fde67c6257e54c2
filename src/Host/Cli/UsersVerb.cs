using System.CommandLine;

namespace Inspection.Host.Cli;

/// <summary>inspection users: lets people in from the command line.</summary>
internal static class UsersVerb
{
    private static readonly Argument<string> Email = new("EMAIL") { Description = "Whose account." };

    private static readonly Option<bool> Administrator = new("--administrator")
    {
        Description = "May administer everything.",
    };

    public static Command Define() =>
        new("users", "Add people, and help them to sign in.")
        {
            new Command("add", "Add a person and print how they sign in first.") { Email, Administrator }.Does(
                (_, _, _) => Pending.Verb("users add")
            ),
            new Command("token", "Print a token for the API.") { Email }.Does((_, _, _) => Pending.Verb("users token")),
            new Command("reset", "Print a link that sets a new password.") { Email }.Does(
                (_, _, _) => Pending.Verb("users reset")
            ),
        };
}
