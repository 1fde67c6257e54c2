using System.Collections.Frozen;
using Microsoft.AspNetCore.Identity;

namespace Inspection.Host.SignIn;

/// <summary>
/// Refuses what a guesser tries first: common words, words of this trade and keyboard walks, alone, in pairs, repeated,
/// in other spellings, with digits and signs around them. There are no rules of composition.
/// </summary>
internal sealed class CommonPasswords : IPasswordValidator<User>
{
    private const string Trade = """
        inspection inspections inspector inspectorate recommendation recommendations prosecution prosecutor prosecutors
        crown service services cps hmcpsi division divisions extradition international organised organized crime
        justice criminal government department security official sensitive governance compliance improvement board
        director directorate manager business legal team england wales london york birmingham manchester
        """;

    private const string Common = """
        password passwords passphrase passw pass letmein welcome changeme change admin administrator administrators
        root user username login signin access master secret default temp temporary test testing tester guest
        monkey dragon sunshine princess football baseball superman batman spiderman iloveyou trustno shadow michael
        jennifer jessica charlie jordan hunter ranger buster thomas robert daniel andrew joshua matthew ashley
        nicole chelsea arsenal liverpool united everton tottenham rangers celtic computer internet samsung google
        facebook microsoft windows office summer winter spring autumn january february march april may june july
        august september october november december monday tuesday wednesday thursday friday saturday sunday
        hello whatever nothing freedom forever starwars pokemon nintendo killer pepper ginger cookie flower orange
        purple yellow silver golden diamond butterfly chocolate strawberry banana cheese coffee love lover baby angel
        qwerty qwertyuiop qwertz azerty asdf asdfgh asdfghjkl zxcvbn zxcvbnm qazwsx qazwsxedc wsx edc rfv
        abc abcd abcde abcdef abcdefg abcdefgh abcdefghij abcdefghijkl please open sesame company employee personal
        correct horse battery staple correcthorsebatterystaple my the is not new old your this our mypassword
        unbelievable thisisapassword ihatepasswords nopassword enterpassword incorrect
        """;

    private const string Walks = """
        1q2w3e4r5t6y 1q2w3e4r5t6y7u 1qaz2wsx3edc 1qaz2wsx3edc4rfv qwertyuiop[] qwerty123456 zaq12wsxcde3 q1w2e3r4t5y6
        qazwsxedcrfv zxcvbnm,./ 123qweasdzxc qweasdzxc123 asdfghjkl;'# poiuytrewq 0987654321 1234567890
        """;

    private static readonly FrozenSet<string> Words = Split($"{Trade} {Common}").ToFrozenSet();
    private static readonly FrozenSet<string> Known = Split(Walks).SelectMany(Rows).ToFrozenSet();

    public Task<IdentityResult> ValidateAsync(UserManager<User> manager, User user, string? password) =>
        Task.FromResult(
            password is not null && IsCommon(password, user.Email)
                ? IdentityResult.Failed(
                    new IdentityError { Code = "Common", Description = "Choose a password that is harder to guess" }
                )
                : IdentityResult.Success
        );

    public static bool IsCommon(string password, string? email = null)
    {
        var plain = password.Trim().ToLowerInvariant();

        if (email is not null && plain.Equals(email.Split('@')[0], StringComparison.OrdinalIgnoreCase))
            return true;

        if (plain.Equals(email, StringComparison.OrdinalIgnoreCase))
            return true;

        return Known.Contains(plain)
            || IsRepeated(plain)
            || IsSequence(plain)
            || Spellings(plain).Any(letters => IsMadeOfWords(letters) && plain.Length - letters.Length <= 8);
    }

    private static IEnumerable<string> Spellings(string plain)
    {
        yield return Letters(plain);
        yield return Letters(
            plain
                .TrimEnd(Decoration)
                .TrimStart(Decoration)
                .Replace('0', 'o')
                .Replace('1', 'i')
                .Replace('3', 'e')
                .Replace('4', 'a')
                .Replace('5', 's')
                .Replace('7', 't')
                .Replace('@', 'a')
                .Replace('$', 's')
                .Replace('!', 'i')
        );
    }

    private static readonly char[] Decoration = [.. "0123456789!?.,;:#*-_+=()[]{}/\\ £%&\"'~^<>|"];

    // What stands between and around words is what people add to please a rule.
    private static string Letters(string text) => string.Concat(text.Where(char.IsLetter));

    private static bool IsMadeOfWords(string letters)
    {
        if (letters.Length is 0 or > 64)
            return false;

        // The fewest words that the letters are made of; two are easily guessed.
        Span<int> fewest = stackalloc int[65];
        fewest[0] = 0;

        for (var end = 1; end <= letters.Length; end++)
        {
            fewest[end] = 99;

            for (var start = Math.Max(0, end - 26); start < end; start++)
                if (fewest[start] < 3 && Words.Contains(letters[start..end]))
                    fewest[end] = Math.Min(fewest[end], fewest[start] + 1);
        }

        return fewest[letters.Length] <= 2;
    }

    private static bool IsRepeated(string plain)
    {
        for (var unit = 1; unit <= plain.Length / 2; unit++)
            if (unit <= 6 && Enumerable.Range(unit, plain.Length - unit).All(i => plain[i] == plain[i - unit]))
                return true;

        return false;
    }

    private static bool IsSequence(string plain)
    {
        var steps = plain.Zip(plain.Skip(1), (one, next) => next - one).ToList();
        return steps.Count(step => step is 1 or -1 or 0 or -9 or 9) >= steps.Count * 0.9;
    }

    private static IEnumerable<string> Rows(string walk) =>
        [walk, $"{walk}{walk}", $"{walk}!", $"{walk}1", $"{walk}12", $"{walk}123"];

    private static string[] Split(string words) => words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
