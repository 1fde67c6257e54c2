using System.Globalization;
using Inspection.Contracts.Organisation;
using Inspection.Kernel;
using Inspection.Kernel.Ui;

namespace Inspection.Recommendations;

/// <summary>What will become of a row.</summary>
internal enum RowOutcome
{
    Error,
    Added,
    Changed,
    Unchanged,
}

/// <summary>One thing that is wrong with a row, and what to do about it.</summary>
internal sealed record RowProblem(string Column, string Says);

/// <summary>One row of the spreadsheet, and what it comes to.</summary>
/// <param name="Row">Its number in the file.</param>
/// <param name="Changes">What will be different.</param>
/// <param name="Command">What will be sent; null where nothing will.</param>
internal sealed record PlannedRow(
    int Row,
    string Reference,
    Guid Id,
    RowOutcome Outcome,
    IReadOnlyList<string> Changes,
    IReadOnlyList<RowProblem> Problems,
    ImportAction? Command
);

/// <summary>What the division has, as far as a spreadsheet of actions can name it.</summary>
internal sealed record ImportFacts(
    int Division,
    IReadOnlyList<RecommendationRow> Recommendations,
    IReadOnlyDictionary<Guid, string> Reports,
    IReadOnlyList<PostSummary> Posts,
    IReadOnlyList<ActionRow> Actions
)
{
    public ILookup<string, ActionRow> ByReference { get; } =
        Actions.ToLookup(one => one.Reference, StringComparer.OrdinalIgnoreCase);

    public IReadOnlyDictionary<Guid, ActionRow> ById { get; } = Actions.ToDictionary(one => one.Id);

    /// <summary>The action of a reference: the one that is there, or the one that will be.</summary>
    public Guid IdOf(string reference) =>
        ByReference[reference].FirstOrDefault()?.Id ?? StableId.Of($"action {Division} {reference.ToUpperInvariant()}");
}

/// <summary>Compares a spreadsheet with what the division has; stores nothing.</summary>
internal sealed class ImportPlan
{
    private static readonly string[] Days = ["yyyy-MM-dd", "d/M/yyyy", "dd/MM/yyyy", "d MMMM yyyy", "d MMM yyyy"];

    private readonly ImportFacts facts;
    private readonly string? reason;
    private readonly List<Reading> readings;
    private readonly Dictionary<string, Reading> byReference = new(StringComparer.OrdinalIgnoreCase);

    public ImportPlan(IReadOnlyList<SheetRow> rows, ImportFacts facts, string? reason)
    {
        (this.facts, this.reason) = (facts, reason);
        readings = [.. rows.Select(Read)];

        foreach (var reading in readings)
            if (reading.Reference != "" && !byReference.TryAdd(reading.Reference, reading))
                reading.Wrong(
                    SheetColumn.Reference,
                    $"Row {byReference[reading.Reference].Row} has the same reference: each row needs its own"
                );

        foreach (var reading in readings)
            ReadDependencies(reading);

        RefuseWhatWaitsForErrors();
        RefuseCircles();
        RefuseWhatWaitsForErrors();

        SomeAreLater = readings.Any(reading => reading.IsLater);
        Rows = [.. readings.Select(Planned)];
        InOrder = Ordered(Rows.Where(row => row.Command is not null).ToDictionary(row => row.Id));
    }

    /// <summary>The rows of the file in its order.</summary>
    public IReadOnlyList<PlannedRow> Rows { get; }

    /// <summary>The rows to send, each after what it waits for.</summary>
    public IReadOnlyList<PlannedRow> InOrder { get; }

    /// <summary>Whether some action would be due later than before: then somebody has to say why.</summary>
    public bool SomeAreLater { get; }

    public int Count(RowOutcome outcome) => Rows.Count(row => row.Outcome == outcome);

