using System.Text.RegularExpressions;

namespace Inspection.Recommendations.Import;

internal sealed record FoundOwner(string Name, TextSpan Span, double Confidence);

/// <summary>The posts and bodies that an answer, a column or a recommendation makes responsible.</summary>
internal sealed partial class Owners(Abbreviations abbreviations)
{
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    /// <summary>Whether these words head what somebody is asked to do: "To the National Crime Agency:".</summary>
    public static bool IsAddress(string words) => words.Length < 120 && Address().IsMatch(words);

    /// <summary>Owners named in a field or column of their own.</summary>
    public IEnumerable<FoundOwner> InField(Excerpt words)
    {
        foreach (Match part in FieldPart().Matches(words.Text))
        {
            var name = OwnerNames.Clean(part.Value);
            if (name.Length is < 2 or > 120 || OwnerNames.IsNoName(name))
                continue;
            foreach (var single in OwnerNames.Apart(name))
                yield return new FoundOwner(abbreviations.Expand(single), words.SpanOf(part.Index, part.Length), 0.95);
        }
    }

    /// <summary>Whoever an answer says will act.</summary>
    public IEnumerable<FoundOwner> InAnswer(Excerpt answer)
    {
        foreach (var sentence in Sentences.Of(answer))
        {
            foreach (Match match in Acting().Matches(sentence.Text))
            foreach (var owner in Named(sentence, match.Groups["who"], match.Groups["weak"].Success))
                yield return owner;
            foreach (Match match in Led().Matches(sentence.Text))
                if (!match.Groups["past"].Success)
                    foreach (var owner in Named(sentence, match.Groups["who"], postsOnly: false))
                        yield return owner;
        }
    }

    /// <summary>Whom a recommendation is addressed to: "The Commissioner should …".</summary>
    public IEnumerable<FoundOwner> Addressed(Excerpt text)
    {
        if (IsAddress(text.Text))
            return Named(text, Address().Match(text.Text).Groups["who"], postsOnly: false)
                .Select(o => o with { Confidence = 0.7 });
        foreach (var sentence in Sentences.Of(text).Take(2))
        {
            var owners = Addressee().Match(sentence.Text) is { Success: true } match
                ? Named(sentence, match.Groups["who"], postsOnly: false).ToList()
                : [];
            if (owners.Count > 0)
                return owners.Select(o => o with { Confidence = 0.7 });
            if (LowerPost().Match(sentence.Text) is { Success: true } post)
                return
                [
                    new(
                        post.Groups["who"].Value,
                        sentence.SpanOf(post.Groups["who"].Index, post.Groups["who"].Length),
                        0.6
                    ),
                ];
        }
        return [];
    }

    private IEnumerable<FoundOwner> Named(Excerpt sentence, Group who, bool postsOnly)
    {
        var span = sentence.SpanOf(who.Index, who.Length);
        var opens = who.Index == 0;
        foreach (var name in OwnerNames.Apart(OwnerNames.Clean(who.Value)))
        {
            var owner = abbreviations.Expand(name);
            var known = owner != name || OwnerNames.IsPost(owner);
            if (
                OwnerNames.IsNobody(owner)
                || !(known || OwnerNames.CouldBeBody(owner, opens))
                || postsOnly && !OwnerNames.IsPost(owner)
            )
                continue;
            yield return new FoundOwner(owner, span, known ? 0.9 : 0.7);
        }
    }

    private const string Name =
        @"(?:[A-Z][\w’'&/-]*(?:\s+\((?![A-Z]{2,8}s?\))[A-Z][\w ’'&-]{2,40}\))?)(?:(?:\s+(?:of|for|and|the|to|in|on|at|&))*\s+(?:[A-Z][\w’'&/-]*|\([A-Z][\w&]{1,9}\)|\([A-Z][\w ’'&-]{2,40}\)))*";

    private const string Acts =
        "publish|ensure|work|review|develop|establish|undertake|conduct|retain|investigate|consider|provide|introduce|amend|implement|invest|commit|take|make|set|report|explore|create|produce|lead|agree|update|require|adopt|strengthen|improve|define|assess|monitor";

    [GeneratedRegex(
        @"^(?:(?:[Rr]ecommendations?|RECOMMENDATIONS?)\s+)?(?:[Tt]o|TO|[Ff]or|FOR)\s+(?:(?:the|THE|all|each)\s+)?(?<who>"
            + Name
            + @")\.?\s*:?$",
        Options
    )]
    private static partial Regex Address();

    [GeneratedRegex(@"[^;\n•]+", Options)]
    private static partial Regex FieldPart();

    /// <summary>A post with its place: "Director, Border Force North".</summary>
    private const string Titled =
        @"(?:(?:[A-Z][\w’'-]*\s+){0,4}(?:Director|Chief|Head|Manager|Superintendent|Commissioner|Secretary|General|Officer|Executive|Lead|Inspector|Minister|President|Statistician)(?:,|\s[–-])\s+)?"
        + Name;

