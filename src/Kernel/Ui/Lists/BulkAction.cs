using System.Globalization;
using Inspection.Kernel.Access;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Kernel.Ui.Lists;

/// <summary>Something that can be done to several rows.</summary>
internal sealed record BulkAction(
    string Key,
    string Text,
    Policy Policy,
    Func<object, BulkAnswers, ICommand> Command,
    IReadOnlyList<BulkQuestion> Questions
)
{
    /// <summary>The most rows that are taken at once.</summary>
    public const int Most = 200;

    /// <summary>Sends one command a row, each in a session of its own, so that one refusal stops none of the others.</summary>
    public async Task<IReadOnlyList<BulkResult>> Run(
        IServiceProvider services,
        ListPlan plan,
        IReadOnlyList<object> rows,
        BulkAnswers answers,
        Guid form,
        CancellationToken cancel
    )
    {
        var oneByOne = services.GetRequiredService<OneByOne>();
        var results = new List<BulkResult>(rows.Count);

        foreach (var row in rows)
            results.Add(
                new(
                    plan.NameOf(row),
                    plan.Columns[0].Link?.Invoke(row),
                    await oneByOne.Send(Command(row, answers), form, plan.Rows.IdOf(row), cancel)
                )
            );

        return results;
    }
}

/// <summary>What became of one row.</summary>
/// <param name="Name">What the row is called.</param>
/// <param name="Link">Where it is found.</param>
/// <param name="Refused">Why it was not done, or null when it was.</param>
internal sealed record BulkResult(string Name, string? Link, string? Refused);

/// <summary>What was answered before rows are changed.</summary>
public sealed class BulkAnswers
{
    private readonly IReadOnlyDictionary<string, string> answers;

    internal BulkAnswers(IReadOnlyDictionary<string, string> answers) => this.answers = answers;

    /// <summary>The answer as it was typed; "" where there is none.</summary>
    public string this[string key] => answers.GetValueOrDefault(key, "");

    /// <summary>The answer as an id, or null.</summary>
    public Guid? Id(string key) => Guid.TryParse(this[key], out var id) ? id : null;

    /// <summary>The answer as a day, or null.</summary>
    public DateOnly? Day(string key) =>
        DateOnly.TryParseExact(this[key], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : null;
}

/// <summary>What is asked before rows are changed.</summary>
public sealed class BulkQuestions
{
    private readonly List<BulkQuestion> all = [];

    internal IReadOnlyList<BulkQuestion> All => all;

    /// <summary>One of several answers.</summary>
    /// <param name="key">The answer's name.</param>
    /// <param name="label">The question.</param>
    /// <param name="options">The answers.</param>
    /// <param name="missing">What is said when nothing is chosen; null where it may be left out.</param>
    public BulkQuestions Select(string key, string label, IReadOnlyList<Option> options, string? missing = null) =>
        Add(new(key, label, "select", missing) { Options = options });

    /// <summary>One of the answers that a query gives as <c>value</c> and <c>text</c>.</summary>
    public BulkQuestions Select(string key, string label, string optionsQuery, string? missing = null) =>
        Add(new(key, label, "select", missing) { OptionsSql = optionsQuery });

    /// <summary>A line of text.</summary>
    public BulkQuestions Text(string key, string label, string? missing = null) =>
        Add(new(key, label, "text", missing));

    /// <summary>Several lines of text.</summary>
    public BulkQuestions LongText(string key, string label, string? missing = null) =>
        Add(new(key, label, "textarea", missing));

    /// <summary>A day.</summary>
    public BulkQuestions Day(string key, string label, string? missing = null) => Add(new(key, label, "date", missing));

    private BulkQuestions Add(BulkQuestion question)
    {
        all.Add(question);
        return this;
    }
}

/// <summary>One question before rows are changed.</summary>
internal sealed record BulkQuestion(string Key, string Label, string Kind, string? Missing)
{
    public IReadOnlyList<Option> Options { get; init; } = [];

    public string? OptionsSql { get; init; }
}
