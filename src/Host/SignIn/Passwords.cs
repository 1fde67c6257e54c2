using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Inspection.Host.SignIn;

/// <summary>Checks and sets passwords. A check takes as long whether or not there is such a user.</summary>
internal sealed class Passwords(UserManager<User> users, NobodysPassword nobody)
{
    public const int Shortest = 12;
    public const int Longest = 1000;

    /// <summary>The user with this e-mail address and password, or null.</summary>
    public async Task<User?> Check(string email, string password)
    {
        var user = await users.FindByEmailAsync(email.Trim());
        var hash = user?.PasswordHash ?? nobody.Hash;
        var verdict = users.PasswordHasher.VerifyHashedPassword(user ?? new(), hash, password);

        return verdict == PasswordVerificationResult.Failed || user?.PasswordHash is null ? null : user;
    }

    /// <summary>What is wrong with a password, in the page's words; null when nothing is.</summary>
    public async Task<string?> Fault(string? email, string? password)
    {
        if (string.IsNullOrEmpty(password))
            return "Enter a password";

        if (password.Length is < Shortest or > Longest)
            return password.Length < Shortest
                ? $"Your password must be {Shortest} characters or more"
                : $"Your password must be {Longest} characters or fewer";

        foreach (var validator in users.PasswordValidators)
            if (await validator.ValidateAsync(users, new User { Email = email }, password) is { Succeeded: false } no)
                return no.Errors.First().Description;

        return null;
    }

    /// <summary>Sets a password that has no fault. Whoever is signed in elsewhere is not this method's business.</summary>
    public async Task Set(User user, string password)
    {
        user.PasswordHash = users.PasswordHasher.HashPassword(user, password);
        Require(await users.UpdateSecurityStampAsync(user));
    }

    /// <summary>The user with this e-mail address, or a new one who has no password yet.</summary>
    public async Task<User> FindOrMake(string email)
    {
        if (await users.FindByEmailAsync(email.Trim()) is { } known)
            return known;

        var user = User.Of(email.Trim());
        Require(await users.CreateAsync(user));
        return user;
    }

    public Task<User?> Find(string email) => users.FindByEmailAsync(email.Trim());

    public Task<User?> Find(Guid id) => users.FindByIdAsync(id.ToString());

    private static void Require(IdentityResult result)
    {
        if (!result.Succeeded)
            throw new InvalidOperationException(string.Join(" ", result.Errors.Select(error => error.Description)));
    }
}

/// <summary>The hash that a password is compared with when there is no such user, so that it costs the same.</summary>
internal sealed class NobodysPassword(IOptions<PasswordHasherOptions> options)
{
    public string Hash => field ??= new PasswordHasher<User>(options).HashPassword(new(), Secret.Make());
}
