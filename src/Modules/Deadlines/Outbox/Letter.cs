using Inspection.Kernel.Divisions;

namespace Inspection.Deadlines;

/// <summary>What a mail says, before it is plain text and HTML. It holds references and links, never the words of a finding.</summary>
/// <param name="Subject">The subject line.</param>
/// <param name="Opening">The first sentence.</param>
/// <param name="Parts">Headed lists, most urgent first.</param>
internal sealed record Letter(string Subject, string Opening, IReadOnlyList<LetterPart> Parts);

/// <summary>One headed list of a letter.</summary>
internal sealed record LetterPart(string Heading, IReadOnlyList<LetterLine> Lines);

/// <summary>One thing a letter names.</summary>
/// <param name="Text">What it is called: "Issue to address 3".</param>
/// <param name="Note">What there is to know: "Recommendation due on 29 January 2027, in 7 days".</param>
/// <param name="Link">Its page, as a path.</param>
internal sealed record LetterLine(string Text, string Note, string Link);

/// <summary>Puts mails of one kind into words when they are handed over, from what is true then.</summary>
internal interface ILetters
{
    /// <summary>The kind of mail.</summary>
    MailKind Kind { get; }

    /// <summary>The letter, or null where nothing is left to say: then the mail is cancelled.</summary>
    Task<Letter?> Write(Guid mail, Guid person, Session session, CancellationToken cancel);
}
