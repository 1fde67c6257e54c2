using FluentValidation;
using Inspection.Kernel;
using Inspection.Kernel.Access;
using Inspection.Kernel.Divisions;
using Inspection.Kernel.Events;
using Inspection.Kernel.Ui;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Inspection.Recommendations;

/// <summary>Opens recommendations of a report, for reading, to whoever has a secret link.</summary>
/// <param name="Name">For whom; it stands on the page that they see.</param>
/// <param name="With">What is shown beside text, status and date.</param>
/// <param name="TokenSha256">
/// SHA-256, in hexadecimal, of the link's token. Whoever makes the link makes the token, 32 random bytes in base64url, so
/// that the suite neither keeps it nor has to answer it: the link is /shared/ and the token.
/// </param>
/// <param name="Passphrase">Asked of whoever opens the link; to be told to them in another way.</param>
[Allow(Policy.Manage)]
[Api("POST", "/api/shares")]
internal sealed record MakeShare(
    Guid Id,
    Guid[]? Recommendations,
    SharePart[]? With,
    string? Name,
    string? Organisation,
    DateOnly Until,
    string? TokenSha256,
    string? Passphrase
) : ICommand
{
    internal sealed class Validator : AbstractValidator<MakeShare>
    {
        public Validator()
        {
            RuleFor(c => c.Id).NotEmpty().WithMessage("Give the share an id of your own making (a UUID)");
            RuleFor(c => c.Recommendations).NotEmpty().WithMessage("Select at least one recommendation");
            RuleForEach(c => c.With).IsInEnum().WithMessage("Select what is shown");
            RuleFor(c => c.Name).NotEmpty().WithMessage("Enter the name of whoever it is for");
            RuleFor(c => c.Name).MaximumLength(100).WithMessage("The name must be 100 characters or fewer");
            RuleFor(c => c.Organisation).NotEmpty().WithMessage("Enter their organisation");
            RuleFor(c => c.Organisation)
                .MaximumLength(100)
                .WithMessage("The organisation must be 100 characters or fewer");
            RuleFor(c => c.Until).NotEmpty().WithMessage("Enter the last day on which the link works");
            RuleFor(c => c.TokenSha256)
                .Must(Token.IsHash)
                .WithMessage("Give the SHA-256 of the link's token, in 64 hexadecimal digits");
            RuleFor(c => c.Passphrase)
                .MinimumLength(Passphrases.Shortest)
                .When(c => !string.IsNullOrWhiteSpace(c.Passphrase))
                .WithMessage(
                    $"The passphrase must be {Passphrases.Shortest} characters or more: three or four words are good"
                )
                .MaximumLength(200)
                .WithMessage("The passphrase must be 200 characters or fewer");
        }
    }

    internal sealed class Handler(Session session, IEventStore store) : AsyncRequestHandler<MakeShare>
    {
        protected override async Task Handle(MakeShare command, CancellationToken cancel)
        {
            Guid[] selected = [.. command.Recommendations!.Distinct()];
            var rows = await session.Query<RecommendationRow>(
                "select * from recommendation where division = @Division and id = any (@selected) order by ordinal, id",
                new { session.Caller.Division, selected },
                cancel
            );

            if (rows.Count != selected.Length)
                throw new NotFoundException("There is no such recommendation");
            if (rows.DistinctBy(row => row.Report).Count() != 1)
                throw new RefusedException("What is shared by one link belongs to one report");

            var passphrase = string.IsNullOrWhiteSpace(command.Passphrase) ? null : command.Passphrase;
            var with = (command.With ?? []).ToHashSet();

            // Nobody finds a file who does not see the list.
            if (with.Contains(SharePart.EvidenceFiles))
                with.Add(SharePart.EvidenceList);

            store.Start(
                command.Id,
                Share.Make(
                    new(
                        command.Id,
                        rows[0].Report,
                        [.. rows.Select(row => row.Id)],
                        [.. with.Order()],
                        command.Organisation.Typed()!,
                        command.Until,
                        passphrase is not null
                    ),
                    session.Now.Day()
                )
            );
            await session.Execute(
                """
                insert into share_secret (division, share, hash, until, passphrase)
                values (@Division, @Id, decode(@TokenSha256, 'hex'), @Until, @passphrase);
                insert into share_reader (division, share, name) values (@Division, @Id, @name)
                """,
                new
                {
                    session.Caller.Division,
                    command.Id,
                    command.TokenSha256,
                    command.Until,
                    passphrase = passphrase is null ? null : Passphrases.Hash(passphrase),
                    name = command.Name.Typed()!,
                },
                cancel
            );
        }
    }
}

/// <summary>Shares a report's recommendations, or one of them.</summary>
[Allow(Policy.Manage)]
internal sealed class MakeSharePage(IMediator mediator, Session session, Dossiers dossiers) : FormPage(mediator)
{
    /// <summary>Where the page that comes next finds the token of a link that was just made.</summary>
    internal static string TokenOf(Guid share) => $"Link {share}";

    [BindProperty]
    public MakeShare Command { get; set; } = null!;

    [FromRoute]
    public Guid Id { get; set; }

    public ReportRow Report { get; private set; } = null!;

    public IReadOnlyList<RecommendationRow> Recommendations { get; private set; } = [];

    /// <summary>Where one comes from.</summary>
    public string Back { get; private set; } = "";

    public static IReadOnlyList<Option> Parts { get; } =
    [.. Enum.GetValues<SharePart>().Select(part => new Option($"{part}", ShareRow.Of(part)))];

    public async Task OnGet()
    {
        await Prepare();
        var all = Back.StartsWith("/reports", StringComparison.Ordinal);
        Command = new(
            Guid.CreateVersion7(),
            all ? [.. Recommendations.Select(row => row.Id)] : [Id],
            [SharePart.Response],
            null,
            Report.Inspectorate,
            session.Now.Day().AddDays(Share.UsualDays),
            null,
            null
        );
    }

    public async Task<IActionResult> OnPost()
    {
        var token = Token.Make();
        Command = Command with { TokenSha256 = Token.Hash(token) };
        var answer = await Send(Command, $"/shares/{Command.Id}");

        // Of a form that was sent twice the second made no link.
        if (answer is LocalRedirectResult && session.Receipt is { Repeated: false })
            TempData[TokenOf(Command.Id)] = token;

        return answer;
    }

    protected override async Task Prepare()
    {
        var one = await session.One<RecommendationRow>("select * from recommendation where id = @Id", new { Id });
        Report = await session.Report(one?.Report ?? Id);
        Recommendations = await dossiers.Of(Report.Id, null, HttpContext.RequestAborted);
        Back = one is null ? $"/reports/{Id}" : $"/recommendations/{Id}";
    }
}
