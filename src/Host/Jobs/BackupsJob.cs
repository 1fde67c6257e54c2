using Inspection.Kernel;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Files;
using Inspection.Kernel.Ui;

namespace Inspection.Host.Jobs;

/// <summary>
/// Looks into the folder that backups are put in: whether the newest file is of the last day and can be read. It makes no
/// backup, and does not know what is in the file.
/// </summary>
internal sealed class BackupsJob(IConfiguration configuration, DatabaseClock clock) : IJob
{
    /// <summary>Where backups are put; every host must see it under this name.</summary>
    public const string Setting = "Inspection:Backups";

    private static readonly TimeSpan Fresh = TimeSpan.FromHours(26);

    public string Name => "backups";
    public string Title => "Look for a fresh backup";
    public Schedule Schedule => Schedule.Every(TimeSpan.FromHours(6));

    public async Task<string> Run(CancellationToken cancel)
    {
        if (configuration[Setting] is not { Length: > 0 } folder)
            throw new JobWarningException(
                $"It is not known whether there are backups: no folder is set ({Setting}), see docs/operations.md"
            );

        var newest =
            new DirectoryInfo(folder)
                .EnumerateFiles("*", SearchOption.AllDirectories)
                .MaxBy(file => file.LastWriteTimeUtc)
            ?? throw new InvalidOperationException($"There is no file in {folder}");
        await Read(newest, cancel);

        var age = clock.GetUtcNow() - newest.LastWriteTimeUtc;
        var found = $"The newest file, {newest.Name} of {FileWords.Size(newest.Length)}, is {Age(age)} old";

        return age <= Fresh
            ? $"{found} and can be read; whether it can be restored was not tried"
            : throw new InvalidOperationException(found);
    }

    private static async Task Read(FileInfo file, CancellationToken cancel)
    {
        if (file.Length == 0)
            throw new InvalidOperationException($"The newest file, {file.Name}, is empty");

        await using var content = file.OpenRead();
        var part = new byte[Math.Min(file.Length, 64 * 1024)];
        await content.ReadExactlyAsync(part, cancel);
        content.Seek(-part.Length, SeekOrigin.End);
        await content.ReadExactlyAsync(part, cancel);
    }

    private static string Age(TimeSpan age) =>
        age < TimeSpan.FromDays(2) ? Words.Count((int)age.TotalHours, "hour") : Words.Count((int)age.TotalDays, "day");
}
