using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Inspection.Testing;

namespace Inspection.Tests.Files;

/// <summary>A fact that the malware scanner clamd is needed for.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ClamdFactAttribute : FactAttribute
{
    public ClamdFactAttribute()
    {
        if (!File.Exists(RealClamd.Program))
            Skip = "needs clamd, of apt-get install clamav-daemon";
    }
}

/// <summary>clamd itself, with a database of one signature: that of the EICAR test file.</summary>
internal sealed class RealClamd(Process process, string folder, int port) : IAsyncDisposable
{
    public const string Program = "/usr/sbin/clamd";

    public string Socket => Path.Combine(folder, "clamd.sock");

    public string Tcp => $"127.0.0.1:{port}";

    public static async Task<RealClamd> Start()
    {
        var folder = Directory.CreateTempSubdirectory("inspection-clamd-").FullName;
        var signature = Convert.ToHexStringLower(Encoding.ASCII.GetBytes("EICAR-STANDARD-ANTIVIRUS-TEST-FILE"));
        await File.WriteAllTextAsync(Path.Combine(folder, "own.ndb"), $"Own.Eicar:0:*:{signature}\n");
        var port = Ports.Free();
        var settings = Path.Combine(folder, "clamd.conf");
        await File.WriteAllTextAsync(
            settings,
            $"""
            DatabaseDirectory {folder}
            LocalSocket {folder}/clamd.sock
            TCPSocket {port}
            TCPAddr 127.0.0.1
            StreamMaxLength 2M
            Foreground yes

            """
        );
        var process = Process.Start(
            new ProcessStartInfo(Program, ["--config-file", settings])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var clamd = new RealClamd(process, folder, port);

        for (var patience = 200; !await clamd.Answers(); patience--)
        {
            if (patience == 0 || process.HasExited)
                throw new InvalidOperationException(
                    $"clamd did not start: {await process.StandardError.ReadToEndAsync()}"
                );
            await Task.Delay(50);
        }

        return clamd;
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private async Task<bool> Answers()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port);
            await client.GetStream().WriteAsync("zPING\0"u8.ToArray());
            return client.GetStream().ReadByte() == 'P' && File.Exists(Socket);
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
