namespace Inspection.Kernel;

/// <summary>Invented data to try the suite with; where a host registers it, set-up offers it.</summary>
public interface IDemonstration
{
    /// <summary>Makes the demonstration division with its data; once it is there, it stays as it is.</summary>
    /// <returns>The division's number.</returns>
    Task<int> Load(CancellationToken cancel = default);
}
