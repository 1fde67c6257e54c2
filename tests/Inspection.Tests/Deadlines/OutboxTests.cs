using System.Diagnostics;
using Inspection.Deadlines;
using Inspection.Kernel.Divisions;
using Inspection.Organisation;
using Inspection.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Inspection.Tests.Deadlines;

public sealed class OutboxTests
{
    private static readonly TimeSpan LongEnough = TimeSpan.FromHours(5);

    [Fact]
    public async Task A_mail_is_handed_over_in_plain_text_and_in_HTML()
    {
        await using var office = await PostOffice.Open(settings: ("Bounce", "bounces@justice.example"));
        var id = await office.Queue();

        Assert.Equal("Mails: 1 handed over", await office.Run());
        Assert.Equal("No mail was due", await office.Run());

        var mail = await office.Mail(id);
        var received = Assert.Single(office.Server.Accepted);
        Assert.Equal(MailState.Sent, mail.State);
        Assert.Equal(office.App.Clock.GetUtcNow(), mail.SentAt);
        Assert.Equal(
            (1, Outcome.Accepted, office.Division.EmailOf(Role.Member)),
            mail.Attempts.Select(one => (one.Number, one.Outcome, one.Address)).Single()
        );
        Assert.Equal("bounces@justice.example", received.From);
        Assert.Equal([office.Division.EmailOf(Role.Member)], received.To);
        Assert.Equal($"<{mail.MessageId}>", received.Header("Message-ID"));
        Assert.Equal("auto-generated", received.Header("Auto-Submitted"));
        Assert.Equal($"<{office.App.Address}deadlines/preferences>", received.Header("List-Unsubscribe"));
        Assert.Equal("1 thing is due soon", received.Header("Subject"));
        Assert.Contains("Inspection", received.Header("From"), StringComparison.Ordinal);
        Assert.Equal((mail.Body, mail.Html), (received.Text, received.Html));
        Assert.Contains($"  {office.App.Address}recommendations/3\n", received.Text, StringComparison.Ordinal);
        Assert.Contains("International Justice and Organised Crime Division", received.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_whose_answer_was_lost_is_sent_again_under_the_same_Message_ID()
    {
        await using var office = await PostOffice.Open();
        var lost = 0;
        office.Server.Reacts = (step, _) =>
            step == SmtpStep.Sent && Interlocked.Increment(ref lost) is 3 or 7 or 8 ? SmtpReaction.LoseAnswer : null;
        var mails = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => office.Queue()));

        Assert.Equal("Mails: 17 handed over, 3 of unknown outcome", await office.Run());
        Assert.Equal(3, (await States(office, mails)).Count(state => state == MailState.Unknown));
        Assert.Equal("Mails: 3 handed over", await office.RunAfter(LongEnough));

        Assert.All(await States(office, mails), state => Assert.Equal(MailState.Sent, state));
        Assert.Equal(23, office.Server.Accepted.Count);
        Assert.Equal(20, office.Server.Accepted.Select(one => one.Header("Message-ID")).Distinct().Count());
        Assert.Equal(3, await Attempts(office, Outcome.Unknown));
    }

    [Theory]
    [InlineData(SmtpStep.Connected)]
    [InlineData(SmtpStep.Hello)]
    [InlineData(SmtpStep.Sender)]
    [InlineData(SmtpStep.Recipient)]
    [InlineData(SmtpStep.Data)]
    public async Task A_connection_that_breaks_before_the_final_dot_has_certainly_not_delivered(SmtpStep step)
    {
        await using var office = await PostOffice.Open();
        office.Server.Reacts = (at, _) => at == step ? SmtpReaction.Close : null;
        var id = await office.Queue(kind: MailKind.Digest);

        Assert.Equal("Mails: 1 to be tried again", await office.Run());
        Assert.Equal(MailState.Queued, (await office.Mail(id)).State);

        office.Server.Reacts = (_, _) => null;
        Assert.Equal("Mails: 1 handed over", await office.RunAfter(LongEnough));
        Assert.Single(office.Server.Accepted);
    }

