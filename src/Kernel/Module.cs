using Inspection.Kernel.Events;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Kernel;

/// <summary>What the host must know of a module; its handlers, validators, pages, events and read models are found by scanning.</summary>
public interface IModule
{
    /// <summary>The module's name: its schema in the database, in lower case.</summary>
    string Name => GetType().Assembly.GetName().Name!.Split('.')[^1].ToLowerInvariant();

    /// <summary>Says which stored events other modules hear of, and in which words.</summary>
    INotification? Announce(DomainEvent happened) => null;

    /// <summary>Says what happened in words for the list of changes, or null where nobody would want to read of it.</summary>
    Change? Describe(StoredEvent happened) => null;

    /// <summary>
    /// The query that answers what a stream is called, <c>@Division</c> and <c>@Stream</c>, where <see cref="Describe"/>
    /// does not say it; null where it does.
    /// </summary>
    string? Subject(DomainEvent happened) => null;

    /// <summary>The module's places in the service navigation.</summary>
    IReadOnlyList<NavigationItem> Navigation => [];

    /// <summary>Registers what the scan cannot find.</summary>
    void AddServices(IServiceCollection services) { }
}

/// <summary>One line of the list of changes.</summary>
/// <param name="Text">What happened, in plain words, without who and when.</param>
/// <param name="Link">The page of the thing it happened to.</param>
public sealed record Change(string Text, string Link);

/// <summary>A place in the service navigation.</summary>
/// <param name="Text">The link's words.</param>
/// <param name="Link">The address.</param>
/// <param name="Policy">Who sees it.</param>
/// <param name="Order">Its place, small first.</param>
public sealed record NavigationItem(string Text, string Link, Access.Policy Policy, int Order);
