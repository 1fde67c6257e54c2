using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net.Sockets;
using Inspection.Kernel.Postgres;
using Npgsql;

namespace Inspection.Host.Cli;

/// <summary>What is said on the error stream, and the number the process ends with.</summary>
internal static class Complaint
{
    public static int Of(ParseResult misunderstood)
    {
        var option = misunderstood.Tokens.FirstOrDefault(token =>
            token.Type == TokenType.Argument && token.Value.StartsWith("--", StringComparison.Ordinal)
        );
        var what = option is null ? misunderstood.Errors[0].Message.TrimEnd('.') : $"There is no option {option.Value}";
        return Say(ExitCode.Usage, $"{what}; --help lists what there is.");
    }

    public static int Of(Exception failed, bool stopped) =>
        failed switch
        {
            _ when stopped => Say(ExitCode.Failed, "Stopped before it was done."),
            EmbeddedPostgresException unusable => Say(unusable.ExitCode, unusable.Message),
            PostgresException
            {
                SqlState: ['0', '8', ..] or ['2', '8', ..] or ['3', 'D', ..] or ['5', '7', ..]
            } refused => Unreachable(refused.MessageText),
            NpgsqlException { InnerException: SocketException or IOException or TimeoutException } lost => Unreachable(
                lost.InnerException!.Message
            ),
            FileNotFoundException
            or DirectoryNotFoundException
            or UnauthorizedAccessException
            or NotSupportedException
            or Kernel.Events.RefusedException
            or Kernel.Events.NotFoundException => Say(ExitCode.Failed, failed.Message),
            _ => Say(ExitCode.Failed, failed.ToString()),
        };

    private static int Unreachable(string why) =>
        Say(ExitCode.DatabaseUnreachable, $"The database cannot be reached: {why.TrimEnd('.')}.");

    private static int Say(ExitCode code, string sentence)
    {
        Console.Error.WriteLine(sentence);
        return (int)code;
    }
}