    [GeneratedRegex(
        @"(?:\b(?:[Tt]he|[Ee]ach|[Ee]very|[Oo]ur|[Bb]oth|[Aa]ll|[Aa])\s+)?(?<who>"
            + Titled
            + @")\s*,?\s+(?:(?:also|now|therefore|then|each|both|jointly|together)\s+)?(?:(?:will|shall)\s+(?!be\s+(?:asked\s+to\s+consider|subject|able|used|published|reviewed|available|a\b|the\b))|(?:is|are)\s+(?:to\s+(?!be\b)|responsible|accountable|leading|committed\s+to)|(?:has|have)\s+(?:agreed|been\s+(?:asked|tasked|commissioned|appointed|made\s+responsible|given\s+responsibility))\s+(?:to|by|with)?|(?<weak>leads?\s|owns?\s|(?:is|are)\s+(?:currently\s+|now\s+|also\s+|already\s+)*\w+ing\b|(?:has|have)\s+(?:already\s+|also\s+|now\s+|recently\s+)*(?:developed|begun|started|commissioned|established|introduced|appointed|put|taken|launched|written|issued|completed|implemented|revised|updated|created|drafted|drawn|designed|built|prepared|produced|arranged|trained|reviewed|placed|ordered|instructed|directed|secured|recruited|agreed|approved|set|held|met)\b|(?:(?:now|also|already)\s+)?(?:checks|signs|reviews|audits|reports|monitors|keeps|holds|chairs|oversees|manages|runs|tests|tracks|visits|meets|writes|trains|checks|samples)\s))",
        Options
    )]
    private static partial Regex Acting();

    [GeneratedRegex(
        @"(?<past>\b(?:was|were|been)\s+)?\b(?:led|owned|overseen|chaired|taken\s+forward|undertaken|carried\s+out|delivered|managed|co-?ordinated|monitored|sponsored|checked|audited|reviewed|signed|completed|supervised|implemented|actioned|progressed)\s+(?:jointly\s+)?by\s+(?:the\s+|our\s+|its\s+|a\s+)?(?<who>"
            + Name
            + @")|\b(?:[Oo]wners?|[Ll]ead|[Rr]esponsible(?:\s+(?:owner|officer))?|SRO)\s*:\s+(?:the\s+)?(?<who>"
            + Name
            + @")|\b(?:responsibility\s+(?:of|lies\s+with|rests\s+with)|accountability\s+(?:of|lies\s+with|rests\s+with)|assigned\s+to|allocated\s+to|responsible\s+owner\s+is|under\s+the\s+leadership\s+of)\s+(?:the\s+|our\s+)?(?<who>"
            + Name
            + ")",
        Options
    )]
    private static partial Regex Led();

    [GeneratedRegex(
        @"(?:(?:[Tt]he|[Ee]ach|[Ee]very|[Aa]ll)\s+)?(?<who>"
            + Name
            + @")(?:,\s[^,.;]{3,90},|,)?\s+(?:(?:urgently|immediately|also|jointly|now|then|and\s+its\s+partners|with\s+its\s+partners)\s+)*(?:should|must|ought\s+to|needs?\s+to|(?:is|are)\s+(?:invited|asked|urged|requested|encouraged|called\s+upon)\s+to)\b"
            + @"|\b(?:that|recommends|recommended)\s+(?:the\s+|each\s+|every\s+|all\s+)?(?<who>"
            + Name
            + @"),?\s+(?:"
            + Acts
            + @")(?:es|s)?\b"
            + @"|\brecommend(?:s|ed)?\s+(?:that\s+)?(?:the\s+|each\s+|every\s+|all\s+)?(?<who>"
            + Name
            + @")\s*:$"
            + @"|\brecommend(?:s|ed)?\s+that\s+(?:the\s+|each\s+|every\s+|all\s+)?(?<who>"
            + Name
            + @"),?\s+(?=[a-z])(?!has\b|have\b|is\b|was\b|of\b|in\b|and\b|for\b|to\b|on\b|at\b|as\b|with\b)"
            + @"|^(?:The|Each|Every|All)\s+(?<who>"
            + Name
            + @")(?::|,?\s+(?:jointly\s+|also\s+)*(?!(?:is|are|was|were|has|have|had|can|could|may|might|will|would|does|do|did|of|for|in|on|and|to|at|by|with|from|that|which|who|whose|as|or|also|not)\b)(?![a-z]+(?:s|ed|ing|ly)\b)(?=[a-z]{3,}\s))",
        Options
    )]
    private static partial Regex Addressee();

    [GeneratedRegex(
        @"\b(?:[Tt]he\s+|[Aa]ll\s+|[Ee]ach\s+)?(?<who>[Cc]hief\s+(?:constables?|fire\s+officers?|executives?|prosecutors?)(?:\s+of\s+[A-Z]\w+(?:\s+[A-Z]\w+)*)?|[Pp]olice\s+and\s+crime\s+commissioners?|[Cc]hief\s+officers?|[Gg]overnors?)\s+(?:should|must)\b",
        Options
    )]
    private static partial Regex LowerPost();
}
