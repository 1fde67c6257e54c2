using System.Collections.Frozen;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace Inspection.Kernel.Events;

/// <summary>Every event of the suite by its stored name: how it is written, and how any shape ever stored is read.</summary>
public sealed class EventTypes
{
    /// <summary>How events are written: PascalCase names, enumerations as words, text as it is.</summary>
    public static JsonSerializerOptions Json { get; } =
        new()
        {
            Converters = { new JsonStringEnumConverter() },
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
            RespectRequiredConstructorParameters = false,
        };

    private readonly FrozenDictionary<string, Known> byName;
    private readonly FrozenDictionary<Type, Known> byType;

    /// <summary>Finds every event in <paramref name="assemblies"/>.</summary>
    /// <exception cref="InvalidOperationException">An event has no name, shares its name or lacks an upcaster.</exception>
    public EventTypes(IEnumerable<Assembly> assemblies)
    {
        var known = assemblies
            .Distinct()
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(DomainEvent)))
            .Select(Known.Of)
            .ToList();

        if (known.GroupBy(one => one.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new InvalidOperationException(
                $"Two events are stored as '{twice.Key}': {string.Join(", ", twice.Select(one => one.Type.FullName))}"
            );

        byName = known.ToFrozenDictionary(one => one.Name);
        byType = known.ToFrozenDictionary(one => one.Type);
    }

    /// <summary>All events: stored name, newest schema and type.</summary>
    public IEnumerable<(string Name, short Schema, Type Type)> All =>
        byName.Values.Select(one => (one.Name, one.Schema, one.Type));

    /// <summary>The stored name and schema of an event's type.</summary>
    public (string Name, short Schema) NameOf(Type type) =>
        byType.TryGetValue(type, out var known)
            ? (known.Name, known.Schema)
            : throw new InvalidOperationException($"{type.FullName} is in no module that this host loads");

    /// <summary>The exact text that is stored and hashed, in UTF-8.</summary>
    public static byte[] Write(DomainEvent happened) =>
        JsonSerializer.SerializeToUtf8Bytes(happened, happened.GetType(), Json);

    /// <summary>Reads an event of any schema ever stored.</summary>
    /// <exception cref="UnreadableEventException">No module of this host knows it, or its data cannot be read.</exception>
    public DomainEvent Read(string name, short schema, ReadOnlySpan<byte> data)
    {
        if (!byName.TryGetValue(name, out var known))
            throw new UnreadableEventException($"No module of this host knows the event '{name}'");

        if (schema > known.Schema)
            throw new UnreadableEventException(
                $"'{name}' is stored in schema {schema}, but this host knows schema {known.Schema} only: it is too old"
            );

        try
        {
            if (schema == known.Schema)
                return (DomainEvent)JsonSerializer.Deserialize(data, known.Type, Json)!;

            var stored = JsonNode.Parse(data)!.AsObject();

            for (var from = schema; from < known.Schema; from++)
                known.Upcast!(stored, from);

            return (DomainEvent)stored.Deserialize(known.Type, Json)!;
        }
        catch (JsonException e)
        {
            throw new UnreadableEventException($"'{name}' in schema {schema} cannot be read: {e.Message}");
        }
    }

    private sealed record Known(string Name, short Schema, Type Type, Action<JsonObject, short>? Upcast)
    {
        public static Known Of(Type type)
        {
            var name =
                type.GetCustomAttribute<EventNameAttribute>()
                ?? throw new InvalidOperationException($"{type.FullName} has no [EventName]");

            var upcast = type.IsAssignableTo(typeof(IUpcast))
                ? type.GetMethod(nameof(IUpcast.Upcast), BindingFlags.Public | BindingFlags.Static)!
                    .CreateDelegate<Action<JsonObject, short>>()
                : null;

            if (name.Schema > 1 && upcast is null)
                throw new InvalidOperationException($"{type.FullName} has schema {name.Schema} but no IUpcast");

            return new(name.Name, name.Schema, type, upcast);
        }
    }
}

/// <summary>A stored event that this host cannot read; it stops the reader instead of being skipped.</summary>
public sealed class UnreadableEventException(string message) : Exception(message);
