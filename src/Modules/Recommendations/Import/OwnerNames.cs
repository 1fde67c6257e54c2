using System.Text.RegularExpressions;

namespace Inspection.Recommendations.Import;

/// <summary>What may be the name of a post or body, and what only looks like one.</summary>
internal static partial class OwnerNames
{
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    public static bool IsPost(string name) => Head(name) is var head && Post().IsMatch(head) && !Thing().IsMatch(head);

    /// <summary>The part that says what it is: "Director" of "Director of Victims Policy".</summary>
    private static string Head(string name) =>
        Complement().Match(name) is { Success: true } match ? name[..match.Index] : name;

    public static bool IsNobody(string name) => Nobody().IsMatch(name) || !name.Any(char.IsLetter);

    /// <summary>Whether a field that should name somebody says that nobody is named.</summary>
    public static bool IsNoName(string words) => NoName().IsMatch(words) || !words.Any(char.IsLetter);

    /// <summary>A body's name: several capitalised words, or an abbreviation; not the first word of a sentence.</summary>
    public static bool CouldBeBody(string name, bool opensSentence)
    {
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (Thing().IsMatch(Head(name)) || words.Length > 10)
            return false;
        if (words.Length == 1)
            return Acronym().IsMatch(name) || KnownBody().IsMatch(name);
        return Body().IsMatch(name) || !opensSentence || words.Count(w => char.IsUpper(w[0])) >= 2;
    }

    public static string Clean(string words)
    {
        var name = LeadingArticle().Replace(words.Trim(' ', '.', ',', ';', ':', '-', '–', '•', '*'), "");
        return Possessive().Replace(Role().Replace(name, ""), "").Trim();
    }

    /// <summary>"Head of Division and Area Business Manager" are two; "Directors of Legal and Business Services" as well.</summary>
    public static IEnumerable<string> Apart(string name)
    {
        if (SharedHead().Match(name) is { Success: true } shared)
        {
            var (head, tail) = (shared.Groups["head"].Value[..^1], shared.Groups["tail"].Value);
            return
            [
                $"{head} of {shared.Groups["first"].Value} {tail}",
                $"{head} of {shared.Groups["second"].Value} {tail}",
            ];
        }
        return Each(Conjunction()) ?? Each(Comma()) ?? Each(And()) ?? Each(AndThe()) ?? [name];

        IEnumerable<string>? Each(Regex between)
        {
            var parts = between.Split(name).Select(Clean).Where(p => p.Length > 1).ToList();
            return
                parts.Count > 1
                && parts.All(p => IsPost(p) || Acronym().IsMatch(p) || Body().IsMatch(p))
                && !parts.Zip(parts.Skip(1)).Any(two => IsTitle(name, two.First, two.Second))
                ? parts
                : null;
        }
    }

    [GeneratedRegex(@",\s+|\s+(?:of|for|in|at|on|to|\()\s*", Options)]
    private static partial Regex Complement();

    /// <summary>"Director, Border Force North" is one post with its place, as is "Head of Legal and Democratic Services".</summary>
    private static bool IsTitle(string name, string first, string second) =>
        IsPost(first)
        && !IsPost(second)
        && !Acronym().IsMatch(second)
        && (
            name.Contains($"{first}, {second}", StringComparison.Ordinal)
            || first.Contains(" of ", StringComparison.Ordinal)
                && name.Contains($"{first} and {second}", StringComparison.Ordinal)
        );

    private const string Posts =
        "Head|Deputy|Director|Manager|Officer|Commissioner|Secretary|Minister|Chief|Superintendent|Inspector|Constable|"
        + "Prosecutor|Governor|Chair|Chairman|President|Lead|Executive|Administrator|General|Registrar|Coordinator|"
        + "Co-ordinator|Adviser|Advisor|Supervisor|Comptroller|Controller|Ombudsman|Headteacher|Principal|Sheriff|"
        + "Counsel|Treasurer|Marshal|Leader|Partner|Accountant|Auditor|Archivist|Attorney|Dean|Provost|Matron|Nurse|Midwife|Engineer|Solicitor|Statistician|Scientist|Analyst|Psychologist|Pharmacist|Clerk|Surgeon";

    [GeneratedRegex(@"\b(?:" + Posts + @")s?\b", Options)]
    private static partial Regex Post();

    [GeneratedRegex(
        @"\b(?:Team|Unit|Department|Agency|Ministry|Office|Service|Services|Authority|Council|Commission|Group|Gatekeeper|Trust|Directorate|Police|College|Ombudsman|Inspectorate|Institute|Bureau|Treasury|Administration|Centre|Center|Panel|Taskforce|Regulator|Board|Constabulary|Society|Network|Federation|University|England|Scotland|Wales|Enforcement|Force|Guard|Branch|Secretariat|Corps|Navy|Army|Association|Division|Company|Committee|Corporation|Executive)s?\b",
        Options
    )]
    private static partial Regex Body();

