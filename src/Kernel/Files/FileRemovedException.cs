using Inspection.Kernel.Ui;

namespace Inspection.Kernel.Files;

/// <summary>The file was there, and its content was removed: who may read in its division is told when and why.</summary>
public sealed class FileRemovedException(StoredFile file)
    : Exception($"{file.Name} was removed on {Words.Moment(file.RemovedAt!.Value)}: {file.Finding}");
