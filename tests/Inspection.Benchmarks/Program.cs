using System.Diagnostics;
using System.IO.Enumeration;
using Inspection.Benchmarks;

// build/bench ['*pattern*'], or here: [--filter PATTERN] [--quick]. PATTERN is of a group: Appends, Folds, ...
var filter = args.SkipWhile(one => one != "--filter").Skip(1).FirstOrDefault("*");
var quick = args.Contains("--quick");

if (quick)
    (Contest.Rounds, Contest.Slice) = (5, TimeSpan.FromSeconds(0.15));

(string Name, Func<Bench, IAsyncEnumerable<Line>> Run)[] groups =
[
    (nameof(Appends), Appends.Run),
    (nameof(Folds), Folds.Run),
];
var watch = Stopwatch.StartNew();
await using var bench = await Bench.Start();
Line.Head();

foreach (var (name, run) in groups)
    if (FileSystemName.MatchesSimpleExpression(filter, name))
        await foreach (var line in run(bench))
            line.Print();

Console.WriteLine($"{watch.Elapsed.TotalSeconds:0} s");