    private Reading Read(SheetRow row)
    {
        var reading = new Reading(row) { Id = facts.IdOf(row[SheetColumn.Reference]) };
        reading.Known = facts.ById.GetValueOrDefault(reading.Id);

        if (reading.Reference == "")
            reading.Wrong(SheetColumn.Reference, "Enter a reference of your own, so that the row is known again");
        else if (reading.Reference.Length > 60)
            reading.Wrong(SheetColumn.Reference, "The reference must be 60 characters or fewer");
        else if (facts.ByReference[reading.Reference].Skip(1).Any())
            reading.Wrong(SheetColumn.Reference, "Several actions have this reference: use another");

        reading.Text = row[SheetColumn.Text];
        if (reading.Text == "")
            reading.Wrong(SheetColumn.Text, "Enter what will be done");
        else if (reading.Text.Length > 500)
            reading.Wrong(SheetColumn.Text, "What will be done must be 500 characters or fewer");

        reading.Measure = row[SheetColumn.Measure] is { Length: > 0 } measure ? measure : reading.Known?.Measure;
        if (row[SheetColumn.Measure].Length > 500)
            reading.Wrong(SheetColumn.Measure, "The success measure must be 500 characters or fewer");

        ReadRecommendations(reading);
        ReadOwner(reading);
        ReadDue(reading);
        return reading;
    }

    private void ReadRecommendations(Reading reading)
    {
        var report = reading.Cells[SheetColumn.Report];
        var reports = facts
            .Reports.Where(one => report == "" || Same(one.Value, report) || Same($"{one.Key}", report))
            .Select(one => one.Key)
            .ToHashSet();
        var named = Several(reading.Cells[SheetColumn.Recommendation], ';', '\n');

        if (reports.Count == 0 && report != "")
            reading.Wrong(
                SheetColumn.Report,
                $"There is no report “{report.Truncated(60)}”: enter its title as the register shows it"
            );
        else if (named.Count == 0)
            reading.Wrong(SheetColumn.Recommendation, "Enter the number of the recommendation, or its id");
        else
            foreach (var name in named)
                ReadRecommendation(reading, name, reports);

        // The order says what it counts for; the same set in another order says nothing new.
        if (reading.Known is { } known && known.Recommendations.ToHashSet().SetEquals(reading.Recommendations))
            reading.Recommendations = [.. known.Recommendations];
    }

    private void ReadRecommendation(Reading reading, string name, HashSet<Guid> reports)
    {
        var found = Guid.TryParse(name, out var id)
            ? [.. facts.Recommendations.Where(one => one.Id == id)]
            : facts
                .Recommendations.Where(one =>
                    reports.Contains(one.Report)
                    && (
                        Same(one.Number, name)
                        || Same(one.Called, name)
                        || Same($"{Words.Of(one.Kind)} ({one.Ordinal})", name)
                    )
                )
                .ToList();

        // An issue to address and a recommendation may have the same number.
        if (found.Count > 1 && found.Where(one => one.Kind == ItemKind.Recommendation).ToList() is [var only])
            found = [only];

        switch (found)
        {
            case []:
                reading.Wrong(
                    SheetColumn.Recommendation,
                    $"There is no recommendation “{name.Truncated(60)}”: enter its number as the register shows it, or its id"
                );
                break;
            case [{ Status: RecommendationStatus.ForInformation } praise]:
                reading.Wrong(
                    SheetColumn.Recommendation,
                    $"{praise.Called} is for information: there is nothing to do about it"
                );
                break;
            case [var one]:
                if (!reading.Recommendations.Contains(one.Id))
                    reading.Recommendations.Add(one.Id);
                break;
            default:
                reading.Wrong(
                    SheetColumn.Recommendation,
                    $"{Words.Count(found.Count, "recommendation")} are called “{name}”: fill in the column Report, or enter the id"
                );
                break;
        }
    }

    private void ReadOwner(Reading reading)
    {
        var name = reading.Cells[SheetColumn.Owner];
        reading.Owner = reading.Known?.Owner;

        if (name == "")
            return;

        var posts = facts.Posts.Where(post => post.IsCalled(name)).ToList();

        if (posts.Count == 1)
            reading.Owner = posts[0].Id;
        else
            reading.Wrong(
                SheetColumn.Owner,
                posts.Count == 0
                    ? $"There is no post “{name.Truncated(60)}”: enter the title or the abbreviation of a post"
                    : $"{posts.Count} posts are called “{name}”: give one of them another title first"
            );
    }

