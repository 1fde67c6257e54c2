using Inspection.Kernel;

namespace Inspection.Deadlines;

/// <summary>Hands over the mail that is due.</summary>
internal sealed class MailJob(Outbox outbox) : IJob
{
    public string Name => "mail";
    public string Title => "Hand over the mail";
    public Schedule Schedule => Schedule.Every(TimeSpan.FromMinutes(1));

    public Task<string> Run(CancellationToken cancel) => outbox.Run(cancel);
}
