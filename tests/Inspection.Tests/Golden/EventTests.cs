using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Inspection.Host;
using Inspection.Kernel.Events;

namespace Inspection.Tests.Golden;

/// <summary>
/// Events as they were stored stay readable: for each event and schema a file that was written once. A new event or schema
/// is written by running with INSPECTION_GOLDEN=write; a file that is there is never written again.
/// </summary>
public sealed class EventTests
{
    private static readonly EventTypes Types = new(Modules.All.Select(module => module.GetType().Assembly).Distinct());

    public static TheoryData<string> Names => [.. Types.All.Select(one => one.Name).Order()];

    [Fact]
    public void Every_event_has_a_representative() =>
        Assert.Equal(
            Types.All.Select(one => one.Name).Order(),
            Representatives.All.Select(one => Types.NameOf(one.GetType()).Name).Order()
        );

    [Fact]
    public void Every_file_is_of_an_event_that_is_known()
    {
        var known = Types.All.SelectMany(one =>
            Enumerable.Range(1, one.Schema).Select(schema => $"{one.Name}.v{schema}.json")
        );
        var files = Directory.GetFiles(Folder).Select(file => Path.GetFileName(file)).Where(file => !IsReceived(file));

        Assert.Equal(known.Order(), files.Order());
    }

    [Theory, MemberData(nameof(Names))]
    public void An_event_is_written_as_it_always_was(string name)
    {
        var (happened, schema) = Representative(name);
        var (file, written) = (FileOf(name, schema), Encoding.UTF8.GetString(EventTypes.Write(happened)) + "\n");

        if (!File.Exists(file) && Environment.GetEnvironmentVariable("INSPECTION_GOLDEN") == "write")
            File.WriteAllText(file, written);

        var golden = File.Exists(file) ? File.ReadAllText(file) : "";
        var received = Path.ChangeExtension(file, ".received.json");

        if (written == golden)
            File.Delete(received);
        else
            File.WriteAllText(received, written);

        Assert.Equal(golden, written);
    }

    [Theory, MemberData(nameof(Names))]
    public void An_event_of_every_schema_is_read_as_it_was_recorded(string name)
    {
        var (happened, newest) = Representative(name);

        for (short schema = 1; schema <= newest; schema++)
            Assert.Equal(happened, Types.Read(name, schema, File.ReadAllBytes(FileOf(name, schema))));
    }

    [Fact]
    public void A_representative_leaves_nothing_out()
    {
        foreach (var happened in Representatives.All)
        foreach (var property in happened.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
            if (property.Name != "EqualityContract")
                Assert.False(
                    IsEmpty(property.GetValue(happened), property.PropertyType),
                    $"{happened.GetType().FullName}.{property.Name}"
                );
    }

    private static (DomainEvent Happened, short Schema) Representative(string name)
    {
        var happened = Representatives.All.Single(one => Types.NameOf(one.GetType()).Name == name);
        return (happened, Types.NameOf(happened.GetType()).Schema);
    }

    // A flag and the first word of an enumeration may be what is recorded.
    private static bool IsEmpty(object? value, Type type) =>
        value is null or "" or 0
        || value is System.Collections.IEnumerable and not string
            && !((System.Collections.IEnumerable)value).Cast<object>().Any()
        || type == typeof(Guid) && value.Equals(Guid.Empty)
        || type == typeof(DateOnly) && value.Equals(default(DateOnly));

    private static string FileOf(string name, short schema) => Path.Combine(Folder, $"{name}.v{schema}.json");

    private static bool IsReceived(string file) => file.EndsWith(".received.json", StringComparison.Ordinal);

    private static string Folder { get; } = FindFolder();

    private static string FindFolder([CallerFilePath] string here = "")
    {
        var tests = Directory.Exists(Path.GetDirectoryName(here))
            ? Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../.."))
            : Path.Combine(Architecture.ModuleTests.Root, "tests");
        return Directory.CreateDirectory(Path.Combine(tests, "golden/events")).FullName;
    }
}