    private static void ReadDue(Reading reading)
    {
        var typed = reading.Cells[SheetColumn.Due];
        reading.Due = reading.Known?.Due;

        if (typed == "")
            return;

        if (DateOnly.TryParseExact(typed, Days, CultureInfo.GetCultureInfo("en-GB"), DateTimeStyles.None, out var day))
            reading.Due = day;
        else
            reading.Wrong(
                SheetColumn.Due,
                $"“{typed.Truncated(40)}” is no date that can be read: enter it like 2026-09-30 or 30/09/2026"
            );
    }

    private void ReadDependencies(Reading reading)
    {
        var named = Several(reading.Cells[SheetColumn.DependsOn], ';', ',', '\n');

        if (named.Count == 0)
            return;

        var waits = new List<Guid>();

        foreach (var name in named)
            if (Same(name, reading.Reference))
                reading.Wrong(SheetColumn.DependsOn, "An action cannot wait for itself");
            else if (byReference.ContainsKey(name) || facts.ByReference.Contains(name))
                waits.Add(facts.IdOf(name));
            else
                reading.Wrong(
                    SheetColumn.DependsOn,
                    $"There is no action “{name.Truncated(60)}” in the file or on the register"
                );

        var distinct = waits.Distinct().ToArray();
        reading.DependsOn =
            reading.Known is { } known && known.DependsOn.ToHashSet().SetEquals(distinct) ? known.DependsOn : distinct;
    }

    // Something new that will not be stored cannot be waited for.
    private void RefuseWhatWaitsForErrors()
    {
        for (var again = true; again; )
        {
            again = false;
            var missing = readings
                .Where(one => one is { IsWrong: true, Known: null })
                .GroupBy(one => one.Id)
                .ToDictionary(same => same.Key, same => same.First());

            foreach (var reading in readings.Where(one => !one.IsWrong))
                if (
                    reading.DependsOn?.Where(missing.ContainsKey).Select(id => missing[id]).FirstOrDefault() is
                    { } wrong
                )
                {
                    reading.Wrong(
                        SheetColumn.DependsOn,
                        $"“{wrong.Reference}” is in row {wrong.Row}, which has an error: put that right first"
                    );
                    again = true;
                }
        }
    }

    private void RefuseCircles()
    {
        var waiting = Waiting();
        var names = facts.Actions.ToDictionary(one => one.Id, one => one.Reference);

        foreach (var reading in readings.Where(one => one.Reference != ""))
            names[reading.Id] = reading.Reference;

        foreach (var reading in readings.Where(one => !one.IsWrong && one.DependsOn is { Length: > 0 }).ToList())
            if (Dependencies.Way(reading.DependsOn!, reading.Id, waiting) is { Count: > 0 } way)
                reading.Wrong(
                    SheetColumn.DependsOn,
                    $"These would wait for each other in a circle: {string.Join(", which waits for ", way.Select(id => names[id]))}"
                );
    }

    /// <summary>What every action waits for once the file is stored.</summary>
    private Dictionary<Guid, Guid[]> Waiting()
    {
        var waiting = facts.Actions.ToDictionary(one => one.Id, one => one.DependsOn);

        foreach (var reading in readings.Where(one => !one.IsWrong))
            if (reading.DependsOn is { } waits)
                waiting[reading.Id] = waits;

        return waiting;
    }

    private PlannedRow Planned(Reading reading)
    {
        var changes = reading.IsWrong ? [] : ChangesOf(reading);

        if (reading is { IsWrong: false, Known: { IsOpen: false } known } && changes.Count > 0)
            reading.Wrong(
                SheetColumn.Reference,
                $"This action is {Words.Of(known.State).ToLowerInvariant()}: open it again first"
            );

        var outcome =
            reading.IsWrong ? RowOutcome.Error
            : reading.Known is null ? RowOutcome.Added
            : changes.Count > 0 ? RowOutcome.Changed
            : RowOutcome.Unchanged;

        return new(
            reading.Row,
            reading.Reference,
            reading.Id,
            outcome,
            outcome == RowOutcome.Changed ? changes : [],
            reading.Problems,
            outcome is RowOutcome.Added or RowOutcome.Changed
                ? new(
                    reading.Id,
                    reading.Known?.Version,
                    [.. reading.Recommendations],
                    reading.Text,
                    reading.Measure,
                    reading.Owner,
                    reading.Due,
                    reading.Reference,
                    reading.DependsOn,
                    reading.IsLater ? reason : null
                )
                : null
        );
    }

