namespace Inspection.Contracts.Demonstration;

/// <summary>The invented people of the demonstration division, by the names that its modules call them.</summary>
public static class Cast
{
    /// <summary>Everyone, with what they do there.</summary>
    public static IReadOnlyList<Player> All { get; } =
    [
        new("head", "Miriam Castellane", "Head of Division"),
        new("business", "Tobias Renwick", "Area Business Manager"),
        new("deputy", "Anjali Thorsby", "Deputy Head (Organised Crime)"),
        new("lawyer", "Owen Faraday", "Team Leader (Extradition)"),
        new("knowledge", "Saoirse Whitlock", "Knowledge Lead"),
        new("legal", "Gideon Marchbank", "Director of Legal Services"),
        new("board", "Helena Osgood", "Board member"),
        new("administrator", "Priya Lindqvist", "Administrator"),
    ];

    /// <summary>The password of all of them: whoever runs a demonstration may know it.</summary>
    public const string Password = "harbour-lantern-demonstration";
}

/// <summary>One invented person.</summary>
/// <param name="Key">How the story calls them.</param>
/// <param name="Name">Their name.</param>
/// <param name="Post">Their post's title.</param>
public sealed record Player(string Key, string Name, string Post)
{
    /// <summary>Their e-mail address, which they sign in with.</summary>
    public string Email => $"{Key}@demonstration.example";
}
