using Inspection.Kernel;
using Inspection.Kernel.Access;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Contracts.Recommendations;

/// <summary>Reads a document and stores what was read as it stands, in one step; what the register already has is left out.</summary>
/// <param name="Id">The import's id, a new UUID; also the report's, where the document is new.</param>
/// <param name="Name">The file's name.</param>
/// <param name="Content">The file, byte for byte; base64 in JSON.</param>
/// <param name="ReviewOn">When items without a date will be reviewed; null is four weeks from today.</param>
/// <exception cref="FluentValidation.ValidationException">The document cannot be read; the message says why and what to do.</exception>
/// <exception cref="Kernel.Events.RefusedException">Everything in it is on the register already.</exception>
[Allow(Policy.Manage), Api("POST", "/api/reports/import"), RequestSizeLimit(100 * 1024 * 1024)]
public sealed record ImportDocument(Guid Id, string? Name, byte[]? Content, DateOnly? ReviewOn = null) : ICommand;

/// <summary>A document as it was read, without a register to compare it with.</summary>
/// <param name="Json">The reading as JSON, in the shape that <c>import --dry-run --json</c> prints.</param>
/// <param name="Title">The report's title, or null.</param>
/// <param name="Inspectorate">The inspectorate, or null.</param>
/// <param name="Items">A line for each item.</param>
/// <param name="Warnings">What the reader could not be sure of, a sentence each.</param>
public sealed record DocumentReading(
    string Json,
    string? Title,
    string? Inspectorate,
    IReadOnlyList<ReadingLine> Items,
    IReadOnlyList<string> Warnings
);

/// <summary>One item of a reading, in words.</summary>
public sealed record ReadingLine(string Number, string Kind, string Text, string Position, string Owners, string Due);
