using System.CommandLine;
using System.Diagnostics;
using Creel.Fuzz;
using SharpFuzz;

var assemblies = new Argument<string[]>("ASSEMBLY") { Description = "counts its branches from now on" };
var instrument = new Command("instrument", "Makes assemblies tell which of their branches are taken.") { assemblies };
instrument.SetAction(given =>
{
    foreach (var assembly in given.GetRequiredValue(assemblies)) Console.WriteLine($"{assembly}: {Fuzzer.Instrument(assembly, _ => true, Options.Value).Count()} types");
});

var seconds = new Option<double>("--seconds") { Description = "for all targets together", DefaultValueFactory = _ => 600 };
var only = new Option<string[]>("--only") { Description = "targets by name", AllowMultipleArgumentsPerToken = true };
var seed = new Option<int>("--seed") { Description = "of the random numbers", DefaultValueFactory = _ => 1 };
var folder = new Option<string>("--folder") { Description = "where corpus and findings are kept", DefaultValueFactory = _ => "artifacts/fuzz" };
var run = new Command("run", "Fuzzes every target for its share of the time; what it finds is a file each.") { seconds, only, seed, folder };
run.SetAction(given =>
{
    Coverage.Start();
    var chosen = AllTargets.List.Where(target => given.GetValue(only) is not { Length: > 0 } names || names.Contains(target.Name)).ToList();
    var share = TimeSpan.FromSeconds(given.GetValue(seconds) / Math.Max(1, chosen.Count));
    var found = 0;
    foreach (var target in chosen)
    {
        var coverage = new Coverage();
        var place = Path.Combine(given.GetRequiredValue(folder), target.Name);
        Directory.CreateDirectory(place);
        var corpus = Directory.EnumerateFiles(place, "*.in").Order(StringComparer.Ordinal).Select(File.ReadAllBytes).ToList();
        var started = Stopwatch.GetTimestamp();
        var result = FuzzRun.Run(target, coverage, given.GetValue(seed), corpus, _ => Stopwatch.GetElapsedTime(started) < share);
        Console.WriteLine($"{target.Name,-12} {result.Inputs,10:N0} inputs  {result.Edges,6:N0} edges  {result.Corpus,6:N0} kept  {result.Findings.Count} findings");
        foreach (var (input, why) in result.Findings)
        {
            var file = Path.Combine(place, FuzzRun.NameOf(input) + ".finding");
            File.WriteAllBytes(file, input);
            Console.WriteLine($"  {file}: {why}");
        }
        found += result.Findings.Count;
    }
    return found == 0 ? 0 : 1;
});

return new RootCommand("Coverage-guided fuzzing of everything that reads what strangers send. See bench/fuzz.sh.") { instrument, run }.Parse(args).Invoke();
