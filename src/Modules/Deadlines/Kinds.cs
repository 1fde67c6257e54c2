using Inspection.Kernel;
using Inspection.Kernel.Events;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Deadlines;

/// <summary>Every kind of deadline of the suite, with who declares it.</summary>
internal sealed class Kinds
{
    private readonly Dictionary<Type, Source> byAggregate;

    public Kinds(IServiceScopeFactory scopes, ReadModels readModels)
    {
        // What declares deadlines is pure: one of each serves everybody.
        using var scope = scopes.CreateScope();
        var declared = scope.ServiceProvider.GetServices<IDeadlines>().ToList();
        All = [.. declared.SelectMany(one => one.Kinds).OrderBy(kind => kind.Title, StringComparer.Ordinal)];
        byAggregate = declared
            .Select(one => new Source(one, readModels.All.Single(model => model.Row == one.Row)))
            .ToDictionary(one => one.Model.Aggregate);

        if (All.DistinctBy(kind => kind.Key).Count() < All.Count)
            throw new InvalidOperationException("Two kinds of deadlines have the same key");
    }

    /// <summary>All of them, by title.</summary>
    public IReadOnlyList<DeadlineKind> All { get; }

    /// <summary>The modules that declare any, by name.</summary>
    public IReadOnlyList<string> Modules => [.. byAggregate.Values.Select(one => one.Module).Distinct().Order()];

    /// <summary>A module's name as people read it.</summary>
    public static string Words(string module) => Kernel.Ui.Words.Split(char.ToUpperInvariant(module[0]) + module[1..]);

    /// <summary>Who declares deadlines of the aggregate that an event happened to, or null.</summary>
    public Source? Of(Type happened) =>
        happened.DeclaringType is { } aggregate ? byAggregate.GetValueOrDefault(aggregate) : null;

    /// <summary>The kind's title; of one that a module declares no more, its key.</summary>
    public string TitleOf(string key) => All.FirstOrDefault(kind => kind.Key == key)?.Title ?? key;
}

/// <summary>A read model with dates that somebody is held to.</summary>
internal sealed record Source(IDeadlines Declared, ReadModel Model)
{
    /// <summary>The module that declares them.</summary>
    public string Module { get; } = Declared.GetType().Assembly.GetName().Name!.Split('.')[^1].ToLowerInvariant();
}
