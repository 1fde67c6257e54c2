using System.Text.RegularExpressions;

namespace Inspection.Recommendations.Import;

/// <summary>Recognises labels at the start of a passage, one passage at a time.</summary>
internal static partial class Labels
{
    private const int LongestLabel = 220;
    private const int MostTogether = 12;
    private const RegexOptions Options =
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    private const string Kinds =
        @"(?<rec>(?:conclusions?\s*(?:and|/|&)\s*)?recommendations?|actions?\s+required(?=\s*:)|requirements?(?=\s+\d))|(?<issue>issues?(?:\s+(?:to\s+(?:be\s+)?address(?:ed)?|for\s+improvement))?)|"
        + @"(?<area>areas?\s+(?:for|of)\s+(?:improvement|development)|AFIs?)|"
        + @"(?<good>(?:good|notable|notable\s+positive|positive|effective|promising|innovative)\s+practices?)|(?<strength>strengths?)|"
        + @"(?<concl>(?:conclusion|key\s+finding|finding|cause\s+of\s+concern|(?<concern>(?:matter\s+of\s+)?concern))s?)";

    public static bool StartsLabel(ReadOnlySpan<char> line) =>
        Quick().IsMatch(line) && (!Citation().IsMatch(line) || Joint().IsMatch(line));

    public static Label Read(Passage passage)
    {
        var words = passage.Words;
        if (words.IsEmpty || passage.Kind == PassageKind.Row)
            return Label.None(words);
        var bulleted = BulletMark().Match(words.Head(8));
        var inner = bulleted.Success ? words.From(bulleted.Length) : words;
        if (inner.IsEmpty)
            return Label.None(inner);
        return JointLabel(inner)
            ?? ItemLabel(inner)
            ?? ResponseLabel(inner)
            ?? FieldLabel(inner)
            ?? SectionLabels.Read(inner, passage.Kind == PassageKind.Heading)
            ?? NumberLabel(inner)
            ?? (bulleted.Success ? new Label(LabelKind.Bullet, inner) : Label.None(inner));
    }

    /// <summary>"Recommendations 2 and 3": several findings under one label.</summary>
    private static Label? JointLabel(Excerpt words)
    {
        var match = Joint().Match(words.Head(LongestLabel));
        return match.Success && Numbers.Listed(match.Groups["nums"].Value) is { Count: > 1 and <= MostTogether } numbers
            ? new Label(LabelKind.Item, words.From(match.Length))
            {
                Item = KindOf(match),
                Number = $"{numbers[0]}",
                NumberWords = words.Slice(match.Groups["nums"].Index, match.Groups["nums"].Length),
                Numbers = numbers,
                HasColon = match.Groups["sep"].Value.Trim().Length > 0,
            }
            : null;
    }

    private static Label? ItemLabel(Excerpt words)
    {
        var head = words.Head(LongestLabel);
        var match = Item().Match(head);
        if (!match.Success || !IsQualifier(match.Groups["who"].Value))
            return null;
        var number = match.Groups["num"].Success ? match.Groups["num"] : match.Groups["first"];
        var rest = words.From(match.Length);
        var separated = match.Groups["sep"].Value.Trim().Length > 0;
        var plural = match.Groups["kind"].Value[^1] is 's' or 'S';
        var alone = rest.IsEmpty;
        if (plural && match.Groups["first"].Success)
            return null;
        if (number.Success ? !(separated || alone || StartsAfresh(rest.Text)) : plural || !(separated || alone))
            return null;
        if (
            !number.Success
            && alone
            && (!match.Groups["rec"].Success || match.Groups["who"].Length > 0 && !head.TrimEnd().EndsWith(':'))
        )
            return null;
        if (plural && (number.Success && rest.Text.Length > 0 && !separated || Several().IsMatch(rest.Text)))
            return null;
        var kind = match.Groups["concl"].Success ? LabelKind.Conclusion : LabelKind.Item;
        if (kind == LabelKind.Conclusion && ItemLabel(rest) is { Kind: LabelKind.Item, Number: not null } within)
            return within;
        return new Label(kind, rest)
        {
            Item = KindOf(match),
            Number = number.Success ? Numbers.Digits(number.Value) : null,
            NumberWords = number.Success ? words.Slice(number.Index, number.Length) : null,
            IsMixed = match.Groups["rec"].Value.StartsWith("conclusion", StringComparison.OrdinalIgnoreCase),
            HasColon = separated,
            IsConcern = match.Groups["concern"].Success && number.Success,
        };
    }

