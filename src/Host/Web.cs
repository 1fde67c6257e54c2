using Inspection.Kernel;
using Inspection.Kernel.Events;

namespace Inspection.Host;

/// <summary>The web application: the kernel, the modules' pages and API, sign-in, and the frame around them.</summary>
public static class Web
{
    /// <summary>Puts the application together; opens no connection and no port.</summary>
    /// <param name="connectionString">PostgreSQL, as a role that may work as the suite's roles.</param>
    /// <param name="urls">Where to listen.</param>
    /// <param name="adjust">What a test sets differently, last.</param>
    public static WebApplication Build(
        string connectionString,
        string urls,
        Action<WebApplicationBuilder>? adjust = null
    )
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions
            {
                ApplicationName = typeof(Web).Assembly.GetName().Name,
                ContentRootPath = AppContext.BaseDirectory,
                // Else every folder below the content root is watched, however many there are.
                Args = ["--hostBuilder:reloadConfigOnChange=false"],
            }
        );
        builder.WebHost.UseKestrelHttpsConfiguration().UseUrls(urls);
        builder
            .Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning)
            .AddFilter("Microsoft.Hosting", LogLevel.Warning);

        // A page lies beside its command, anywhere in its module.
        builder
            .Services.AddRazorPages(pages => pages.RootDirectory = "/")
            .AddMvcOptions(mvc => mvc.ModelBinderProviders.Insert(0, new Kernel.Ui.DateBinder()));
        builder.Services.AddKernel(connectionString, Modules.All);
        builder
            .Services.AddSingleton<SubscriptionRunner>()
            .AddHostedService(services => services.GetRequiredService<SubscriptionRunner>());
        adjust?.Invoke(builder);

        var app = builder.Build();
        app.MapRazorPages();
        return app;
    }
}
