using System.Diagnostics;

namespace Inspection.Kernel.Postgres;

/// <summary>Runs one of PostgreSQL's programs to its end.</summary>
internal static class Command
{
    internal sealed record Answer(int ExitCode, string Output, string Error);

    public static async Task<Answer> Run(string file, string[] arguments, Account? account, CancellationToken cancel)
    {
        using var process = Start(file, arguments, account, redirected: true);
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        return new(process.ExitCode, (await output).Trim(), (await error).Trim());
    }

    /// <summary>For a program that leaves a server behind: a pipe would stay open as long as the server runs.</summary>
    public static async Task<int> RunIntoLog(string logFile, string file, string[] arguments, Account? account)
    {
        string[] script = ["-c", "exec \"$@\" >>\"$0\" 2>&1", logFile, file, .. arguments];
        using var process = Start("/bin/sh", script, account, redirected: false);
        await process.WaitForExitAsync(CancellationToken.None);
        return process.ExitCode;
    }

    private static Process Start(string file, string[] arguments, Account? account, bool redirected)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = redirected,
            RedirectStandardError = redirected,
            WorkingDirectory = "/",
        };
        if (account is not null)
            start.UserName = account.Name;
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal)))
            start.Environment.Remove(name);
        start.Environment.Remove("LANGUAGE");
        start.Environment["LC_ALL"] = "C.UTF-8";

        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }
}
