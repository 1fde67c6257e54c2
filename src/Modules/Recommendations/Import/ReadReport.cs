namespace Inspection.Recommendations.Import;

internal sealed record ReadPosition(Position Position, PositionSource? Source);

internal sealed record ReadPart(Field<string> Text, Field<DueDate> Due, Field<Position> Position);

/// <summary>One finding of a report, as printed, with what was answered to it.</summary>
internal sealed record ReadItem(
    int Ordinal,
    Field<string?> Number,
    Field<ItemKind> Kind,
    Field<string?> Group,
    Field<string?> Title,
    Field<string> Text,
    Field<string?> Response,
    Field<ReadPosition> Position,
    Field<string?> Reason,
    IReadOnlyList<Field<string>> Owners,
    Field<DueDate> Due,
    Field<string?> Rating,
    IReadOnlyList<Field<string>> References,
    IReadOnlyList<ReadPart> Parts,
    double Confidence
);

internal sealed record ReportFields(
    Field<string?> Title,
    Field<string?> Inspectorate,
    Field<string?> Respondent,
    Field<DateOnly?> Published,
    Field<string?> Marking,
    Field<bool> IsFollowUp
);

internal sealed record ReadReport(ReportFields Report, IReadOnlyList<ReadItem> Items, IReadOnlyList<string> Warnings);