    private List<string> ChangesOf(Reading reading)
    {
        var changes = new List<string>();

        if (reading.Known is not { } known)
            return changes;

        if (reading.Text != known.Text)
            changes.Add($"Text: “{known.Text.Truncated(60)}” becomes “{reading.Text.Truncated(60)}”");
        if (reading.Measure != known.Measure)
            changes.Add(
                $"Success measure: “{known.Measure.Typed()?.Truncated(60) ?? "none"}” becomes “{reading.Measure!.Truncated(60)}”"
            );
        if (reading.Owner != known.Owner)
            changes.Add($"Owner: {TitleOf(known.Owner)} becomes {TitleOf(reading.Owner)}");
        if (reading.Due != known.Due)
            changes.Add($"Due: {Words.Date(known.Due, "no date")} becomes {Words.Date(reading.Due)}");
        if (!reading.Recommendations.SequenceEqual(known.Recommendations))
            changes.Add($"Recommendation: {Called(known.Recommendations)} becomes {Called(reading.Recommendations)}");
        if (reading.DependsOn is { } waits && !waits.SequenceEqual(known.DependsOn))
            changes.Add($"Depends on: {Named(known.DependsOn)} becomes {Named(waits)}");

        return changes;
    }

    private string TitleOf(Guid? post) =>
        post is null ? "nobody" : facts.Posts.FirstOrDefault(one => one.Id == post)?.Title ?? "a former post";

    private string Called(IEnumerable<Guid> ids) =>
        string.Join(
            ", ",
            ids.Select(id => facts.Recommendations.FirstOrDefault(one => one.Id == id)?.Called ?? "another")
        );

    private string Named(Guid[] ids) =>
        ids.Length == 0
            ? "nothing"
            : string.Join(
                ", ",
                ids.Select(id =>
                    facts.ById.GetValueOrDefault(id)?.Reference
                    ?? readings.FirstOrDefault(one => one.Id == id)?.Reference
                    ?? "another"
                )
            );

    private List<PlannedRow> Ordered(Dictionary<Guid, PlannedRow> rows)
    {
        var waiting = Waiting();
        var (done, ordered) = (new HashSet<Guid>(), new List<PlannedRow>(rows.Count));
        var stack = new Stack<(Guid Id, bool After)>();

        foreach (var row in rows.Values)
        {
            stack.Push((row.Id, false));

            while (stack.TryPop(out var next))
                if (next.After)
                {
                    if (rows.TryGetValue(next.Id, out var ready))
                        ordered.Add(ready);
                }
                else if (done.Add(next.Id))
                {
                    stack.Push((next.Id, true));

                    foreach (var first in waiting.GetValueOrDefault(next.Id, []))
                        stack.Push((first, false));
                }
        }

        return ordered;
    }

    private static bool Same(string? one, string other) =>
        string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static List<string> Several(string cell, params char[] separators) =>
        [.. cell.Split(separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    /// <summary>A row while it is being read.</summary>
    private sealed class Reading(SheetRow cells)
    {
        public SheetRow Cells => cells;

        public int Row => cells.Number;

        public string Reference { get; } = cells[SheetColumn.Reference];

        public required Guid Id { get; init; }

        public ActionRow? Known { get; set; }

        public string Text { get; set; } = "";

        public string? Measure { get; set; }

        public Guid? Owner { get; set; }

        public DateOnly? Due { get; set; }

        public List<Guid> Recommendations { get; set; } = [];

        public Guid[]? DependsOn { get; set; }

        public List<RowProblem> Problems { get; } = [];

        public bool IsWrong => Problems.Count > 0;

        public bool IsLater => !IsWrong && Known is { Due: { } before } && Due > before;

        public void Wrong(SheetColumn column, string says) => Problems.Add(new(ActionSheet.Title(column), says));
    }
}
