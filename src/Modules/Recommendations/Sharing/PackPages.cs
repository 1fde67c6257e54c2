using System.Security.Cryptography;
using System.Text;
using Inspection.Kernel.Events;
using Inspection.Kernel.Files;
using Inspection.Kernel.Ui;

namespace Inspection.Recommendations;

/// <summary>The pages of a pack. They need no server, no network and nothing beside themselves; the same data makes the same pages.</summary>
internal sealed class PackPages(PackContents contents)
{
    private static readonly string Style = Resource("pack.css");
    private static readonly string Script = Resource("pack.js");

    private ReportRow Report => contents.Report;

    private Who Who => contents.Who;

    public static string Resource(string name)
    {
        using var stream = typeof(PackPages).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    /// <summary>The manifest, which checks the files beside it.</summary>
    public string Index(PackMaking made, IReadOnlyList<PackEntry> entries)
    {
        var left = contents.Evidence.Count(one => one.Row.File is not null && one.Entry is null);
        var body = Markup.Of(
            $"""
            <h1>{Report.Title}: pack for the inspectorate</h1>
            <dl>
            {Fact("Inspectorate", Report.Inspectorate)}
            {Fact("Published", Words.Date(Report.Published, "Not stated"))}
            {Fact("Division it is about", Report.Subject)}
            {Fact("Made on", $"{Words.Moment(made.At)} ({made.At.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ})")}
            {Fact("Made by", made.By)}
            {Fact(
                "Shows everything as it was",
                $"at that moment, when the division’s history stood at event {made.Head.Position}"
            )}
            <dt>Hash of the division’s history at that moment</dt><dd><code>{made.Head.Hash}</code></dd>
            {Fact(
                "People are shown",
                Who.SaysNames ? "by their names" : "by the posts they held; texts stand as they were typed"
            )}
            {Fact(
                "Evidence",
                $"{Words.Count(contents.Evidence.Count, "piece")}, {Words.Count(contents.Evidence.Count(one => one.Entry is not null), "file")} in this pack"
                    + (made.Undecided ? ", those not accepted yet among them" : "")
                    + (
                        left > 0
                            ? $"; {Words.Count(left, "file")} not in it (not accepted, or in quarantine)"
                            : ""
                    )
            )}
            </dl>

            <h2>Recommendations</h2>
            <table>
            <caption>What is in this pack</caption>
            <thead><tr><th scope="col">Number</th><th scope="col">Text</th><th scope="col">Status</th><th scope="col">Due</th></tr></thead>
            <tbody>
            {contents.Dossiers.Select(one => Markup.Of($"<tr><th scope=\"row\">{Link(contents.PathOf(one.Row), one.Row.Called)}</th><td>{one.Row.Text.Truncated(160)}</td><td>{RecommendationTags.Of(one.Row.Status, false, one.Row.NotAccepted).Text}</td><td>{Words.Date(one.Row.Due)}</td></tr>\n"))}
            </tbody>
            </table>
            <ul>
            <li>{Link("evidence-index.html", "All evidence")} (also as {Link("evidence-index.csv", "a table")})</li>
            <li>{Link("history.csv", "What happened, event by event")}</li>
            <li>{Link("README.txt", "What is in this pack and how to check it without a browser")}</li>
            </ul>

            <section class="check" id="check" aria-labelledby="check-title" hidden>
            <h2 id="check-title">Check this pack</h2>
            <p>Nothing leaves this computer: the files are read here and compared with the list below.</p>
            <label for="folder">The folder that this page lies in</label>
            <input type="file" id="folder" webkitdirectory multiple>
            <label for="some">Or some of its files</label>
            <input type="file" id="some" multiple>
            <p class="total" id="total" role="status">Nothing has been checked yet.</p>
            <p id="others"></p>
            </section>
            <noscript><p>This page can check the files by itself where scripts are allowed. README.txt says how to check them without.</p></noscript>

            <h2>Every file</h2>
            <table>
            <caption>Files and their SHA-256; this page itself stands in SHA256SUMS</caption>
            <thead><tr><th scope="col">File</th><th scope="col">Size</th><th scope="col">SHA-256</th><th scope="col">Check</th></tr></thead>
            <tbody>
            {entries.Select(entry => Markup.Of($"<tr data-path=\"{entry.Path}\" data-sha256=\"{entry.Sha256}\"><th scope=\"row\">{Link(entry.Path, entry.Path)}</th><td>{FileWords.Size(entry.Size)}</td><td><code>{entry.Sha256}</code></td><td class=\"result\">not checked</td></tr>\n"))}
            </tbody>
            </table>
            """
        );
        return Page($"{Report.Title}: pack", "", body, withScript: true);
    }

    public string EvidenceIndex() =>
        Page(
            $"{Report.Title}: evidence",
            "",
            Markup.Of(
                $"""
                <p>{Link("index.html", "Back to the pack")}</p>
                <h1>Evidence</h1>
                {EvidenceTable(contents.Evidence, "")}
                """
            )
        );

    public string Recommendation(Dossier one)
    {
        var row = one.Row;
        return Page(
            $"{row.Called}: {Report.Title}",
            "../",
            Markup.Of(
                $"""
                <p>{Link("../index.html", "Back to the pack")}</p>
                <h1>{row.Called}</h1>
                <p>{Report.Title}</p>
                <blockquote>{row.Text}</blockquote>
                {Parts(row)}
                <h2>Response</h2>
                {(
                    row.Response is null
                        ? Quiet("No response is stated in the document.")
                        : Markup.Of($"<blockquote>{row.Response}</blockquote>")
                )}
                <dl>
                {Fact(
                    "Position",
                    Words.Of(row.Position)
                        + (row.PositionSource == PositionSource.WholeDocument ? " (said of the whole document)" : "")
                )}
                {Fact("Reason", row.Reason)}
                {Fact("Status", RecommendationTags.Of(row.Status, false, row.NotAccepted).Text)}
                {Fact(
                    "Owners",
                    row.Owners.Length == 0
                        ? "Nobody yet"
                        : string.Join(
                            ", ",
                            row.Owners.Select(post =>
                                Who.Post(post) + (post == row.Accountable ? " (accountable)" : "")
                            )
                        )
                )}
                {Fact("Priority", Words.Of(row.Priority))}
                </dl>
                {Dates(one)}
                {Plan(one)}
                <h2>Evidence</h2>
                {EvidenceTable(
                    [.. contents.Evidence.Where(piece => piece.Serves.Any(served => served.Recommendation == row.Id))],
                    "../"
                )}
                {Validation(one)}
                {Reviews(one)}
                {Ratings(row)}
                <h2>History</h2>
                <table>
                <caption>What happened, oldest first</caption>
                <thead><tr><th scope="col">When</th><th scope="col">What</th><th scope="col">By</th></tr></thead>
                <tbody>
                {one.History.Select(HistoryLine)}
                </tbody>
                </table>
                """
            )
        );
    }

    private static Markup Parts(RecommendationRow row) =>
        row.Parts.Count == 0
            ? Markup.None
            : Markup.Of(
                $"<h2>Parts</h2>\n<ol>{row.Parts.Select(part => Markup.Of($"<li>{part.Text}{(part.Due.Text is "" ? "" : $" ({part.Due.Text})")}{(part.Position == Position.NoneStated ? "" : $" – {Words.Of(part.Position).ToLowerInvariant()}")}</li>"))}</ol>"
            );

    private Markup Dates(Dossier one) =>
        Markup.Of(
            $"""
            <h2>Dates</h2>
            <dl>
            {Fact("Due", Words.Date(one.Row.Due))}
            {Fact("Printed as", one.Row.DueWords)}
            {Fact("First date", one.Row.OriginalDue is { } first ? Words.Date(first) : null)}
            {Fact(
                "Slipped",
                one.Row.Slips == 0
                    ? "Never"
                    : $"{Words.Count(one.Row.Slips, "time")}{(one.Row.UnexplainedSlips > 0 ? $", {one.Row.UnexplainedSlips} explained only after the date" : "")}"
            )}
            {Fact("Review", one.Row.ReviewOn is { } review ? Words.Date(review) : null)}
            {Fact("Closed on", one.Row.ClosedOn is { } closed ? Words.Date(closed) : null)}
            </dl>
            {Ledger([.. Told.Dates(one.History)])}
            """
        );

    private Markup Ledger(IReadOnlyList<DateStep> steps) =>
        steps.Count == 0
            ? Markup.None
            : Markup.Of(
                $"""
                <table>
                <caption>Ledger of dates</caption>
                <thead><tr><th scope="col">When</th><th scope="col">What</th><th scope="col">Date</th><th scope="col">Why</th><th scope="col">By</th></tr></thead>
                <tbody>
                {steps.Select(step =>
                    Markup.Of(
                        $"<tr><td>{Words.Moment(step.Event.At)}</td><td>{step.What}</td><td>{Words.Date(step.Due, "")}</td><td>{step.Why}</td><td>{By(step.Event)}</td></tr>\n"
                    )
                )}
                </tbody>
                </table>
                """
            );

    private Markup Plan(Dossier one) =>
        Markup.Of(
            $"<h2>Plan</h2>\n{(one.Actions.Count == 0 ? Quiet("No actions.") : Markup.Of(one.Actions.Select(Action)))}"
        );

    private Markup Action(ActionRow action) =>
        Markup.Of(
            $"""
            <h3>{action.Text}</h3>
            <dl>
            {Fact("Works if", action.Measure)}
            {Fact("Owner", Who.Post(action.Owner))}
            {Fact("State", Words.Of(action.State) + (action.Reason is null ? "" : $": {action.Reason}"))}
            {Fact(
                "Due",
                Words.Date(action.Due)
                    + (
                        action.OriginalDue is { } first && first != action.Due
                            ? $" (first {Words.Date(first)}, slipped {Words.Count(action.Slips, "time")})"
                            : ""
                    )
            )}
            {Fact("Done on", action.DoneOn is { } done ? Words.Date(done) : null)}
            {(
                action.Milestones.Count == 0
                    ? Markup.None
                    : Markup.Of(
                        $"<dt>Milestones</dt><dd><ul>{action.Milestones.Select(one => Markup.Of($"<li>{one.Text}, {Words.Date(one.Due)}{(one.ReachedOn is { } reached ? $": reached on {Words.Date(reached)}" : ": not reached yet")}</li>"))}</ul></dd>"
                    )
            )}
            </dl>

            """
        );

    private Markup EvidenceTable(List<PackEvidence> evidence, string up) =>
        evidence.Count == 0
            ? Quiet("No evidence.")
            : Markup.Of(
                $"""
                <table>
                <caption>Evidence with its SHA-256</caption>
                <thead><tr><th scope="col">Title</th><th scope="col">What it is</th><th scope="col">Shows</th><th scope="col">Came in</th><th scope="col">State</th><th scope="col">Serves</th></tr></thead>
                <tbody>
                {evidence.Select(one => EvidenceLine(one, up))}
                </tbody>
                </table>
                """
            );

    private static string WhyNot(StoredFile? file) =>
        file switch
        {
            { State: FileState.Removed, RemovedAt: { } at } => $"removed on {Words.Moment(at)}: {file.Finding}",
            { IsUsable: false } => "in quarantine",
            _ => "not accepted",
        };

    private Markup EvidenceLine(PackEvidence one, string up)
    {
        var row = one.Row;
        var what =
            one.Entry is { } entry ? Markup.Of($"{Link(up + entry.Path, one.File!.Name)}, {FileWords.Size(entry.Size)}")
            : row.File is not null ? Markup.Of($"{row.Name} (not in this pack: {WhyNot(one.File)})")
            : Markup.Of($"{Words.Of(row.Kind)}: <span class=\"said\">{row.Text ?? row.Name}</span> {row.Address}");
        var hash = row.Sha256 is { } sha256 ? Markup.Of($"<br><code>{sha256}</code>") : Markup.None;
        var state =
            contents.AcceptedBy(row) is { } by && row.DecidedAt is { } at ? $"Accepted by {by} on {Words.Moment(at)}"
            : row.Reason is null ? Words.Of(row.State)
            : $"{Words.Of(row.State)}: {row.Reason}";
        var until = row.ValidUntil is { } end ? $", good until {Words.Date(end)}" : "";

        return Markup.Of(
            $"<tr><th scope=\"row\">{row.Title}</th><td>{what}{hash}</td><td>{Words.Date(row.EffectiveOn)}{until}</td><td>{Words.Moment(row.OfferedAt)}</td><td>{state}</td><td>{contents.Serves(one)}</td></tr>\n"
        );
    }

    private Markup Validation(Dossier one)
    {
        if (one.Row.Seal is not { } seal)
            return Markup.Of($"<h2>Validation</h2>\n{Quiet("It has not been validated.")}");

        var signed = one.History.LastOrDefault(happened => happened.Data is Recommendation.CompletionValidated);
        return Markup.Of(
            $"""
            <h2>Validation</h2>
            <dl>
            {Fact(
                "Validated by",
                signed is null
                    ? null
                    : $"{Who.Person(((Recommendation.CompletionValidated)signed.Data).By, signed.At)} on {Words.Moment(signed.At)}"
            )}
            {Fact("What was checked and found", (signed?.Data as Recommendation.CompletionValidated)?.Statement)}
            <dt>Hash of what was signed</dt><dd><code>{seal.Hash}</code></dd>
            {Fact(
                "Since then",
                one.Row.NeedsRevalidation
                    ? "Something that was signed has changed: it has to be validated again"
                    : "Nothing that was signed has changed"
            )}
            </dl>
            <table>
            <caption>What was signed</caption>
            <thead><tr><th scope="col">Part</th><th scope="col">Hash</th></tr></thead>
            <tbody>
            {seal.Parts.Select(part =>
                Markup.Of($"<tr><th scope=\"row\">{part.Name}</th><td><code>{part.Hash}</code></td></tr>\n")
            )}
            </tbody>
            </table>
            """
        );
    }

    private Markup Reviews(Dossier one)
    {
        var reviews = one
            .History.Select(happened => (Event: happened, Review: happened.Data as Recommendation.EmbeddednessReviewed))
            .Where(held => held.Review is not null)
            .ToList();

        return Markup.Of(
            $"<h2>Is it embedded?</h2>\n{(reviews.Count == 0 ? Quiet("No review was held yet.") : Markup.Of($"<ul>{reviews.Select(held => Markup.Of($"<li>{Words.Date(held.Review!.On)}, {held.Review.Months} months after closure: {(held.Review.Embedded ? "embedded" : "not embedded")}. {held.Review.Met} of {held.Review.SampleSize} looked at met the standard. {held.Review.Finding} ({By(held.Event)})</li>"))}</ul>"))}"
        );
    }

    private static Markup Ratings(RecommendationRow row) =>
        Markup.Of(
            $"<h2>The inspectorate’s ratings</h2>\n{(row.Ratings.Count == 0 && row.InspectorateRating is null ? Quiet("None.") : Markup.Of($"<ul>{(row.InspectorateRating is { } first ? Markup.Of($"<li>In the report: {first}</li>") : Markup.None)}{row.Ratings.Select(rating => Markup.Of($"<li>{(rating.Part is { } part ? $"Part {part}: " : "")}{rating.Rating}, on the scale of {rating.Scale}, {Words.Date(rating.On, "undated report")}</li>"))}</ul>"))}"
        );

    private Markup HistoryLine(StoredEvent one) =>
        Markup.Of(
            $"<tr><td>{Words.Moment(one.At)}</td><td>{Told.Title(one)}{(Told.Detail(one, Who) is { } detail ? Markup.Of($"<div class=\"said\">{detail}</div>") : Markup.None)}</td><td>{By(one)}</td></tr>\n"
        );

    private string By(StoredEvent one) => Who.Person(one.Actor, one.At);

    private static Markup Fact(string name, string? value) =>
        string.IsNullOrEmpty(value) ? Markup.None : Markup.Of($"<dt>{name}</dt><dd>{value}</dd>");

    private static Markup Quiet(string words) => Markup.Of($"<p class=\"quiet\">{words}</p>");

    // Each part is escaped for an address, and what separates them stays.
    private static Markup Link(string path, string words) =>
        Markup.Of($"<a href=\"{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}\">{words}</a>");

    private string Page(string title, string up, Markup body, bool withScript = false)
    {
        var policy =
            $"default-src 'none'; style-src '{Hash(Style)}'; script-src {(withScript ? $"'{Hash(Script)}'" : "'none'")}; base-uri 'none'; form-action 'none'";
        var script = withScript ? Markup.Of($"<script>{new Markup(Script)}</script>\n") : Markup.None;

        return Markup
            .Of(
                $"""
                <!DOCTYPE html>
                <html lang="en-GB">
                <head>
                <meta charset="utf-8">
                <meta http-equiv="Content-Security-Policy" content="{new Markup(policy)}">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="referrer" content="no-referrer">
                <title>{title}</title>
                <style>{new Markup(Style)}</style>
                </head>
                <body>
                <a class="skip" href="#main">Skip to main content</a>
                <header><p class="marking">{Report.Marking}</p></header>
                <main id="main">
                {body}
                </main>
                <footer><p>Part of a pack that was made for the inspectorate: {Link(
                    up + "index.html",
                    "when, by whom, and what is in it"
                )}.</p><p class="marking">{Report.Marking}</p></footer>
                {script}</body>
                </html>

                """
            )
            .Text;
    }

    private static string Hash(string text) =>
        $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";
}
