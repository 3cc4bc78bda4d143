using System.Text;
using Creel.Fuzz;

namespace Creel.Tests.Fuzzing;

/// <summary>A short, repeatable run of every fuzz target, without looking at coverage: <c>bench/fuzz.sh</c> runs the long ones.</summary>
public sealed class FuzzTargetTests
{
    private const int Inputs = 3_000;

    public static TheoryData<string> Targets => [.. AllTargets.List.Select(target => target.Name)];

    [Theory, MemberData(nameof(Targets))]
    public void Nothing_is_found_in_a_short_run(string name)
    {
        var target = AllTargets.List.Single(target => target.Name == name);
        var result = FuzzRun.Run(target, coverage: null, seed: 1, [], count => count < Inputs);
        Assert.True(result.Findings.Count > 0 || result.Inputs == Inputs);
        Assert.True(result.Findings.Count == 0, string.Join("\n\n", result.Findings.Select(one => $"{Encoding.Latin1.GetString(one.Input)}\n{one.Why}")));
    }

    [Fact]
    public void What_throws_is_found_and_told_once()
    {
        var broken = new FuzzTarget("broken", input => FindingException.ThrowUnless(input.Length < 3, "too long"), "ab");
        var finding = Assert.Single(FuzzRun.Run(broken, coverage: null, seed: 1, [], count => count < 200).Findings);
        Assert.Equal("too long", finding.Why.Message);
    }
}
