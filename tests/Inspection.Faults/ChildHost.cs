using System.Diagnostics;
using System.Text;
using Inspection.Testing;

namespace Inspection.Faults;

/// <summary>A real host in a process of its own, which may be killed.</summary>
internal sealed class ChildHost : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(90);
    private static readonly Lazy<string> ReachableHost = new(MakeReachable);

    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly StringBuilder error = new();
    private readonly TaskCompletionSource serving = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildHost(string? user, string[] arguments, IReadOnlyDictionary<string, string>? settings = null)
    {
        var start = new ProcessStartInfo("dotnet", [user is null ? Host : ReachableHost.Value, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        if (user is not null && Environment.IsPrivilegedProcess)
            start.UserName = user;
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;

        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Heard(output, line.Data);
        process.ErrorDataReceived += (_, line) => Heard(error, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Output => All(output);

    public string Error => All(error);

    public string Address { get; private init; } = "";

    public int Id => process.Id;

    /// <summary>Starts a host on a free port.</summary>
    public static ChildHost Start(Scratch folder, string? user = null, int? port = null)
    {
        var address = $"http://127.0.0.1:{port ?? Ports.Free()}";
        return new(user, ["serve", "--data", folder.Path, "--urls", address]) { Address = address };
    }

    /// <summary>Starts a host on a free port, on whatever data the arguments name.</summary>
    public static ChildHost Serve(params string[] arguments)
    {
        var address = $"http://127.0.0.1:{Ports.Free()}";
        return new(user: null, ["serve", "--urls", address, .. arguments]) { Address = address };
    }

    /// <summary>The same, with settings as the environment gives them: "Inspection:Mail:Host".</summary>
    public static ChildHost Serve(IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        var address = $"http://127.0.0.1:{Ports.Free()}";
        return new(user: null, ["serve", "--urls", address, .. arguments], settings) { Address = address };
    }

    /// <summary>Runs a verb, which must succeed. Answers what it printed.</summary>
    public static async Task<string> Say(params string[] arguments)
    {
        using var verb = Run(arguments);
        Assert.True(await verb.Ended() == 0, $"{string.Join(' ', arguments)}\n{verb.Output}\n{verb.Error}");
        return verb.Output.Trim();
    }

    public static ChildHost Run(params string[] arguments) => new(user: null, arguments);

    public async Task<ChildHost> Serving()
    {
        var ended = process.WaitForExitAsync();
        if (await Task.WhenAny(serving.Task, ended, Task.Delay(Longest)) != serving.Task)
            Assert.Fail($"The host does not serve.\n{Output}\n{Error}");
        return this;
    }

    public async Task<int> Ended()
    {
        await process.WaitForExitAsync().WaitAsync(Longest);
        return process.ExitCode;
    }

    public async Task Kill()
    {
        process.Kill();
        await Ended();
    }

    public async Task<int> Signal(string name)
    {
        Shell.Succeeds("kill", "-" + name, $"{process.Id}");
        return await Ended();
    }

    public void Freeze() => Assert.True(Shell.Succeeds("kill", "-STOP", $"{process.Id}"));

    public void Thaw() => Assert.True(Shell.Succeeds("kill", "-CONT", $"{process.Id}"));

    public async Task<string> Ask()
    {
        using var client = new HttpClient { Timeout = Longest };
        return await client.GetStringAsync(new Uri(Address));
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill();
        process.Dispose();
    }

    private static string Host => Path.Combine(AppContext.BaseDirectory, "Inspection.Host.dll");

    /// <summary>An ordinary user may not get at a clone in a private folder: then a copy is run.</summary>
    private static string MakeReachable()
    {
        if (
            Kernel
                .Postgres.DataFolder.Default(AppContext.BaseDirectory)
                .StartsWith(AppContext.BaseDirectory, StringComparison.Ordinal)
        )
            return Host;
        var copy = Path.Combine(Path.GetTempPath(), $"inspection-faults-host-{Environment.ProcessId}");
        Assert.True(Shell.Succeeds("cp", "-r", AppContext.BaseDirectory, copy));
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(copy, recursive: true);
        Assert.True(Shell.Succeeds("chmod", "-R", "a+rX", copy));
        return Path.Combine(copy, "Inspection.Host.dll");
    }

    private static string All(StringBuilder heard)
    {
        lock (heard)
            return heard.ToString().Trim();
    }

    private void Heard(StringBuilder all, string? line)
    {
        lock (all)
            all.AppendLine(line);
        if (line?.StartsWith("Press Ctrl+C", StringComparison.Ordinal) == true)
            serving.TrySetResult();
    }
}
