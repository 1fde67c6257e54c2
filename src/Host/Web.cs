using System.Text.Unicode;
using Inspection.Host.Jobs;
using Inspection.Host.SignIn;
using Inspection.Kernel;
using Inspection.Kernel.Api;
using Inspection.Kernel.Events;
using Inspection.Kernel.Files;
using Microsoft.Extensions.WebEncoders;

namespace Inspection.Host;

/// <summary>The web application: the kernel, the modules' pages and API, sign-in, and the frame around them.</summary>
public static class Web
{
    // Beside the host's assembly, wherever the process started.
    private static readonly string Assets = Path.Combine(
        AppContext.BaseDirectory,
        "Inspection.Host.staticwebassets.endpoints.json"
    );

    /// <summary>Puts the application together; opens no connection and no port.</summary>
    /// <param name="connectionString">PostgreSQL, as a role that may work as the suite's roles.</param>
    /// <param name="urls">Where to listen.</param>
    /// <param name="adjust">What a test sets differently, last.</param>
    /// <param name="modules">The modules; those of <see cref="Modules"/> when not said.</param>
    public static WebApplication Build(
        string connectionString,
        string urls,
        Action<WebApplicationBuilder>? adjust = null,
        IReadOnlyList<IModule>? modules = null
    )
    {
        modules ??= Modules.All;
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions
            {
                ApplicationName = typeof(Web).Assembly.GetName().Name,
                ContentRootPath = AppContext.BaseDirectory,
                // Else every folder below the content root is watched, however many there are.
                Args = ["--hostBuilder:reloadConfigOnChange=false"],
                WebRootPath = "wwwroot",
            }
        );
        // Files lie beside the host and change only with it: browsers may keep them.
        builder.Configuration["ReloadStaticAssetsAtRuntime"] = "false";
        builder.WebHost.UseKestrelHttpsConfiguration().UseUrls(urls);
        builder
            .Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning)
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error)
            .AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning)
            .AddFilter("Microsoft.Hosting", LogLevel.Warning)
            .AddFilter("Quartz", LogLevel.Error);

        // Pages are UTF-8: what is not markup stands as it is.
        builder.Services.Configure<WebEncoderOptions>(encoder => encoder.TextEncoderSettings = new(UnicodeRanges.All));
        // A page lies beside its command, anywhere in its module.
        builder.Services.AddRazorPages(pages => pages.RootDirectory = "/").AddForms().AddModulePages(modules);
        builder.Services.AddKernel(connectionString, modules, typeof(Web).Assembly);
        builder.Services.AddOptions<FileSettings>().BindConfiguration("Inspection:Files");
        builder.Services.AddSignIn(new(builder.Configuration["Inspection:Address"] ?? urls.Split(';')[0]));
        builder.Services.AddSingleton<Demonstration>();
        builder.Services.AddSingleton<IDemonstration>(services => services.GetRequiredService<Demonstration>());
        builder.Services.AddProblemDetails();
        builder.Services.AddExceptionHandler<Problems>();
        builder.Services.AddApiDescription();
        builder.Services.AddRateLimits();
        builder
            .Services.AddSingleton<SubscriptionRunner>()
            .AddHostedService(services => services.GetRequiredService<SubscriptionRunner>());
        adjust?.Invoke(builder);
        builder.Services.AddJobs(builder.Configuration.GetValue<bool>(Jobs.Registration.Setting));

        var app = builder.Build();
        app.UseProxies();
        app.UseSecurityHeaders();
        app.UseErrorPages();
        app.UseApiProblems();
        app.UseRouting();
        app.UseRateLimiter();
        app.UseSignIn();
        app.MapStaticAssets(Assets).AllowAnonymous();
        app.MapAsAt();
        app.MapHealth();
        app.MapFiles();
        app.MapApi();
        app.MapLists();
        app.MapOpenApi().AllowAnonymous();
        app.MapRazorPages().WithStaticAssets(Assets);
        return app;
    }

    /// <summary>What is wrong with a form is said by its command's validator, in the words of the page.</summary>
    private static IMvcBuilder AddForms(this IMvcBuilder mvc) =>
        mvc.AddMvcOptions(options =>
        {
            options.ModelBinderProviders.Insert(0, new Kernel.Ui.DateBinder());
            options.SuppressImplicitRequiredAttributeForNonNullableReferenceTypes = true;
            options.ModelBindingMessageProvider.SetAttemptedValueIsInvalidAccessor(
                (value, _) => $"“{value}” cannot be used here"
            );
            options.ModelBindingMessageProvider.SetNonPropertyAttemptedValueIsInvalidAccessor(value =>
                $"“{value}” cannot be used here"
            );
            options.ModelBindingMessageProvider.SetValueIsInvalidAccessor(value => $"“{value}” cannot be used here");
        });

    /// <summary>Pages of modules that this host's own assembly does not refer to.</summary>
    private static void AddModulePages(this IMvcBuilder mvc, IReadOnlyList<IModule> modules)
    {
        foreach (var assembly in modules.Select(module => module.GetType().Assembly).Distinct())
            if (mvc.PartManager.ApplicationParts.All(part => part.Name != assembly.GetName().Name))
                mvc.AddApplicationPart(assembly);
    }
}