    [Fact]
    public async Task A_digest_whose_answer_was_lost_is_held_for_a_person_to_decide()
    {
        await using var office = await PostOffice.Open();
        office.Server.Reacts = (step, _) => step == SmtpStep.Sent ? SmtpReaction.LoseAnswer : null;
        var id = await office.Queue(kind: MailKind.Digest);
        await office.Run();

        var held = await office.Mail(id);
        Assert.Equal(MailState.Held, held.State);
        Assert.StartsWith("It is not known whether this arrived", held.Reason, StringComparison.Ordinal);
        Assert.Equal("No mail was due", await office.RunAfter(LongEnough));

        office.Server.Reacts = (_, _) => null;
        await office.App.Send(new ResendMail(id), office.Division);
        Assert.Equal("Mails: 1 handed over", await office.Run());
        Assert.Single(office.Server.Accepted.Select(one => one.Header("Message-ID")).Distinct());
    }

    [Theory]
    [InlineData("451 try again later", SmtpStep.Sent)]
    [InlineData("450 busy", SmtpStep.Recipient)]
    [InlineData("452 full", SmtpStep.Sender)]
    public async Task What_the_server_does_not_take_now_waits_longer_each_time(string answer, SmtpStep at)
    {
        await using var office = await PostOffice.Open();
        office.Server.Reacts = (step, _) => step == at ? new(answer) : null;
        var (id, other) = (await office.Queue(), await office.Queue(Role.Reader));
        var waits = new List<double>();

        for (var attempt = 1; attempt <= 5; attempt++)
        {
            Assert.Equal("Mails: 2 to be tried again", await office.Run());
            var mail = await office.Mail(id);
            Assert.Equal((MailState.Queued, answer), (mail.State, mail.Reason));
            waits.Add((mail.NotBefore - office.App.Clock.GetUtcNow()).TotalMinutes);
            office.App.Clock.Advance(TimeSpan.FromHours(1));
        }

        Assert.All(waits.Zip([1.0, 2, 4, 8, 16]), one => Assert.InRange(one.First, one.Second * 0.8, one.Second * 1.2));
        office.Server.Reacts = (_, _) => null;
        Assert.Equal("Mails: 2 handed over", await office.RunAfter(LongEnough));
        Assert.Equal(MailState.Sent, (await office.Mail(other)).State);
    }

    [Fact]
    public void Waits_double_up_to_four_hours_and_are_never_all_the_same()
    {
        Assert.Equal(TimeSpan.FromMinutes(1), Backoff.After(1, 0.5));
        Assert.Equal(TimeSpan.FromMinutes(64), Backoff.After(7, 0.5));
        Assert.Equal(TimeSpan.FromHours(4), Backoff.After(9, 0.5));
        Assert.Equal(TimeSpan.FromHours(4), Backoff.After(1000, 0.5));
        Assert.Equal(TimeSpan.FromSeconds(48), Backoff.After(1, 0));
        Assert.Equal(TimeSpan.FromSeconds(72), Backoff.After(1, 1));
    }

    [Fact]
    public async Task After_five_days_a_mail_is_given_up_and_its_person_reads_so_in_the_suite()
    {
        await using var office = await PostOffice.Open();
        office.Server.Reacts = (step, _) => step == SmtpStep.Recipient ? new("450 busy") : null;
        var id = await office.Queue();

        for (var i = 0; i < 6 * 6; i++)
            await office.RunAfter(TimeSpan.FromHours(5));

        var mail = await office.Mail(id);
        Assert.Equal((MailState.Failed, "Given up after 5 days: 450 busy"), (mail.State, mail.Reason));
        Assert.Equal(["A mail to you could not be delivered: 1 thing is due soon"], await office.Notices(Role.Member));
    }

