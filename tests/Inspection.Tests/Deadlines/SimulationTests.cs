using Inspection.Contracts.Organisation;
using Inspection.Deadlines;
using Inspection.Kernel;

namespace Inspection.Tests.Deadlines;

/// <summary>
/// Ten years of a division with two thousand deadlines: re-dated, closed, opened again, re-assigned, with outages, runs
/// that are cut off or repeated, and mail that fails. A seed that fails is played again by its number.
/// </summary>
public sealed class SimulationTests
{
    private const int Seeds = 200;

    [Fact]
    public async Task Whatever_happens_in_ten_years_each_true_rung_reaches_each_recipient_once()
    {
        var failed = new List<string>();

        // On one thread of its own: what else is tested meanwhile needs those of the pool.
        await Task.Factory.StartNew(
            () =>
            {
                for (var seed = 0; seed < Seeds; seed++)
                    try
                    {
                        new Years(seed).Play();
                    }
                    catch (Exception e)
                    {
                        failed.Add($"Seed {seed}: {e.Message}");
                    }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );

        Assert.Empty(failed);
    }

    [Fact]
    public void The_same_seed_plays_the_same_years()
    {
        var (once, again) = (new Years(7), new Years(7));
        once.Play();
        again.Play();

        Assert.NotEqual(0, once.Received);
        Assert.Equal((once.Received, once.Repeated, once.Dropped), (again.Received, again.Repeated, again.Dropped));
    }

    /// <summary>One seed's ten years.</summary>
    private sealed class Years(int seed)
    {
        private const int Deadlines = 2000;
        private static readonly TimeZoneInfo London = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");
        private static readonly DateOnly First = new(2026, 1, 1);
        private static readonly DateTimeOffset End = new DateOnly(2036, 1, 1).At(new(0, 0));

        private readonly Random random = new(seed);
        private readonly MemoryLedger ledger = new();
        private readonly List<Guid> ids = [];
        private readonly Dictionary<Guid, List<(DateTimeOffset At, Rung Rung)>> rungs = [];
        private readonly SortedSet<(DateTimeOffset At, Guid Deadline)> toCheck = [];
        private readonly HashSet<(Guid, DateOnly, string)> seen = [];
        private readonly Dictionary<(Guid, DateOnly, string, Guid), Guid> received = [];
        private readonly List<PostSummary> posts = [];
        private readonly List<Guid> people = [];

        /// <summary>When who holds which post last changed.</summary>
        private DateTimeOffset held;
        private Rules rules = Rules.Usual;
        private Decisions decisions = null!;
        private Inspection.Deadlines.Directory directory = null!;
        private DateTimeOffset now;

        public int Received => received.Count;

        public int Repeated { get; private set; }

        /// <summary>How often it was looked whether a rung reached everybody.</summary>
        public int Checked { get; private set; }

        public int Dropped => ledger.Entries.Values.Count(one => one.State == "Dropped");

        public void Play()
        {
            Found();

            for (var day = First; now < End; day = day.AddDays(1))
            {
                for (var i = random.Next(4); i > 0; i--)
                    Happen(day);

                // The system may be away for days.
                if (random.Next(200) == 0)
                    day = day.AddDays(random.Next(1, 12));

                // A run soon after the rungs fall due, and some at any time, by either host, at times both at once.
                foreach (var minutes in Runs())
                {
                    now = Later(now, day.At(new(0, 0)).AddMinutes(minutes));
                    var cutOff = random.Next(30) == 0;
                    ledger.Run(decisions, now, cutOff);

                    if (random.Next(10) == 0)
                        ledger.Run(decisions, now);

                    CheckDecided();

                    if (!cutOff)
                    {
                        CheckNothingWaits();
                        CheckNothingTrueIsDropped();
                    }

                    HandOver();
                }
            }

            Assert.True(ids.Count >= Deadlines * 9 / 10, $"Only {ids.Count} deadlines");
            Assert.True(Checked > ids.Count, $"Only {Checked} rungs were looked at");
        }

        private IEnumerable<int> Runs()
        {
            var times = Enumerable
                .Range(0, random.Next(3))
                .Select(_ => random.Next(24 * 60))
                .Append(8 * 60 + random.Next(5));
            return [.. times.Order()];
        }

        private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

        private void Found()
        {
            for (var i = 0; i < 30; i++)
                people.Add(Id());

            Guid[] teams = [Id(), Id(), Id(), Id()];
            Post(PostKind.HeadOfDivision, null, people[0]);
            Post(PostKind.ModuleOwner, null, people[1]);
            Post(PostKind.BoardMember, null, people[2]);
            Post(PostKind.BoardMember, null, people[3]);

            foreach (var (team, i) in teams.Select((team, i) => ($"{team}", i)))
            {
                Post(PostKind.DeputyHead, team, people[4 + i]);

                for (var j = 0; j < 5; j++)
                    Post(PostKind.Other, team, people[8 + i * 5 + j]);
            }

            now = First.At(new(0, 0));
            Changed();
        }

        private void Post(PostKind kind, string? team, Guid holder) =>
            posts.Add(
                new(Id(), $"{kind}", null, team, holder, null)
                {
                    Kind = kind,
                    Module = "recommendations",
                    Holders = [holder],
                }
            );

        private void Happen(DateOnly day)
        {
            now = Later(now, day.At(new(0, 0)).AddMinutes(random.Next(24 * 60)));

            switch (random.Next(20))
            {
                case < 9 when ids.Count < Deadlines:
                    Put(
                        new()
                        {
                            Id = Id(),
                            Kind = "recommendation-due",
                            Module = "recommendations",
                            IsOpen = true,
                            Due = AnyDue(day),
                            Posts = [AnyPost()],
                        }
                    );
                    break;
                case < 12 when ids.Count > 0:
                    Put(Any() with { Due = AnyDue(day) });
                    break;
                case < 16 when ids.Count > 0:
                    Put(Any() with { IsOpen = false });
                    break;
                case 16 when ids.Count > 0:
                    Put(Any() with { IsOpen = true });
                    break;
                case 17 when ids.Count > 0:
                    Put(Any() with { Posts = [AnyPost()] });
                    break;
                case 18:
                    // Somebody leaves a post, and somebody else may take it up.
                    var index = random.Next(posts.Count);
                    held = now;
                    posts[index] = posts[index] with
                    {
                        Holders = random.Next(4) == 0 ? [] : [people[random.Next(people.Count)]],
                    };
                    Changed();
                    break;
                case 19:
                    rules = rules with
                    {
                        Preferences = new Dictionary<Guid, Cadence>(rules.Preferences)
                        {
                            [people[random.Next(people.Count)]] = (Cadence)random.Next(3),
                        },
                    };
                    Changed();
                    break;
            }
        }

        private void Changed()
        {
            directory = new([.. posts], people.ToHashSet());
            decisions = new(rules, directory);
        }

        private Watched Any() => ledger.Deadlines[ids[Math.Max(0, ids.Count - 1 - random.Next(60))]];

        private Guid AnyPost() => posts[4 + random.Next(posts.Count - 4)].Id;

        private DateOnly? AnyDue(DateOnly day) => random.Next(12) == 0 ? null : day.AddDays(random.Next(-20, 200));

        private Guid Id()
        {
            Span<byte> bytes = stackalloc byte[16];
            random.NextBytes(bytes);
            return new(bytes);
        }

        private void Put(Watched deadline)
        {
            if (!ledger.Deadlines.ContainsKey(deadline.Id))
                ids.Add(deadline.Id);

            ledger.Put(deadline, rules, now);
            rungs[deadline.Id] = deadline is { IsOpen: true, Due: { } due }
                ? [.. Ladder.Usual.Select(rung => (MomentOf(due, rung), rung))]
                : [];

            foreach (var (at, _) in rungs[deadline.Id])
                toCheck.Add((at, deadline.Id));
        }

        /// <summary>Said again in other words than the ladder's own: eight in London, on the nearest day mail may be sent.</summary>
        private DateTimeOffset MomentOf(DateOnly due, Rung rung)
        {
            var day = due.AddDays(rung.Days);

            while (!rules.Days.IsWorking(day))
                day = day.AddDays(rung.Days < 0 ? -1 : 1);

            return new(TimeZoneInfo.ConvertTimeToUtc(day.ToDateTime(new(8, 0)), London), TimeSpan.Zero);
        }

        /// <summary>After every run, the rung that is true now stands in the ledger for everybody whom it reaches.</summary>
        private void CheckDecided()
        {
            while (toCheck.Count > 0 && toCheck.Min is var (at, id) && at <= now)
            {
                toCheck.Remove((at, id));
                var deadline = ledger.Deadlines[id];

                // The last of the same moment; none where it was closed or dated anew meanwhile.
                if (rungs[id].Where(one => one.At <= now).OrderBy(one => one.At).LastOrDefault().Rung is not { } rung)
                    continue;

                Checked++;

                if (!seen.Add((id, deadline.Due!.Value, rung.Key)))
                    continue;

                foreach (var reached in directory.Reach(deadline, rung))
                    Assert.True(
                        ledger.Entries.ContainsKey((id, deadline.Due.Value, rung.Key, reached.Person)),
                        $"Rung {rung.Words} of {id} did not reach {reached.Person} by {now:O}"
                    );
            }
        }

        /// <summary>Nothing waits that could go: no escalation, and nothing of who is written to daily, outside quiet times.</summary>
        private void CheckNothingWaits()
        {
            if (rules.Reminding.IsQuiet(now, rules.Days))
                return;

            foreach (var one in ledger.Waiting.Where(one => !one.Reminder.Board))
            {
                Assert.False(one.Reminder.Escalates, $"An escalation waits at {now:O}");
                Assert.False(
                    rules.CadenceOf(one.Reminder.Person) == Cadence.Daily
                        && ledger.LastReminders(one.Reminder.Person)?.Day() != now.Day(),
                    $"A reminder waits at {now:O}"
                );
            }
        }

        /// <summary>
        /// Of some deadlines: who is to know what is true now is not among those who were left out. Whom a post reaches again
        /// because somebody else took it up or left it hears from the next rung on.
        /// </summary>
        private void CheckNothingTrueIsDropped()
        {
            for (var i = 0; i < 20 && ids.Count > 0; i++)
            {
                var deadline = Any();
                var climb = rules.Climb(deadline.Kind, deadline.Due, deadline.IsOpen, now);

                if (climb.Rung is null || !seen.Contains((deadline.Id, deadline.Due!.Value, climb.Rung.Key)))
                    continue;

                foreach (var reached in directory.Reach(deadline, climb.Rung))
                {
                    var entry = ledger.Entries.GetValueOrDefault(
                        (deadline.Id, deadline.Due.Value, climb.Rung.Key, reached.Person)
                    );
                    Assert.True(
                        entry?.State != "Dropped" || entry.Reason == "It is no longer theirs" && held >= climb.At,
                        $"{reached.Person} was left out of {climb.Rung.Words} of {deadline.Id} at {now:O}: {entry?.Reason}"
                    );
                }
            }
        }

        private void HandOver()
        {
            foreach (var mail in ledger.Outbox.Where(mail => mail.State == "Queued" && mail.NotBefore <= now).ToList())
            {
                var lines = ledger.Compose(mail, decisions);

                if (lines.Count == 0)
                {
                    mail.State = "Cancelled";
                    continue;
                }

                switch (random.Next(100))
                {
                    case < 80:
                        Receive(mail, lines);
                        mail.State = "Sent";
                        break;
                    case < 90:
                        mail.NotBefore = now.AddMinutes(random.Next(1, 600));
                        break;
                    case < 98:
                        // The answer was lost: it may have arrived, and goes again under the same Message-ID.
                        if (random.Next(2) == 0)
                            Receive(mail, lines);

                        mail.MayHaveArrived = true;
                        mail.NotBefore = now.AddMinutes(5);
                        break;
                    default:
                        mail.State = "Failed";
                        break;
                }
            }

            ledger.Outbox.RemoveAll(mail => mail.State != "Queued");
        }

        private void Receive(MemoryMail mail, IReadOnlyList<Reminder> lines)
        {
            foreach (var line in lines)
            {
                var deadline = ledger.Deadlines[line.Deadline];
                Assert.True(deadline.IsOpen, $"{line.Deadline} was over at {now:O}");
                Assert.Equal(deadline.Due, line.Due);

                if (received.TryAdd((line.Deadline, line.Due, line.Rung, line.Person), mail.Id))
                    continue;

                Assert.Equal(mail.Id, received[(line.Deadline, line.Due, line.Rung, line.Person)]);
                Assert.True(mail.MayHaveArrived, $"A reminder of {line.Deadline} came twice by {now:O}");
                Repeated++;
            }
        }
    }
}
