using System.Diagnostics;
using System.Globalization;
using System.IO.Enumeration;
using Inspection.Benchmarks;

// build/bench ['*append*'], or here: [--filter PATTERN] [--quick] [--cpu] [--commit MICROSECONDS]. PATTERN is of a row's
// name: 'append 1,*'. With --commit each commit waits so much longer for its disk, floor's and ours.
var filter = args.SkipWhile(one => one != "--filter").Skip(1).FirstOrDefault("*");
var quick = args.Contains("--quick");

if (quick)
    (Contest.Rounds, Contest.Length, Contest.WarmUps) = (3, TimeSpan.FromSeconds(0.15), 1);

var watch = Stopwatch.StartNew();
await using var bench = await Bench.Start();

if (args.SkipWhile(one => one != "--commit").Skip(1).FirstOrDefault() is { } microseconds)
    await bench.SlowCommits(int.Parse(microseconds, CultureInfo.InvariantCulture));

await using var pages = new Pages(bench);
await using var reminders = new Reminders(bench);

if (args.Contains("--cpu"))
    Cpu.Postmaster = bench.Postmaster;

Line.Head();

foreach (
    var row in (Row[])
        [
            .. Appends.Rows(bench),
            .. Folds.Rows(bench),
            .. Visibility.Rows(bench),
            .. Rebuilds.Rows(bench),
            .. pages.Rows(),
            .. reminders.Rows(),
            Memory(),
        ]
)
    if (FileSystemName.MatchesSimpleExpression(filter, row.Name))
        (await row.Measure(row.Name)).Print();

Console.WriteLine($"{watch.Elapsed.TotalSeconds:0} s");

// This process: what measures, what is measured, and the mail server.
static Row Memory() =>
    new(
        "memory of the process after all this",
        name =>
            Task.FromResult(
                new Line(name, null, Environment.WorkingSet / 1048576.0, null, null, "MB") { LessIsBetter = true }
            )
    );
