using Inspection.Host;
using Inspection.Kernel;
using Inspection.Kernel.Events;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Inspection.Tests.Architecture;

public sealed class SubscriptionTests(App app) : IClassFixture<App>
{
    /// <summary>Two of one name share a checkpoint, and one of them hears nothing.</summary>
    [Fact]
    public async Task Every_subscription_has_a_name_of_its_own()
    {
        await using var scope = app.Services.CreateAsyncScope();
        var names = scope
            .ServiceProvider.GetServices<ISubscription>()
            .Select(one => one.Name)
            .Concat(Modules.All.Where(Listens).Select(module => module.Name))
            .ToList();

        Assert.Distinct(names);
    }

    private static bool Listens(IModule module) =>
        module
            .GetType()
            .Assembly.GetTypes()
            .SelectMany(type => type.GetInterfaces())
            .Any(one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(INotificationHandler<>));
}
