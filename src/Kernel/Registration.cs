using System.Reflection;
using FluentValidation;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Files;
using Inspection.Kernel.Ui.Lists;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Inspection.Kernel;

/// <summary>Registers the kernel and everything that a scan of the modules finds.</summary>
public static class Registration
{
    private static readonly Type[] Scanned =
    [
        typeof(IRequestHandler<,>),
        typeof(INotificationHandler<>),
        typeof(IValidator<>),
        typeof(IPermissions),
        typeof(IPeople),
        typeof(ISubscription),
        typeof(Ui.IDashboardPanel),
        typeof(Ui.IHeaderLink),
        typeof(IDemonstrationData),
        typeof(IDeadlines),
        typeof(IJob),
    ];

    /// <summary>Adds the kernel on a database, the modules, and what else is to be scanned: the host's own lists and commands.</summary>
    /// <exception cref="InvalidOperationException">A request declares no policy; an event or read model is ill declared.</exception>
    public static IServiceCollection AddKernel(
        this IServiceCollection services,
        string connectionString,
        IReadOnlyList<IModule> modules,
        params IReadOnlyList<Assembly> others
    )
    {
        Assembly[] assemblies = [.. modules.Select(module => module.GetType().Assembly).Concat(others).Distinct()];
        services.AddSingleton(new Scan(assemblies));
        var readModels = new ReadModels(assemblies);
        RowTypes.Register(readModels);
        Dapper.DefaultTypeMap.MatchNamesWithUnderscores = true;

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(modules);
        services.AddSingleton(new EventTypes(assemblies));
        services.AddSingleton(readModels);
        services.AddSingleton(new Database(connectionString, modules.Select(module => module.Name)));
        services.AddSingleton<DatabaseClock>();
        services.AddSingleton<EachDivision>();
        services.AddSingleton<Schema>();
        services.AddSingleton<Rebuild>();
        services.AddSingleton<Verify>();
        services.AddSingleton<SpotCheck>();
        services.AddSingleton<Archive>();
        services.AddSingleton<Wake>();
        services.AddSingleton<Appends>();
        services.AddSingleton<Subscriptions>();
        services.AddSingleton<Clamd>();
        services.AddScoped<Session>();
        services.AddScoped<FileStore>();
        services.AddScoped(provider => provider.GetRequiredService<Session>().Events);

        services.AddScoped<ServiceFactory>(provider => provider.GetRequiredService);
        services.AddScoped<IMediator, Mediator>();
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(TraceBehavior<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(AccessBehavior<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(ValidationBehavior<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(TransactionBehavior<,>));
        services.AddScoped<ISubscription, ListOfChanges>();
        services.AddSingleton(new FollowedTable("changes", ListOfChanges.Subscription));
        services.AddSingleton<KeptAnswers>();
        services.AddScoped<Lists>();
        services.AddScoped<OneByOne>();

        foreach (var module in modules)
            module.AddServices(services);

        foreach (var type in assemblies.SelectMany(assembly => assembly.GetTypes()).Where(type => !type.IsAbstract))
        {
            RequirePolicy(type);

            if (type.IsAssignableTo(typeof(ListOf)))
                services.AddSingleton(typeof(ListOf), type);

            foreach (var service in type.GetInterfaces().Where(IsScanned))
                services.AddScoped(service, type);
        }

        return services;
    }

    private static bool IsScanned(Type service) =>
        Scanned.Contains(service.IsGenericType ? service.GetGenericTypeDefinition() : service);

    private static void RequirePolicy(Type type)
    {
        if (type.GetInterfaces().Any(one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IRequest<>)))
            if (type.GetCustomAttribute<AllowAttribute>() is null)
                throw new InvalidOperationException($"{type.FullName} declares no [Allow] policy: nobody may send it");
    }
}

/// <summary>The assemblies in which commands, queries, lists and the rest are looked for.</summary>
public sealed record Scan(IReadOnlyList<Assembly> Assemblies);
