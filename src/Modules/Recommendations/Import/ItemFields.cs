using System.Text.RegularExpressions;

namespace Inspection.Recommendations.Import;

/// <summary>Reads the fields of one item from the passages gathered for it.</summary>
internal sealed partial class ItemFields(Blanket blanket, Owners owners)
{
    public ReadItem Read(Draft draft, int ordinal)
    {
        var text = Excerpt.Join(draft.Text);
        var response = Excerpt.Join(draft.Response);
        var position = PositionOf(draft, response);
        var deadlines = DeadlinesOf(draft, text, response, position.Value.Position);
        return new ReadItem(
            ordinal,
            Optional(draft.Number, draft.NumberWords?.Span, 0.95),
            new Field<ItemKind>(draft.Kind, null, draft.Confidence),
            Optional(draft.Group?.Text, draft.Group?.Span, 0.8),
            Optional(draft.Title?.Text, draft.Title?.Span, 0.8),
            new Field<string>(text.Text, text.Span, draft.Confidence),
            Optional(response.IsEmpty ? draft.Verdict?.Text : response.Text, response.Span ?? draft.Verdict?.Span, 0.9),
            position,
            ReasonOf(response, position.Value.Position),
            OwnersOf(draft, text, response),
            Due(Promises.Last(deadlines)),
            Optional(draft.Rating?.Text.Trim('.', ' '), draft.Rating?.Span, 0.85),
            [.. References(text)],
            [.. PartsOf(text, response, deadlines)],
            draft.Confidence
        );
    }

    /// <summary>Whether words only say where in the report an item stands: "Paragraph 2.34".</summary>
    public static bool IsReference(string words) => words.Length < 60 && ReferenceOnly().IsMatch(words);

    private static Field<string?> Optional(string? value, TextSpan? span, double confidence) =>
        value is null ? Field<string?>.None(null) : new(value, span, confidence);

    private Field<ReadPosition> PositionOf(Draft draft, Excerpt response)
    {
        if (draft.Verdict is { } verdict)
        {
            var whole = Verdicts.Whole(verdict.Text) ?? Verdicts.Leading(verdict.Text)?.Position;
            if ((whole ?? Positions.OfSentence(verdict)?.Position) is { } stated)
                return Stated(stated, verdict.Span, 0.97);
        }
        if (blanket.Apart(draft) is { } named && response.Text.Contains(named.Words.Text, StringComparison.Ordinal))
            return Stated(named.Position, named.Words.Span, 0.9);
        if (Positions.Of(response) is { } found)
            return Stated(found.Position, found.Words.Span, found.Confidence);
        if (!Soft().IsMatch(response.Head(200)) && blanket.For(draft) is { } statement)
            return new(new ReadPosition(statement.Position, PositionSource.WholeDocument), statement.Words.Span, 0.7);
        return new(new ReadPosition(Position.NoneStated, null), null, response.IsEmpty ? 0.9 : 0.6);
    }

    private static Field<ReadPosition> Stated(Position position, TextSpan? span, double confidence) =>
        new(new ReadPosition(position, position == Position.NoneStated ? null : PositionSource.Item), span, confidence);

    private static IReadOnlyList<Promise> DeadlinesOf(Draft draft, Excerpt text, Excerpt response, Position position)
    {
        var revised = draft.Due.Where(d => d.Text.Contains("evised", StringComparison.Ordinal)).ToList();
        var inFields = (revised.Count > 0 ? revised : draft.Due).SelectMany(Promises.InField).ToList();
        if (inFields.Count > 0)
            return inFields;
        if (position == Position.Rejected)
            return Promises.In(text);
        var answered = Promises.In(response);
        if (answered.Any(d => d.Due.Date is not null))
            return answered;
        var asked = Promises.In(text);
        return asked.Any(d => d.Due.Date is not null) || answered.Count == 0 ? asked : answered;
    }