    [GeneratedRegex(
        @"\b(?:Plan|Strategy|Framework|Act|Bill|Paper|Review|Report|Programme|Program|Code|Guidance|Policy|Protocol|Scheme|Project|Fund|Funding|Survey|Mission|System|Training|Standards?|Toolkit|Model|Register|Regulations?|Agreement|Recommendations?|Phase|Legislation|Law|Order|Statement|Process|Pilot|Initiative|Handbook|Manual|Guide|Charter|Assessment|Portal|Platform|Hub|Database|Dashboard|Guarantee|Package|Consultation|Inquiry|Payment|Grant|Budget|Procedure|Instruction|Template|Campaign|Course|Academy|Award|Response|Roadmap|Blueprint|Annex|Table|Chapter|Section|Part|Protection|Learning|Work|Reform|Responsibilities|Meeting|Meetings|Session|Sessions|Conference|Newsletter|Covid|COVID|Data|Measures|Progress|January|February|March|April|May|June|July|August|September|October|November|December|Spring|Summer|Autumn|Winter)$",
        Options
    )]
    private static partial Regex Thing();

    [GeneratedRegex(
        @"^(?:(?:.*\s)?Governments?|Ministers?|We|It|They|He|She|This|That|These|Those|There|Which|Who|You|I|All|Both|Each|None|Here|Division|Department|Service|Force|Board|Council|Committee|Trust|Agency|Office|Team|Unit|Provider|Inspectors?|Authority|Inspectorate|School|Prison|Staff|Managers?|Officers?|Leaders?|Areas?|Region|Directorate|Commission|Parliament|Congress|House|UK|US|EU|England|Scotland|Wales|AI|IT|HR|[Nn]/?[Aa]|[Nn]ot applicable|[Nn]one|TBC|TBD|[Tt]o be confirmed|-|–|Various|Organisation|Ministry|Panel|Inquiry|Report|HMCPSI|HMICFRS|ICIBI|GAO|NAO|PAC|CQC inspectors|Ofsted inspectors|.*\bCommittee|The .*Government)$",
        Options
    )]
    private static partial Regex Nobody();

    [GeneratedRegex(
        @"^(?:n/?a|not\s+(?:applicable|assigned|known)|none|nil|tb[cd]|to\s+be\s+(?:confirmed|decided|agreed)|various|vacant|all|we|you|they|(?:(?:the|hm|uk|his\s+majesty[’']s)\s+)*government)$",
        RegexOptions.IgnoreCase | Options
    )]
    private static partial Regex NoName();

    [GeneratedRegex(@"^(?:[A-Z]{2,}[A-Za-z&]*|[A-Z]&?[A-Z]+)s?$", Options)]
    private static partial Regex Acronym();

    [GeneratedRegex(
        @"^(?:Ofsted|Ofgem|Ofcom|Ofwat|Ofqual|Cafcass|Estyn|Treasury|Defra|Interpol|Europol|Garda|Tusla|Medicare|Austrac)$",
        Options
    )]
    private static partial Regex KnownBody();

    [GeneratedRegex(@"^(?:the|The|each|Each|every|Every|our|Our|both|Both|all|All|a|A|an|An|And|and)\s+", Options)]
    private static partial Regex LeadingArticle();

    [GeneratedRegex(@"\s*(?:\((?:lead|Lead|support|joint|SRO|owner|interim|acting)\)|\s[-–]\s.*)$", Options)]
    private static partial Regex Role();

    [GeneratedRegex(@"[’']s$", Options)]
    private static partial Regex Possessive();

    [GeneratedRegex(
        @"^(?<head>(?:Deputy\s+|Assistant\s+)?(?:Directors|Heads|Ministers|Secretaries|Commissioners|Managers))\s+(?:of|for)\s+(?<first>[A-Z][\w’'-]*)\s+and\s+(?<second>[A-Z][\w’'-]*)\s+(?<tail>[A-Z].*)$",
        Options
    )]
    private static partial Regex SharedHead();

    [GeneratedRegex(@",?\s+(?:and|&|together\s+with|with|/)\s+(?:the\s+)?|,\s+(?:the\s+)?|\s*/\s*(?=[A-Z])", Options)]
    private static partial Regex Conjunction();

    [GeneratedRegex(@",\s+(?:and\s+)?(?:the\s+)?|\s*/\s*", Options)]
    private static partial Regex Comma();

    [GeneratedRegex(@",?\s+and\s+(?:the\s+)?", Options)]
    private static partial Regex And();

    [GeneratedRegex(@",?\s+and\s+the\s+", Options)]
    private static partial Regex AndThe();
}
