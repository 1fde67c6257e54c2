using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using Inspection.Host;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Events;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Inspection.Tests.Architecture;

public sealed partial class ModuleTests
{
    private static readonly Assembly[] Assemblies = [.. Modules.All.Select(module => module.GetType().Assembly)];

    private static readonly string[] Names = [.. Assemblies.Select(module => module.GetName().Name!)];

    private static readonly string[] Map = ["Deadlines knows Organisation", "Recommendations knows Organisation"];

    /// <summary>Pages that show themselves to whoever has not signed in.</summary>
    private static readonly string[] OpenPages =
    [
        "ErrorPage",
        "FeedFilePage",
        "ForgottenPasswordPage",
        "InvitationPage",
        "ResetPage",
        "SetUpPage",
        "SharedFilePage",
        "SharedItemPage",
        "SharedPage",
        "SignInPage",
        "SignOutPage",
    ];

    /// <summary>Dates that somebody is held to, as their modules declare them.</summary>
    private static IEnumerable<string> Promised =>
        Assemblies
            .SelectMany(module => module.GetTypes())
            .Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(IDeadlines)))
            .Select(type => (IDeadlines)Activator.CreateInstance(type)!)
            .SelectMany(declared => declared.Kinds.Select(kind => $"{declared.Row.Name}.{kind.Date}"));

    /// <summary>Dates that say when something was, or what a document says.</summary>
    private static readonly string[] PlainInformation =
    [
        "ActionRow.DoneOn",
        "ActionRow.Milestones.ReachedOn",
        "ActionRow.NextMilestone",
        "ActionRow.OriginalDue",
        "ActionRow.PlannedOn",
        "BankHolidaysRow.Days.Day",
        "EvidenceRequestRow.MadeOn",
        "EvidenceRow.EffectiveOn",
        "PostRow.Terms.From",
        "PostRow.Terms.Until",
        "RecommendationRow.AskedDue",
        "RecommendationRow.ClosedOn",
        "RecommendationRow.OriginalDue",
        "RecommendationRow.Parts.Due.Date",
        "RecommendationRow.RatedOn",
        "RecommendationRow.Ratings.On",
        "RecommendationRow.RecordedOn",
        "ReportRow.Published",
        "ShareRow.LastDay",
    ];

    /// <summary>The tables of others that a module's SQL reads.</summary>
    private static readonly string[] TablesRead =
    [
        "Recommendations reads post",
        "Deadlines reads people",
        "Deadlines reads post",
        "Deadlines reads team",
        "Host reads people",
    ];

    public static TheoryData<string> EveryModule => [.. Names];

    [Fact]
    public void Every_folder_of_modules_is_a_module_of_the_host() =>
        Assert.Equal(
            Directory
                .GetFiles(Path.Combine(Root, "src/Modules"), "*.csproj", SearchOption.AllDirectories)
                .Select(file => Path.GetFileNameWithoutExtension(file))
                .Except(["Inspection.Contracts"])
                .Order(),
            Names.Order()
        );

    [Fact]
    public void Modules_know_each_other_only_as_drawn_here() =>
        Assert.Equal(Map.Order(), Assemblies.SelectMany(ContractsUsed).Order());

    [Fact]
    public void Modules_do_not_know_each_other_in_a_circle()
    {
        var known = Map.Select(line => line.Split(" knows ")).ToLookup(line => line[0], line => line[1]);

        foreach (var module in known.Select(one => one.Key))
            Assert.DoesNotContain(module, Reached(module, []));

        HashSet<string> Reached(string from, HashSet<string> seen)
        {
            foreach (var next in known[from].Where(seen.Add))
                Reached(next, seen);

            return seen;
        }
    }

    [Theory, MemberData(nameof(EveryModule))]
    public void A_module_refers_to_no_other_module(string module) =>
        Assert.Empty(Of(module).GetReferencedAssemblies().Select(one => one.Name!).Intersect(Names));

    [Theory, MemberData(nameof(EveryModule))]
    public void A_module_shows_only_its_module_class(string module) =>
        Assert.All(
            Of(module).GetExportedTypes().Where(type => !IsRazor(type)),
            type => Assert.True(type.IsAssignableTo(typeof(IModule)), type.FullName)
        );

    [Fact]
    public void The_kernel_knows_no_module_and_no_contract() =>
        Assert.DoesNotContain(
            typeof(IModule).Assembly.GetReferencedAssemblies(),
            one => one.Name!.StartsWith("Inspection.", StringComparison.Ordinal)
        );

    [Fact]
    public void Every_event_is_sealed_and_stored_under_its_own_name()
    {
        var events = Assemblies
            .SelectMany(module => module.GetTypes())
            .Where(type => type.IsAssignableTo(typeof(DomainEvent)))
            .ToList();

        Assert.NotEmpty(events);
        Assert.All(events, type => Assert.True(type.IsSealed, type.FullName));
        Assert.All(
            events,
            type => Assert.Equal(type.DeclaringType!.Name.ToLowerInvariant(), StoredName(type).Split('.')[0])
        );
        Assert.All(events, type => Assert.Matches("^[a-z]+\\.[a-z_-]+$", StoredName(type)));
        Assert.Distinct(events.Select(StoredName));
    }

    [Theory, MemberData(nameof(EveryModule))]
    public void Nothing_reads_the_clock_but_through_TimeProvider(string module) => AssertReadsNoClock(Of(module));

    [Fact]
    public void Kernel_and_host_read_the_clock_through_TimeProvider_too()
    {
        AssertReadsNoClock(typeof(IModule).Assembly);
        AssertReadsNoClock(typeof(Modules).Assembly);
    }

    [Fact]
    public void Every_request_says_who_may_send_it()
    {
        var requests = Assemblies
            .Append(typeof(Modules).Assembly)
            .Append(typeof(Inspection.Contracts.Organisation.ListPosts).Assembly)
            .SelectMany(one => one.GetTypes())
            .Where(type => !type.IsAbstract && type.GetInterfaces().Any(IsRequest))
            .ToList();

        Assert.NotEmpty(requests);
        Assert.All(requests, type => Assert.True(type.GetCustomAttribute<AllowAttribute>() is not null, type.FullName));
    }

    [Fact]
    public void Every_page_says_who_may_open_it()
    {
        var pages = Assemblies
            .Append(typeof(Modules).Assembly)
            .SelectMany(one => one.GetTypes())
            .Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(PageModel)) && !type.IsGenericType)
            .ToList();
        var open = pages.Where(type => type.GetCustomAttribute<AllowAnonymousAttribute>() is not null).ToList();

        Assert.All(
            pages.Except(open),
            type => Assert.True(type.GetCustomAttribute<AuthorizeAttribute>()?.Policy is not null, type.FullName)
        );
        Assert.Equal(OpenPages, open.Select(type => type.Name).Order());
    }

    [Fact]
    public void Every_date_of_a_read_model_is_one_that_somebody_is_held_to_or_plain_information()
    {
        var dates = new ReadModels(Assemblies).All.SelectMany(model => DatesOf(model.Row, model.Row.Name));

        Assert.Equal(Promised.Concat(PlainInformation).Order(), dates.Order());
    }

    [Fact]
    public void A_table_is_called_the_same_in_no_two_modules() => Assert.Distinct(Tables.Select(table => table.Name));

    [Fact]
    public void A_module_reads_tables_of_others_only_as_drawn_here()
    {
        var read =
            from source in Sources()
            let text = File.ReadAllText(source.File)
            from table in Tables
            where table.Owner != source.Owner && source.Owner != "Kernel"
            where
                FromOrJoin()
                    .Matches(text)
                    .Any(one =>
                        one.Groups[1].Value == table.Name || one.Groups[1].Value == $"{table.Schema}.{table.Name}"
                    )
            select $"{source.Owner} reads {table.Name}";

        Assert.Equal(TablesRead.Order(), read.Distinct().Order());
    }

    private static IEnumerable<string> DatesOf(Type type, string path) =>
        (Nullable.GetUnderlyingType(type) ?? type) == typeof(DateOnly) ? [path]
        : type.IsGenericType ? type.GetGenericArguments().SelectMany(one => DatesOf(one, path))
        : type.Namespace?.StartsWith("Inspection.", StringComparison.Ordinal) != true ? []
        : type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.PropertyType != type)
            .SelectMany(property => DatesOf(property.PropertyType, $"{path}.{property.Name}"));

    private static IEnumerable<(string Owner, string Schema, string Name)> Tables =>
        Sources()
            .Where(source => source.Owner != "Kernel")
            .SelectMany(source =>
                TableMade()
                    .Matches(File.ReadAllText(source.File))
                    .Select(one => (source.Owner, one.Groups[1].Value, one.Groups[2].Value))
            );

    private static IEnumerable<(string Owner, string File)> Sources() =>
        Directory
            .GetFiles(Path.Combine(Root, "src"), "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".cs" or ".sql" or ".cshtml")
            .Select(file => (Path: Path.GetRelativePath(Path.Combine(Root, "src"), file).Split('/'), file))
            .Where(one => !one.Path.Contains("obj") && !one.Path.Contains("bin"))
            .Select(one => (one.Path[0] == "Modules" ? one.Path[1] : one.Path[0], one.file));

    private static void AssertReadsNoClock(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var code = file.GetMetadataReader();
        var calls =
            from handle in code.MemberReferences
            let member = code.GetMemberReference(handle)
            where member.Parent.Kind == HandleKind.TypeReference
            let type = code.GetTypeReference((TypeReferenceHandle)member.Parent)
            select (Type: code.GetString(type.Name), Member: code.GetString(member.Name));

        Assert.DoesNotContain(
            calls,
            call => call is { Type: "DateTime" or "DateTimeOffset", Member: "get_Now" or "get_UtcNow" or "get_Today" }
        );
    }

    private static IEnumerable<string> ContractsUsed(Assembly module)
    {
        using var file = new PEReader(File.OpenRead(module.Location));
        var code = file.GetMetadataReader();
        var self = Short(module.GetName().Name!);

        return
        [
            .. code
                .TypeReferences.Select(type => code.GetString(code.GetTypeReference(type).Namespace))
                .Where(space => space.StartsWith("Inspection.Contracts.", StringComparison.Ordinal))
                .Select(Short)
                .Distinct()
                // The cast of the demonstration belongs to no module.
                .Where(other => other != self && other != "Demonstration")
                .Select(other => $"{self} knows {other}"),
        ];
    }

    private static Assembly Of(string module) => Assemblies.Single(one => one.GetName().Name == module);

    private static string StoredName(Type happened) => happened.GetCustomAttribute<EventNameAttribute>()!.Name;

    private static bool IsRequest(Type one) =>
        one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IRequest<>);

    private static bool IsRazor(Type type) => type.Namespace is null or "AspNetCoreGeneratedDocument";

    private static string Short(string name) => name[(name.LastIndexOf('.') + 1)..];

    internal static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    private static string FindRoot(string from) =>
        File.Exists(Path.Combine(from, "Inspection.sln")) ? from : FindRoot(Path.GetDirectoryName(from)!);

    [GeneratedRegex(@"\b(?:from|join|into|update)\s+([a-z_]+(?:\.[a-z_]+)?)")]
    private static partial Regex FromOrJoin();

    [GeneratedRegex(@"(?:create table if not exists |\[ReadModel\("")([a-z_]+)\.([a-z_]+)")]
    private static partial Regex TableMade();
}