    internal static ItemKind KindOf(Match match) =>
        match.Groups["issue"].Success || match.Groups["concern"].Success ? ItemKind.IssueToAddress
        : match.Groups["area"].Success ? ItemKind.AreaForImprovement
        : match.Groups["good"].Success ? ItemKind.GoodPractice
        : match.Groups["strength"].Success ? ItemKind.Strength
        : ItemKind.Recommendation;

    /// <summary>Words before the kind that make a label ("HMCPSI recommendation"), not a sentence.</summary>
    private static bool IsQualifier(string words) =>
        words.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(w => char.IsUpper(w[0]) || Qualifier().IsMatch(w))
        && !Verb().IsMatch(words);

    private static bool StartsAfresh(string rest) =>
        char.IsUpper(rest[0]) || rest[0] is '“' or '"' or '‘' or '(' or '[' or '•';

    private static Label? ResponseLabel(Excerpt words)
    {
        var head = words.Head(LongestLabel);
        var match = Response().Match(head);
        if (match.Success && IsResponder(match.Groups["who"].Value))
            return new Label(LabelKind.Response, words.From(match.Length))
            {
                Numbers = match.Groups["nums"].Success ? Numbers.Listed(match.Groups["nums"].Value) : [],
            };
        match = Action().Match(head);
        return match.Success ? new Label(LabelKind.Response, words.From(match.Length)) : null;
    }

