using System.Text.Json;
using Inspection.Deadlines;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Inspection.Tests.Deadlines;

public sealed class NotifyTests
{
    [Fact]
    public async Task A_mail_goes_to_Notify_under_its_own_id()
    {
        await using var notify = await Notify.Start();
        await using var office = await PostOffice.Open(settings: notify.Settings);
        var id = await office.Queue();

        Assert.Equal("Mails: 1 handed over", await office.Run());

        var sent = Assert.Single(notify.Heard);
        var mail = await office.Mail(id);
        Assert.Equal($"{id}", sent.GetProperty("reference").GetString());
        Assert.Equal(Notify.Template, sent.GetProperty("template_id").GetString());
        Assert.Equal(office.Division.EmailOf(Role.Member), sent.GetProperty("email_address").GetString());
        Assert.Equal(mail.Body, sent.GetProperty("personalisation").GetProperty("body").GetString());
        Assert.Equal(mail.Subject, sent.GetProperty("personalisation").GetProperty("subject").GetString());
        Assert.Equal((MailState.Sent, Notify.Answer), (mail.State, mail.Attempts.Single().Answer));
        Assert.Equal(0, office.Server.Connections);
    }

    [Theory]
    [InlineData(400, MailState.Failed)]
    [InlineData(403, MailState.Queued)]
    [InlineData(429, MailState.Queued)]
    [InlineData(500, MailState.Queued)]
    [InlineData(503, MailState.Queued)]
    public async Task What_Notify_does_not_take_is_refused_or_tried_again(int status, object becomes)
    {
        await using var notify = await Notify.Start();
        await using var office = await PostOffice.Open(settings: notify.Settings);
        var id = await office.Queue();
        notify.Status = status;

        await office.Run();

        Assert.Equal((MailState)becomes, (await office.Mail(id)).State);
        notify.Status = 201;
        await office.RunAfter(TimeSpan.FromHours(5));
        Assert.Equal((MailState)becomes == MailState.Failed ? 1 : 2, notify.Heard.Count);
    }

    [Fact]
    public async Task A_mail_whose_answer_was_lost_is_of_unknown_outcome()
    {
        await using var notify = await Notify.Start();
        await using var office = await PostOffice.Open(settings: notify.Settings);
        notify.Status = 0;
        var (reminders, digest) = (await office.Queue(), await office.Queue(kind: MailKind.Digest));

        await office.Run();

        Assert.Equal(MailState.Unknown, (await office.Mail(reminders)).State);
        Assert.Equal(MailState.Held, (await office.Mail(digest)).State);
    }

    [Fact]
    public async Task Where_nobody_listens_mail_is_tried_again()
    {
        var notify = await Notify.Start();
        await using var office = await PostOffice.Open(settings: notify.Settings);
        await notify.DisposeAsync();
        var id = await office.Queue(kind: MailKind.Digest);

        Assert.Equal("Mails: 1 to be tried again", await office.Run());

        Assert.Equal(MailState.Queued, (await office.Mail(id)).State);
    }

    /// <summary>What answers instead of GOV.UK Notify, on this machine.</summary>
    private sealed class Notify : IAsyncDisposable
    {
        public const string Template = "8c2f4f35-3e20-4e0b-9a0f-0d2d8d5b8a11";
        public const string Answer = "740e5834-3a29-46b4-9a6f-16142fde533a";
        private const string Key = "suite-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0";

        private readonly WebApplication web;

        private Notify(WebApplication web) => this.web = web;

        /// <summary>What it answers with; 0 breaks the connection.</summary>
        public int Status { get; set; } = 201;

        public List<JsonElement> Heard { get; } = [];

        public (string, string?)[] Settings =>
            [("NotifyKey", Key), ("NotifyTemplate", Template), ("NotifyAddress", web.Urls.First())];

        public static async Task<Notify> Start()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            var notify = new Notify(builder.Build());
            notify.web.Urls.Add("http://127.0.0.1:0");
            notify.web.MapPost("/v2/notifications/email", notify.Take);
            await notify.web.StartAsync();
            return notify;
        }

        public ValueTask DisposeAsync() => web.DisposeAsync();

        private async Task Take(HttpContext http)
        {
            Heard.Add(await JsonSerializer.DeserializeAsync<JsonElement>(http.Request.Body));

            if (Status == 0)
            {
                http.Abort();
                return;
            }

            http.Response.StatusCode = Status;
            await http.Response.WriteAsJsonAsync(
                Status == 201
                    ? (object)
                        new
                        {
                            id = Answer,
                            content = new { },
                            template = new { },
                        }
                    : new { status_code = Status, errors = new[] { new { error = "Error", message = "No" } } }
            );
        }
    }
}
