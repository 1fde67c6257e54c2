using System.Net;
using System.Net.Sockets;
using Inspection.Kernel.Postgres;

namespace Inspection.Faults;

public sealed class CommandLineTests
{
    [Fact]
    public async Task A_port_in_use_is_named_and_the_server_stopped()
    {
        using var folder = new Scratch();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        using var host = ChildHost.Start(folder, port: port);

        Assert.Equal((int)ExitCode.PortInUse, await host.Ended());
        Assert.Contains($"http://127.0.0.1:{port} is in use", host.Error, StringComparison.Ordinal);
        Assert.Contains("--urls", host.Error, StringComparison.Ordinal);
        Assert.Equal(0, folder.Server);
    }

    [Theory]
    [InlineData(ExitCode.Usage, "There is no option --fast; --help lists what there is.", "serve", "--fast")]
    [InlineData(ExitCode.Usage, "Unrecognized command or argument 'sevre'; --help lists what there is.", "sevre")]
    [InlineData(
        ExitCode.DatabaseUnreachable,
        "The database cannot be reached: Connection refused.",
        "--postgres",
        "Host=127.0.0.1;Port=1"
    )]
    [InlineData(ExitCode.Usage, "--postgres is not a connection string", "--postgres", "nonsense")]
    public async Task A_mistake_is_one_sentence_and_a_number(ExitCode code, string words, params string[] arguments)
    {
        using var host = ChildHost.Run(arguments);

        Assert.Equal((int)code, await host.Ended());
        Assert.StartsWith(words, host.Error, StringComparison.Ordinal);
        Assert.Single(host.Error.Split('\n'));
        Assert.Equal("", host.Output.Trim());
    }
}
