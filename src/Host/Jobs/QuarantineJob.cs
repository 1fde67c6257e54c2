using Inspection.Kernel;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Files;
using Inspection.Kernel.Ui;

namespace Inspection.Host.Jobs;

/// <summary>Asks the malware scanner again about files that it did not answer for.</summary>
internal sealed class QuarantineJob(EachDivision divisions) : IJob
{
    public string Name => "quarantine";
    public string Title => "Scan files in quarantine again";
    public Schedule Schedule => Schedule.Every(TimeSpan.FromMinutes(5));

    public async Task<string> Run(CancellationToken cancel)
    {
        var released = await divisions.Run(
            services => services.GetRequiredService<FileStore>().ScanQuarantine(cancel),
            cancel
        );

        return released.Sum() is var files and > 0
            ? $"{Words.Count(files, "file")} came out of quarantine"
            : "No file came out of quarantine";
    }
}
