using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Inspection.Host.SignIn;

/// <summary>Puts sign-in into the host.</summary>
internal static class Registration
{
    /// <param name="services">The host's services.</param>
    /// <param name="address">Where people reach the suite.</param>
    public static IServiceCollection AddSignIn(this IServiceCollection services, Uri address)
    {
        services.AddSingleton(ModuleSchema.Beside<User>("identity.sql"));
        services.Configure<SignInSettings>(options => options.Address = address);
        services.AddSingleton<IAddress, SuiteAddress>();
        services.AddSingleton<BrowserSessions>();
        services.AddSingleton<Memberships>();
        services.AddSingleton<Attempts>();
        services.AddSingleton<Tokens>();
        services.AddSingleton<Links>();
        services.AddSingleton<SetUp>();
        services.AddScoped<Users>();
        services.AddScoped<Passwords>();
        services.AddSingleton<NobodysPassword>();
        services.AddIdentityStore();
        services.AddCookiesOfOurOwn();
        services.AddSchemes();
        services.AddPolicies();
        return services;
    }

    /// <summary>Who asks, and what they may do. Goes before everything that answers.</summary>
    public static IApplicationBuilder UseSignIn(this IApplicationBuilder app) =>
        app.UseMiddleware<SetUpMiddleware>().UseAuthentication().UseMiddleware<CallerMiddleware>().UseAuthorization();

    /// <summary>Where the frame's "Go back to today" leads.</summary>
    public static void MapAsAt(this IEndpointRouteBuilder app) =>
        app.MapPost(
                "/as-at/today",
                (HttpContext http) =>
                {
                    CallerMiddleware.GoBackToToday(http.Response);
                    return Results.LocalRedirect(From(http.Request));
                }
            )
            .AllowAnonymous()
            .ExcludeFromDescription();

    // The page that the button stands on, without the moment that it may name.
    private static string From(HttpRequest request) =>
        Uri.TryCreate(request.Headers.Referer, UriKind.Absolute, out var page) && page.Authority == request.Host.Value
            ? page.AbsolutePath
            : "/";

    private static void AddIdentityStore(this IServiceCollection services)
    {
        services.AddDbContext<IdentityStore>(
            (provider, store) => store.UseNpgsql(provider.GetRequiredService<Database>().App)
        );
        services
            .AddIdentityCore<User>(identity =>
            {
                identity.User.RequireUniqueEmail = true;
                identity.User.AllowedUserNameCharacters = "";
                identity.Password = new()
                {
                    RequiredLength = Passwords.Shortest,
                    RequiredUniqueChars = 1,
                    RequireDigit = false,
                    RequireLowercase = false,
                    RequireNonAlphanumeric = false,
                    RequireUppercase = false,
                };
            })
            .AddEntityFrameworkStores<IdentityStore>()
            .AddPasswordValidator<CommonPasswords>();
    }

    private static void AddCookiesOfOurOwn(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("inspection");
        services
            .AddOptions<KeyManagementOptions>()
            .Configure<Database>((keys, database) => keys.XmlRepository = new KeyRing(database));
        services.AddSingleton<IAntiforgeryAdditionalDataProvider, FormsOfOneDivision>();
        services.AddAntiforgery(forms => forms.Cookie = new SecureCookie { Name = "__Host-form" });
        services.Configure<CookieTempDataProviderOptions>(said =>
        {
            said.Cookie.Name = "__Host-said";
            said.Cookie.SecurePolicy = CookieSecurePolicy.Always;
            said.Cookie.Path = "/";
        });
    }

    private static void AddSchemes(this IServiceCollection services)
    {
        services.AddScoped<CookieEvents>();
        services
            .AddAuthentication(Schemes.Either)
            .AddPolicyScheme(
                Schemes.Either,
                displayName: null,
                either =>
                    either.ForwardDefaultSelector = http =>
                        TokenHandler.IsSent(http.Request) ? Schemes.Token : Schemes.Cookie
            )
            .AddScheme<AuthenticationSchemeOptions, TokenHandler>(Schemes.Token, configureOptions: null)
            .AddCookie(
                Schemes.Cookie,
                cookie =>
                {
                    cookie.EventsType = typeof(CookieEvents);
                    cookie.Cookie.Name = "__Host-inspection";
                    cookie.Cookie.SecurePolicy = CookieSecurePolicy.Always;
                    cookie.Cookie.HttpOnly = true;
                    cookie.Cookie.SameSite = SameSiteMode.Lax;
                    cookie.Cookie.Path = "/";
                    cookie.ExpireTimeSpan = TimeSpan.FromMinutes(30);
                    cookie.SlidingExpiration = true;
                    cookie.LoginPath = "/sign-in";
                    cookie.ReturnUrlParameter = "return";
                }
            );
    }

    private static void AddPolicies(this IServiceCollection services)
    {
        services.AddScoped<IAuthorizationHandler, PolicyRequirement.Handler>();
        services.AddSingleton<IAuthorizationHandler, NothingIsOpen.Handler>();
        services.AddAuthorization(access =>
        {
            foreach (var policy in Enum.GetValues<Policy>())
                access.AddPolicy(
                    policy.ToString(),
                    asked => asked.RequireAuthenticatedUser().AddRequirements(new PolicyRequirement(policy))
                );

            access.AddPolicy(SignedInAttribute.Name, asked => asked.RequireAuthenticatedUser());
            access.FallbackPolicy = new AuthorizationPolicyBuilder().AddRequirements(new NothingIsOpen()).Build();
        });
    }

    /// <summary>A form that was opened in one division is not taken in another, where someone switched meanwhile.</summary>
    private sealed class FormsOfOneDivision : IAntiforgeryAdditionalDataProvider
    {
        public string GetAdditionalData(HttpContext context) => $"{context.User.Division()}";

        public bool ValidateAdditionalData(HttpContext context, string additionalData) =>
            additionalData == GetAdditionalData(context);
    }

    /// <summary>Secure over http too: the framework would rather fail, but browsers take such cookies from their own machine.</summary>
    private sealed class SecureCookie : CookieBuilder
    {
        public override CookieOptions Build(HttpContext context, DateTimeOffset expiresFrom)
        {
            var options = base.Build(context, expiresFrom);
            (options.Secure, options.HttpOnly, options.Path) = (true, true, "/");
            options.SameSite = SameSiteMode.Lax;
            return options;
        }
    }
}