    private static Field<DueDate> Due(Promise? deadline) =>
        deadline is null
            ? Field<DueDate>.None(DueDate.None)
            : new(deadline.Due, deadline.Span, deadline.Due.Date is null ? 0.5 : 0.85);

    private List<Field<string>> OwnersOf(Draft draft, Excerpt text, Excerpt response)
    {
        var found = draft.Owners.SelectMany(owners.InField).ToList();
        var told = draft.Owners.Count > 0;
        if (!told)
            found = [.. owners.InAnswer(response)];
        if (!told && found.Count == 0 && draft.Kind is not (ItemKind.GoodPractice or ItemKind.Strength))
            found = [.. owners.Addressed(draft.Title is { Text: ['(', ..] } to ? Excerpt.Join([text, to]) : text)];
        if (!told && found.Count == 0 && draft.LeadIn is { } leadIn)
            found = [.. owners.Addressed(leadIn)];
        return
        [
            .. found
                .DistinctBy(o => o.Name.TrimEnd('s'), StringComparer.OrdinalIgnoreCase)
                .Select(o => new Field<string>(o.Name, o.Span, o.Confidence)),
        ];
    }

    private static Field<string?> ReasonOf(Excerpt response, Position position)
    {
        if (response.IsEmpty || position is not (Position.Rejected or Position.PartiallyAccepted))
            return Field<string?>.None(null);
        var sentences = Sentences.Of(response).ToList();
        var reason =
            sentences.Find(s => Because().IsMatch(s.Text))
            ?? sentences.Find(s => Positions.OfSentence(s) is null && Verdicts.Whole(s.Text) is null);
        return Optional(reason?.Text, reason?.Span, 0.6);
    }

    private static IEnumerable<Field<string>> References(Excerpt text)
    {
        foreach (Match match in Reference().Matches(text.Text))
            yield return new Field<string>(
                match.Groups["to"].Value,
                text.SpanOf(match.Groups["to"].Index, match.Groups["to"].Length),
                0.9
            );
    }

    private static IEnumerable<ReadPart> PartsOf(Excerpt text, Excerpt response, IReadOnlyList<Promise> deadlines) =>
        Lettered.Answers(response) is { Count: > 0 } answers
        && Lettered.In(text) is { Count: > 1 } parts
        && parts.Any(part => answers.ContainsKey(part.Letter))
            ? parts.Select(part => new ReadPart(
                new Field<string>(part.Words.Text, part.Words.Span, 0.8),
                Due(deadlines.FirstOrDefault(one => Lettered.Names(one.Sentence).Contains(part.Letter))),
                new Field<Position>(answers.GetValueOrDefault(part.Letter, Position.NoneStated), null, 0.7)
            ))
        : deadlines.Count < 2 ? []
        : deadlines.Select(d => new ReadPart(
            new Field<string>(d.Sentence.Text, d.Sentence.Span, 0.7),
            Due(d),
            new Field<Position>(Positions.OfSentence(d.Sentence)?.Position ?? Position.NoneStated, null, 0.5)
        ));

    [GeneratedRegex(
        @"\b(?:welcomes?|notes?|noted|grateful|acknowledges?|will\s+consider)\b[^.]{0,60}\b(?:recommendation|inspection|suggestion)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Soft();

    [GeneratedRegex(
        @"\b(?:because|as\s+this|since\s+this|due\s+to|given\s+that|would\s+be|disproportionate|already|owing\s+to|the\s+reason)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Because();

    [GeneratedRegex(
        @"^[(\[]?(?:paragraphs?|paras?\.?|pages?|section|see)\s+[\d][\d., –and-]*[)\]]?\.?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex ReferenceOnly();

    [GeneratedRegex(
        @"[(\[](?<to>(?:paragraphs?|paras?\.?|pages?|section)\s+\d[\d., –and-]{0,30}|(?:restated|repeated|carried\s+forward)\s+from\s+[^)\]]{3,80})[)\]]",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Reference();
}