    [Fact]
    public async Task After_three_days_without_a_server_everything_is_delivered_once()
    {
        await using var office = await PostOffice.Open();
        var mails = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => office.Queue()));
        office.Server.Reacts = (step, _) => step == SmtpStep.Connected ? SmtpReaction.Close : null;

        for (var hour = 0; hour < 72; hour++)
            await office.RunAfter(TimeSpan.FromHours(1));

        var tried = office.Server.Connections;
        Assert.InRange(tried, 72, 80);

        office.Server.Reacts = (_, _) => null;
        Assert.Equal("Mails: 12 handed over", await office.RunAfter(LongEnough));
        Assert.All(await States(office, mails), state => Assert.Equal(MailState.Sent, state));
        Assert.Equal(12, office.Server.Accepted.Count);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("421 too much for one connection")]
    public async Task A_server_that_hangs_up_on_one_mail_holds_up_no_other(string? word)
    {
        await using var office = await PostOffice.Open();
        var bad = office.Division.EmailOf(Role.Reader);
        office.Server.Reacts = (step, to) =>
            step != SmtpStep.Recipient || to != bad ? null
            : word is null ? SmtpReaction.Close
            : new(word);
        var good = new List<Guid> { await office.Queue() };
        office.App.Clock.Advance(TimeSpan.FromSeconds(1));
        await office.Queue(Role.Reader);
        office.App.Clock.Advance(TimeSpan.FromSeconds(1));

        for (var i = 0; i < 9; i++)
            good.Add(await office.Queue());

        Assert.Equal("Mails: 10 handed over, 1 to be tried again", await office.Run());
        Assert.All(await States(office, good), state => Assert.Equal(MailState.Sent, state));
    }

    [Fact]
    public async Task A_server_that_goes_on_hanging_up_is_left_alone()
    {
        await using var office = await PostOffice.Open(settings: ("Connections", "1"));
        var taken = 0;
        office.Server.Reacts = (step, _) => step == SmtpStep.Recipient && taken++ > 0 ? SmtpReaction.Close : null;

        for (var i = 0; i < 12; i++)
            await office.Queue();

        Assert.Equal("Mails: 1 handed over, 3 to be tried again", await office.Run());
    }

    [Fact]
    public async Task An_address_that_is_refused_is_tried_once_and_holds_up_nobody_else()
    {
        await using var office = await PostOffice.Open();
        var bad = office.Division.EmailOf(Role.Member);
        office.Server.Reacts = (step, to) =>
            step == SmtpStep.Recipient && to == bad ? new("550 5.1.1 no such person") : null;
        var (refused, other) = (await office.Queue(), await office.Queue(Role.Reader));

        Assert.Equal("Mails: 1 handed over, 1 refused", await office.Run());

        var mail = await office.Mail(refused);
        Assert.Equal((MailState.Failed, "Refused: 550 5.1.1 no such person"), (mail.State, mail.Reason));
        Assert.Equal("550 5.1.1 no such person", mail.Failing);
        Assert.Equal(MailState.Sent, (await office.Mail(other)).State);
        Assert.Single(await office.Notices(Role.Member));

        var next = await office.Queue();
        Assert.Equal("Mails: 1 settled without sending", await office.RunAfter(LongEnough));
        Assert.Equal(MailState.Failed, (await office.Mail(next)).State);
        Assert.Single(office.Server.Commands, line => line.Contains(bad, StringComparison.Ordinal));

        office.Server.Reacts = (_, _) => null;
        await office.App.Send(new ResendMail(refused), office.Division);
        Assert.Equal("Mails: 1 handed over", await office.Run());
        Assert.Null((await office.Mail(refused)).Failing);
    }

    [Fact]
    public async Task A_mail_that_is_refused_for_what_it_says_leaves_its_address_alone()
    {
        await using var office = await PostOffice.Open();
        office.Server.Reacts = (step, _) => step == SmtpStep.Sent ? new("554 looks like spam") : null;
        var id = await office.Queue();
        await office.Run();

        var mail = await office.Mail(id);
        Assert.Equal((MailState.Failed, "Refused: 554 looks like spam", null), (mail.State, mail.Reason, mail.Failing));
    }

    [Theory]
    [InlineData(SmtpStep.Connected)]
    [InlineData(SmtpStep.Recipient)]
    [InlineData(SmtpStep.Sent)]
    public async Task A_server_that_says_nothing_costs_one_attempt_and_not_the_mail_of_others(SmtpStep at)
    {
        await using var office = await PostOffice.Open(settings: ("Within", "00:00:02"));
        var other = await office.App.AddDivision("other", "The other division");
        var hung = false;
        office.Server.Reacts = (step, _) => step == at && !hung && (hung = true) ? SmtpReaction.Hang : null;
        Guid[] mails = [await office.Queue(), await office.Queue(Role.Reader), await office.Queue(Role.DeputyHead)];
        office.App.Clock.Advance(TimeSpan.FromSeconds(1));
        var theirs = await office.Queue(division: other);
        var watch = Stopwatch.StartNew();

        await office.Run();

        Assert.InRange(watch.Elapsed.TotalSeconds, 1.9, 8);
        Assert.Equal(MailState.Sent, (await office.Mail(theirs, other)).State);
        Assert.DoesNotContain(MailState.Sent, await States(office, mails));
        await office.RunAfter(LongEnough);
        Assert.All(await States(office, mails), state => Assert.Equal(MailState.Sent, state));
    }

    [Fact]
    public async Task One_connection_is_always_had()
    {
        await using var office = await PostOffice.Open(settings: ("Connections", "0"));
        var id = await office.Queue();

        await office.Run().WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(MailState.Sent, (await office.Mail(id)).State);
    }

    [Fact]
    public async Task A_host_that_stood_still_past_its_lease_cannot_record_what_it_heard()
    {
        await using var office = await PostOffice.Open();
        var id = await office.Queue();
        var frozen = (await office.Take())!;

        Assert.Equal("No mail was due", await office.Run());
        await office.EndLeases();
        await office.Run();
        Assert.Equal("Mails: 1 handed over", await office.RunAfter(LongEnough));

        Assert.False(await office.Record(frozen, Outcome.Refused));
        var mail = await office.Mail(id);
        Assert.Equal(MailState.Sent, mail.State);
        Assert.Equal([Outcome.Accepted, Outcome.Fenced], mail.Attempts.Select(one => one.Outcome));
        Assert.Single(office.Server.Accepted);
        Assert.Empty(await office.Notices(Role.Member));
    }

    [Fact]
    public async Task A_host_that_stood_still_too_long_does_not_begin_to_send()
    {
        await using var office = await PostOffice.Open();
        await office.Queue();
        var taken = (await office.Take())!;
        await using var host = office.App.Services.CreateAsyncScope();
        var desk = host.ServiceProvider.GetRequiredService<Desk>();

        Assert.True(desk.MayHandOver(taken));
        Assert.False(
            desk.MayHandOver(
                taken with
                {
                    Since = taken.Since - (long)(Desk.Lease.TotalSeconds / 2 * Stopwatch.Frequency),
                }
            )
        );
    }

    [Fact]
    public async Task A_database_that_breaks_off_again_and_again_loses_no_mail_and_doubles_none_unseen()
    {
        await using var office = await PostOffice.Open();
        var mails = new List<Guid>();
        for (var i = 0; i < 60; i++)
            mails.Add(await office.Queue());

        for (var round = 0; round < 6; round++)
        {
            var (run, breaks) = (RunOrBreak(office), new Random(round));

            for (var i = 0; i < 3; i++)
            {
                await Task.Delay(breaks.Next(40, 400));
                await office.BreakConnections();
            }

            await run;
            office.App.Services.GetRequiredService<Database>().App.Clear();
            await office.EndLeases();
            office.App.Clock.Advance(LongEnough);
        }

        await office.Run();
        await office.RunAfter(LongEnough);

        Assert.All(await States(office, mails), state => Assert.Equal(MailState.Sent, state));
        Assert.InRange(office.Server.Accepted.Count, 60, 60 + await Attempts(office, Outcome.Unknown));
        Assert.Equal(60, office.Server.Accepted.Select(one => one.Header("Message-ID")).Distinct().Count());
        Assert.Equal(60, await Attempts(office, Outcome.Accepted));
    }

    [Fact]
    public async Task A_result_that_is_recorded_twice_counts_once()
    {
        await using var office = await PostOffice.Open();
        var id = await office.Queue();
        var taken = (await office.Take())!;

        Assert.True(await office.Record(taken, Outcome.Accepted));
        Assert.False(await office.Record(taken, Outcome.Accepted));

        Assert.Equal(Outcome.Accepted, (await office.Mail(id)).Attempts.Single().Outcome);
    }

    [Theory]
    [InlineData(MailKind.Reminders, MailState.Unknown)]
    [InlineData(MailKind.Digest, MailState.Held)]
    public async Task A_host_that_dies_while_it_sends_leaves_a_mail_of_unknown_outcome(object kind, object becomes)
    {
        await using var office = await PostOffice.Open();
        var id = await office.Queue(kind: (MailKind)kind);
        await office.Take();
        office.App.Clock.Advance(TimeSpan.FromHours(-2));
        Assert.Equal("No mail was due", await office.Run());
        office.App.Clock.Advance(TimeSpan.FromHours(2));

        await office.EndLeases();
        await office.Run();

        var mail = await office.Mail(id);
        Assert.Equal((MailState)becomes, mail.State);
        Assert.Equal(
            (Outcome.Unknown, "the host that sent it went away"),
            mail.Attempts.Select(one => (one.Outcome, one.Answer)).Single()
        );
        await office.RunAfter(LongEnough);
        Assert.Equal((MailKind)kind == MailKind.Digest ? 0 : 1, office.Server.Accepted.Count);
    }

    [Fact]
    public async Task A_database_clock_that_steps_back_while_a_mail_is_on_its_way_has_it_sent_once()
    {
        await using var office = await PostOffice.Open();
        var id = await office.Queue();
        var (sent, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        office.Server.Reacts = (step, _) =>
        {
            if (step == SmtpStep.Sent && sent.TrySetResult())
                answer.Task.Wait();

            return null;
        };
        var first = Task.Run(() => office.Run());
        await sent.Task;

        // The clock that hosts carry on, and what the database's own then says of the lease.
        office.App.Clock.Advance(TimeSpan.FromHours(-2));
        await office.Change("update deadlines.mail set lease_until = lease_until + interval '2 hours'");
        Assert.Equal("No mail was due", await ActivatorUtilities.CreateInstance<Outbox>(office.App.Services).Run());
        answer.SetResult();

        Assert.Equal("Mails: 1 handed over", await first);
        var mail = await office.Mail(id);
        Assert.Equal((MailState.Sent, Outcome.Accepted), (mail.State, mail.Attempts.Single().Outcome));

        foreach (var hours in new[] { 0, 1, 1, 24 })
            Assert.Equal("No mail was due", await office.RunAfter(TimeSpan.FromHours(hours)));
        Assert.Single(office.Server.Accepted);
    }

    [Fact]
    public async Task A_mail_of_unknown_outcome_is_not_sent_again_where_nothing_is_left_to_say()
    {
        await using var office = await PostOffice.Open();
        var id = await office.Queue();
        office.Server.Reacts = (step, _) => step == SmtpStep.Sent ? SmtpReaction.LoseAnswer : null;
        await office.Run();
        office.Says = _ => null;

        Assert.Equal("Mails: 1 settled without sending", await office.RunAfter(LongEnough));

        var mail = await office.Mail(id);
        Assert.Equal((MailState.Cancelled, "There was nothing left to say"), (mail.State, mail.Reason));
        Assert.Single(office.Server.Accepted);
    }

    [Fact]
    public async Task Breaks_in_a_subject_or_a_name_make_no_header()
    {
        await using var office = await PostOffice.Open();
        office.Says = _ => PostOffice.Letter("Due\r\nBcc: evil@example.org\r\n\r\nBody");
        await office.Change(
            "update people set name = E'Ann\\r\\nBcc: evil@example.org' where id = @id",
            new { id = office.Division.PersonOf(Role.Member) }
        );
        await office.Queue();
        await office.Run();

        var mail = Assert.Single(office.Server.Accepted);
        Assert.Equal([office.Division.EmailOf(Role.Member)], mail.To);
        Assert.DoesNotContain("Bcc", mail.Headers);
        Assert.Equal("Due Bcc: evil@example.org Body", mail.Header("Subject"));
    }

    [Fact]
    public async Task An_address_with_a_break_is_no_address()
    {
        await using var office = await PostOffice.Open();
        await office.Change(
            "update people set email = E'ann@example.org\\r\\nRCPT TO:<evil@example.org>' where id = @id",
            new { id = office.Division.PersonOf(Role.Member) }
        );
        var id = await office.Queue();
        await office.Run();

        Assert.Equal(MailState.Failed, (await office.Mail(id)).State);
        Assert.Equal(0, office.Server.Connections);
    }

    [Fact]
    public async Task Two_hosts_send_each_mail_once()
    {
        await using var office = await PostOffice.Open();
        var mails = new List<Guid>();
        for (var i = 0; i < 200; i++)
            mails.Add(await office.Queue());
        var second = ActivatorUtilities.CreateInstance<Outbox>(office.App.Services);

        var said = await Task.WhenAll(office.Run(), second.Run());

        Assert.All(said, words => Assert.Matches("^Mails: [0-9]+ handed over$", words));
        Assert.Equal(200, office.Server.Accepted.Count);
        Assert.Equal(200, office.Server.Accepted.Select(one => one.Header("Message-ID")).Distinct().Count());
        Assert.All(await States(office, mails), state => Assert.Equal(MailState.Sent, state));
        Assert.InRange(office.Server.Connections, 2, 16);
    }

    [Fact]
    public async Task Somebody_who_left_before_the_mail_went_gets_none()
    {
        await using var office = await PostOffice.Open();
        var id = await office.Queue();
        await office.App.Send(new DeactivatePerson(office.Division.PersonOf(Role.Member), null), office.Division);

        Assert.Equal("Mails: 1 settled without sending", await office.Run());

        var mail = await office.Mail(id);
        Assert.Equal((MailState.Cancelled, "The person was deactivated"), (mail.State, mail.Reason));
        Assert.Equal(0, office.Server.Connections);
    }

    [Fact]
    public async Task Any_words_arrive_as_they_were_written()
    {
        await using var office = await PostOffice.Open();
        var words = $"£5m – café 𝄞 {new string('x', 3000)}\n.\n..dots";
        office.Says = _ =>
            new("Überfällig: £5m – 𝄞 " + new string('ÿ', 200), words, [new("<b>Now</b>", [new("A & B", words, "/")])]);
        var id = await office.Queue();
        await office.Run();

        var received = Assert.Single(office.Server.Accepted);
        Assert.Equal("Überfällig: £5m – 𝄞 " + new string('ÿ', 200), received.Header("Subject"));
        Assert.Contains(words, received.Text, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;Now&lt;/b&gt;", received.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", received.Html, StringComparison.Ordinal);
        Assert.All(received.Source.Split("\r\n"), line => Assert.InRange(line.Length, 0, 998));
        Assert.Equal(MailState.Sent, (await office.Mail(id)).State);
    }

    [Fact]
    public async Task What_cannot_be_put_into_words_waits_and_holds_up_nothing()
    {
        await using var office = await PostOffice.Open();
        var reader = office.Division.PersonOf(Role.Reader);
        office.Says = person =>
            person == reader ? throw new InvalidOperationException("No words") : PostOffice.Letter();
        var (wordless, other) = (await office.Queue(Role.Reader), await office.Queue());

        await office.Run();

        Assert.Equal(MailState.Sent, (await office.Mail(other)).State);
        var mail = await office.Mail(wordless);
        Assert.Equal(MailState.Queued, mail.State);
        Assert.StartsWith("This mail could not be put into words", mail.Reason, StringComparison.Ordinal);

        for (var day = 0; day < 7; day++)
            await office.RunAfter(TimeSpan.FromDays(1));

        Assert.Equal(MailState.Failed, (await office.Mail(wordless)).State);
    }

    [Fact]
    public async Task Without_a_mail_server_mail_is_shown_and_goes_out_later_only_while_it_is_news()
    {
        await using var office = await PostOffice.Open();
        var (host, settings) = (office.Settings.Host, office.Settings);
        settings.Host = null;
        var old = await office.Queue();
        await office.Run();
        office.App.Clock.Advance(TimeSpan.FromDays(3));
        var news = await office.Queue();
        Assert.Equal("Mails: 1 settled without sending", await office.Run());

        var mail = await office.Mail(news);
        Assert.Equal((MailState.Held, Inspection.Deadlines.Mail.NoServer), (mail.State, mail.Reason));
        Assert.Contains("Issue to address 3", mail.Body, StringComparison.Ordinal);
        Assert.Empty(mail.Attempts);

        settings.Host = host;
        Assert.Equal("Mails: 1 handed over", await office.Run());
        Assert.Equal(MailState.Sent, (await office.Mail(news)).State);
        Assert.Equal(MailState.Held, (await office.Mail(old)).State);
        Assert.StartsWith("Older than 2 days", (await office.Mail(old)).Reason, StringComparison.Ordinal);

        await office.App.Send(new ResendMail(old), office.Division);
        Assert.Equal("Mails: 1 handed over", await office.Run());
    }

    [Fact]
    public async Task Of_an_erased_person_no_address_and_no_word_is_kept()
    {
        await using var office = await PostOffice.Open();
        var bad = office.Division.EmailOf(Role.Member);
        var sent = await office.Queue();
        await office.Run();
        office.Server.Reacts = (step, to) => step == SmtpStep.Recipient ? new($"550 <{to}> unknown") : null;
        var failed = await office.Queue();
        await office.Run();
        var waiting = await office.Queue();

        await office.App.Send(new ErasePerson(office.Division.PersonOf(Role.Member), null), office.Division);
        await office.App.Settle();
        await office.Run();

        Assert.Equal(
            [MailState.Sent, MailState.Failed, MailState.Cancelled],
            await States(office, [sent, failed, waiting])
        );
        var left = await office.Rows<string>(
            """
            select row_to_json(m)::text from deadlines.mail m
            union all select row_to_json(a)::text from deadlines.mail_attempt a
            union all select row_to_json(f)::text from deadlines.failing_address f
            """
        );
        Assert.DoesNotContain(left, row => row.Contains(bad, StringComparison.Ordinal));
        Assert.DoesNotContain(left, row => row.Contains("thing is due", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_run_ends_in_time_and_the_next_goes_on()
    {
        await using var office = await PostOffice.Open(settings: [("PerSecond", "20"), ("LongestRun", "00:00:00.5")]);
        for (var i = 0; i < 20; i++)
            await office.Queue();

        await office.Run();

        Assert.InRange(office.Server.Accepted.Count, 2, 11);
        office.Settings.LongestRun = TimeSpan.FromSeconds(60);
        await office.Run();
        Assert.Equal(20, office.Server.Accepted.Count);
    }

    private static async Task RunOrBreak(PostOffice office)
    {
        try
        {
            await office.Run();
        }
        catch (NpgsqlException) { }
    }

    private static async Task<IReadOnlyList<MailState>> States(PostOffice office, IEnumerable<Guid> mails)
    {
        var states = new List<MailState>();

        foreach (var mail in mails)
            states.Add((await office.Mail(mail)).State);

        return states;
    }

    private static async Task<int> Attempts(PostOffice office, Outcome outcome) =>
        (
            await office.Rows<int>(
                "select 1 from deadlines.mail_attempt where outcome = @outcome",
                new { outcome = $"{outcome}" }
            )
        ).Count;
}
