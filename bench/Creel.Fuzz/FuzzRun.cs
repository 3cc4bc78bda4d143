using System.Diagnostics;
using System.Security.Cryptography;

namespace Creel.Fuzz;

/// <summary>What one target's run came to.</summary>
internal sealed record FuzzResult(string Target, long Inputs, int Edges, int Corpus, IReadOnlyList<(byte[] Input, Exception Why)> Findings);

/// <summary>Runs a target on mutated inputs, and keeps those that reach something new to mutate them further.</summary>
internal static class FuzzRun
{
    private const int MostFindings = 5;
    private static readonly TimeSpan SlowInput = TimeSpan.FromSeconds(2);

    /// <param name="target">What to run.</param>
    /// <param name="coverage">Tells what is new; null: only the seeds are mutated.</param>
    /// <param name="seed">Of the random numbers.</param>
    /// <param name="corpus">Further inputs to begin with.</param>
    /// <param name="goOn">Asked after each input, with their number.</param>
    public static FuzzResult Run(FuzzTarget target, Coverage? coverage, int seed, IEnumerable<byte[]> corpus, Func<long, bool> goOn)
    {
        var mutator = new Mutator(seed);
        var known = new List<byte[]>([.. target.Seeds, .. corpus]);
        var findings = new Dictionary<string, (byte[], Exception)>();
        foreach (var input in known) Try(target, input, coverage, findings);
        var inputs = (long)known.Count;
        while (goOn(inputs) && findings.Count < MostFindings)
        {
            var input = mutator.Mutate(mutator.Pick(known), mutator.Pick(known));
            inputs++;
            if (Try(target, input, coverage, findings)) known.Add(input);
        }
        return new(target.Name, inputs, coverage?.Edges ?? 0, known.Count, [.. findings.Values]);
    }

    public static string NameOf(byte[] input) => Convert.ToHexStringLower(SHA256.HashData(input).AsSpan(0, 8));

    private static bool Try(FuzzTarget target, byte[] input, Coverage? coverage, Dictionary<string, (byte[], Exception)> findings)
    {
        var started = Stopwatch.GetTimestamp();
        coverage?.Begin();
        try
        {
            target.Run(input);
            if (coverage is not null && Stopwatch.GetElapsedTime(started) > SlowInput) throw new FindingException($"{input.Length} bytes took longer than {SlowInput.TotalSeconds:0} s");
        }
        catch (Exception e)
        {
            // One of each kind: the same place throws for thousands of inputs.
            findings.TryAdd($"{e.GetType()} {e.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains("Creel.", StringComparison.Ordinal))}", (input, e));
            return false;
        }
        return coverage?.IsNew() ?? false;
    }
}