    private static bool IsResponder(string words) =>
        words.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: <= 9 } parts
        && parts.All(w => !char.IsLower(w[0]) || Particle().IsMatch(w))
        && !Heading().IsMatch(words);

    private static Label? FieldLabel(Excerpt words)
    {
        var head = words.Head(LongestLabel);
        if (Due().Match(head) is { Success: true } due)
            return new Label(LabelKind.Due, words.From(due.Length));
        if (Owner().Match(head) is { Success: true } owner)
            return new Label(LabelKind.Owner, words.From(owner.Length));
        if (Rating().Match(head) is { Success: true } rating)
            return new Label(LabelKind.Rating, words.From(rating.Length));
        return Stance().Match(head) is { Success: true } stance ? PositionLabel(words, stance) : null;
    }

    private static Label PositionLabel(Excerpt words, Match label)
    {
        var rest = words.From(label.Length);
        var verdict = label.Groups["verdict"].Success && !label.Value.Contains('/') && !Verdicts.IsYesOrNo(rest.Text);
        return new Label(LabelKind.Position, verdict ? words : rest);
    }

    private static Label? NumberLabel(Excerpt words)
    {
        var head = words.Head(LongestLabel);
        if (Reference().Match(head) is { Success: true } coded)
            return Numbered(LabelKind.Item, words, coded) with { HasColon = true };
        if (Letter().Match(head) is { Success: true } letter)
            return Numbered(LabelKind.Part, words, letter);
        return Number().Match(head) is { Success: true } number ? Numbered(LabelKind.Number, words, number) : null;
    }

    private static Label Numbered(LabelKind kind, Excerpt words, Match match) =>
        new(kind, words.From(match.Length))
        {
            Number = match.Groups["num"].Value,
            NumberWords = words.Slice(match.Groups["num"].Index, match.Groups["num"].Length),
        };

    [GeneratedRegex(
        @"^(?:[-–—•▪●◦*·\u2023o]\s|(?=[^\w(\s]{0,4}(?-i:[A-Z]))(?:[^\w(\s]{0,4}(?:recommendation|issue|conclusion|area for improvement|response|good practice|strength|concern|cause of concern|AFI|action)s?\b|[^\w(\s]{0,4}(?:(?:(?-i:[A-Z])[\w’'&]*|of|for|and|the)\s){1,9}(?:recommendation|response|reply|conclusion)s?\s*(?:\d|:|$))|\d{1,3}\s*:\s|\(?\d{1,3}(?:\.\d{1,3})?[.)]{1,2}(?:\s|$)|(?-i:\d{1,2}\.\d{1,2}\.?\s+[A-Z(“])|\([a-z]\)\s|\(?[ivx]{1,5}\)\s|[ivx]{1,5}\.\s|(?-i:R)\s?\d{1,3}[\s.:)]|"
            + @"(?-i:(?=[A-Z]))(?:(?:[\w’']+\s){0,4}(?:date|official|officer|owner|lead|status|position|decision|deadline|timescale|rating)s?\s*:|(?:original |revised |target |due |completion |expected )+(?:implementation |completion )?date|(?:lead|responsible|action)\s?(?:owner|officer|department)?\s*:|owner\s*:|deadline\s*:|timescale\s*:|(?:not |partially |partly )?(?:accepted|agreed|rejected)\s*(?:in part|in principle)?(?:\W?\s*$|\s*/)))",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Quick();

    [GeneratedRegex(
        @"^\W*(?:[Rr]ecommendation|[Cc]onclusion|[Ii]ssue|[Rr]esponse|[Aa]ction|[Ss]trength)s?\s(?:\d+(?:\.\d+)?\s)?(?!to (?:address|this|the|each|[Rr]ec|be addressed|[Cc]onc)|for improvement|number\b|[ivx]{1,5}\s*(?:[.:)–—-]|$))(?:[a-z]|\d+ (?:and|to|or) \d+ [a-z])"
    )]
    private static partial Regex Citation();

    [GeneratedRegex(@"^(?:[-–—•▪●◦*·>\u2023\u25cf\uf0b7]|o(?=\s))\s*")]
    private static partial Regex BulletMark();

    [GeneratedRegex(
        @"^(?:\(?(?<first>\d{1,3}(?:\.\d{1,3})?[a-z]?)(?:\s*[:.)–-]\s*|(?<=\.\d{1,3})\s+))?(?<who>(?:[\w’'&/-]+\s+){0,4}?)(?<kind>"
            + Kinds
            + @")(?:\s*(?:number|no\.?|nr\.?|ref(?:erence|\.)?|\#)\s*:?)?(?:\s*[(\[]?(?-i:(?<num>"
            + Numbers.Printed
            + @"))[)\]]?|\s+\((?<num>[a-z])\)|\s+(?<num>"
            + Numbers.Word
            + @")\b)?(?<sep>\s*[:.)–—|-]+|\s*$|\s)\s*",
        Options
    )]
    private static partial Regex Item();

    [GeneratedRegex(
        @"^\W{0,3}(?=(?-i:[A-Z]))(?:(?<issue>issues(?:\s+to\s+address)?)|(?<area>areas\s+for\s+improvement)|recommendations)\s+(?<nums>\d{1,3}(?:(?:\s*,\s*|\s*(?:,\s*)?(?:and|&|to)\s+|\s*[-–]\s*)\d{1,3})+)(?<sep>\s*[:.)–—|-]+(?=\s|$)|\s*$)\s*",
        Options
    )]
    private static partial Regex Joint();

    [GeneratedRegex(@"^(?:and|to|or|[-–,&])\s*\d", Options)]
    private static partial Regex Several();

    [GeneratedRegex(
        @"^(?:priority|key|main|immediate|further|new|urgent|national|local|our|the|committee|overarching|specific|learning|joint|additional|strategic|operational|inspection|inspectors?)$",
        Options
    )]
    private static partial Regex Qualifier();

    [GeneratedRegex(@"\b(?:is|are|was|were|has|have|will|should|this|that|these|response|to|in|of)\b", Options)]
    private static partial Regex Verb();

    [GeneratedRegex(
        @"^(?:\(?\d{1,3}[a-z]?\s*[:.)]\s*|\d{1,3}\.\d{1,3}\s+)?(?<who>[\w’'&(),/ -]{0,90}?)\b(?<word>responses?|reply|replies|answers?|comments?(?=[^:\n]{0,45}:))(?:\s+\([^)]{1,40}\)(?=\s*:))?(?:\s+(?:to|on|for)\s+(?:(?:this|the|these|each|committee|inspectorate)\s+)*(?:recommendation|issue|conclusion|area for improvement)s?(?:\s+(?<nums>[\d, –-]+(?:(?:and|to)\s+\d+)?))?|\s+from\s+[\w’'&(), -]{2,70}?)?(?:\s*[:–—-]\s*|\s*\n\s*|\s*\.?\s*$|\s+-\s+|\.\s+(?=(?-i:[A-Z])))",
        Options
    )]
    private static partial Regex Response();

    [GeneratedRegex(@"\b(?:recommendations|findings|conclusions|observations),?\s+and\b", Options)]
    private static partial Regex Heading();

    [GeneratedRegex(
        @"^(?:from|of|the|and|for|our|to|in|management|government|departmental|force|initial|formal|agency|provider|ministry|service|inspectorate|official|organisation|written|trust|council|school|joint|board|commission|committee|department|company|home|unit|division|office|authority|entity|auditee|client|we)\b",
        Options
    )]
    private static partial Regex Particle();

    [GeneratedRegex(
        @"^(?:accepted\s+actions?|agreed\s+actions?|(?:response\s+and\s+)?(?:proposed|planned|key|required|management|government|further|corrective|remedial)?\s*actions?(?:\s+(?:taken|planned|to\s+be\s+taken|agreed|proposed|plan))?(?:\s*(?:/|and|or)\s*planned)?|management\s+comments?|(?:agency|department(?:’s|'s|al)?|government)?\s*comments?|please\s+(?:state|describe|outline|set\s+out)\s+[^:\n]{3,90}|rationale|reasons?(?:\s+for\s+[\w ]{1,40})?|next\s+steps|commentary|update|progress(?:\s+(?:update|to\s+date))?|what\s+we\s+(?:will\s+do|are\s+doing|have\s+done)|how\s+we\s+will\s+[\w ]{1,30}|implementation(?:\s+plan)?|details?|current\s+position)\s*(?::|\n)\s*",
        Options
    )]
    private static partial Regex Action();

    [GeneratedRegex(
        @"^(?:(?:(?:original|revised|target|expected|planned|estimated|proposed|anticipated|agreed|due|forecast)\s+)*(?:implementation|completion|delivery|target|due|end|review)\s*date|deadline|(?:proposed\s+|agreed\s+|target\s+)?time-?scales?|time-?frames?|timeline|timing|ECD|by\s+when|when|date\s+(?:for|of)\s+(?:completion|implementation|delivery)|(?:to\s+be\s+)?completed?\s+by|completion|date\s+due|target|due(?:\s+by)?|implementation\s+by|deliver(?:y|ed)\s+by)\s*(?:\([^)]{0,40}\)\s*)?(?::|–|—|\n|(?<=date)\s(?=\d|[A-Z])|$)\s*",
        Options
    )]
    private static partial Regex Due();

    [GeneratedRegex(
        @"^(?:(?:(?:action|responsible|risk|delivery|named|lead|accountable|recommendation|senior|responsible\s+senior)\s+)*(?:owner|officer|official|department|organisation|body|agency|director|manager|lead|person|minister|team|unit)(?:s|\(s\))?|(?:officer|person|body|team|lead)s?\s+responsible|(?:responsible|responsibility|accountability|accountable)(?:\s+for\s+[\w ]{1,30})?|by\s+whom|who|SRO|senior\s+responsible\s+(?:owner|officer)(?:\s+\(SRO\))?|action\s+by|assigned\s+to|addressed\s+to|for\s+action\s+by)\s*(?:\((?:including[^)]{0,40}|s|SRO)\))?\s*(?::|\n|$)\s*",
        Options
    )]
    private static partial Regex Owner();

    [GeneratedRegex(
        @"^(?:(?:progress\s+|overall\s+|inspectors?[’']?\s+|our\s+|follow-?up\s+)?(?:rating|assessment|judge?ment|grading|grade)|progress\s+against\s+(?:this\s+)?recommendation|progress\s+made|(?:HMCPSI|HMICFRS|HMIP|ICIBI)\s+assessment)\s*(?::|\n)\s*",
        Options
    )]
    private static partial Regex Rating();

    [GeneratedRegex(
        @"^(?:(?:(?:government|departmental?|force|our|the|current|overall|recommendation)(?:[’']s)?\s+)*(?:position|decision|status|outcome|conclusion\s+on\s+recommendation|agreement|acceptance)|do\s+you\s+(?:accept|agree\s+(?:with|to))\s+(?:the|this)\s+recommendation\s*\?|(?:is\s+)?(?:the\s+|this\s+)?recommendation\s+accepted\s*\?|(?<verdict>(?:not\s+|partially\s+|partly\s+|fully\s+)?(?:accepted|agreed|supported|rejected|agree|accept)(?:\s+in\s+(?:part|principle|full))?)\s*(?:\((?:y/n|yes/no)\)|\?)?(?:\s*[/|,]\s*(?:or\s+)?(?:not\s+|partially\s+|partly\s+|fully\s+)?(?:accepted|agreed|supported|rejected|noted|agree|accept|disagree)(?:\s+in\s+(?:part|principle|full))?)*)\s*(?::|\n|(?<=\?)|\?)\s*",
        Options
    )]
    private static partial Regex Stance();

    [GeneratedRegex(@"^\[?(?-i:R(?:ec)?)\.?\s?(?<num>\d{1,3}(?:\.\d{1,2})?[a-z]?)\]?(?:\s*[.:)–-]\s*|\s+|$)", Options)]
    private static partial Regex Reference();

    [GeneratedRegex(
        @"^(?:\((?<num>[a-z]|[ivx]{2,5})\)|(?<num>[a-hj-uw-z])[.)]|(?<num>[ivx]{2,5}|i|v)\))\s+",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Letter();

    [GeneratedRegex(
        @"^(?:\[?\(?(?<num>\d{1,3}(?:\.\d{1,3}){0,2}[a-z]?)(?:\)|[.:]\)?|(?<=\.\d{1,3}))\]?(?:\s+|$)|(?<num>\d{1,3})(?:\t|\s{2,}|\s+[-–—]\s+|$)|(?<num>[IVX]{1,6})[.)]\s+)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Number();
}
