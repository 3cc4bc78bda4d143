using Creel.Faults;
using CsCheck;

namespace Creel.Tests.Faults;

/// <summary>
/// Any steps, in any order, on a real store: after each of them it must be what a list in memory says. Shrunk by CsCheck to
/// the fewest steps that break it.
/// </summary>
public sealed class InboxModelTests
{
    private static readonly Gen<Sent> Event = Gen.Select(Gen.Int[0, 1], Gen.Int[0, 3], Gen.Int[0, 2], Gen.Int[1, 3000], (source, key, body, size) => new Sent(source, key, body, size));

    private static readonly Gen<Step> AnyStep = Gen.Frequency(
        (10, Event.Array[1, 12].Select(batch => (Step)new Send(batch))),
        (2, Event.Array[1, 12].Select(batch => (Step)new Send(batch, Poisoned: true))),
        (3, Gen.Int[-20, 40].Select(minutes => (Step)new Wait(TimeSpan.FromMinutes(minutes)))),
        (1, Gen.Const((Step)new Restart())),
        (1, Gen.Const((Step)new Kill())),
        (1, Gen.Int[0, 2].Select(mode => (Step)new Fold(new[] { "PASSIVE", "RESTART", "TRUNCATE" }[mode]))),
        (3, Gen.Select(Gen.Int[0, 40], Gen.Int[1, 50], (from, limit) => (Step)new Look(from, limit))));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Is_after_any_steps_what_a_list_in_memory_says(bool throughWriter) => AnyStep.List[1, 30].Sample(steps =>
    {
        var directory = Directory.CreateTempSubdirectory("creel-model-");
        try
        {
            using var run = new InboxRun(directory.FullName, disk: null, throughWriter, seed: 1);
            foreach (var step in steps) run.Do(step);
            run.Finish();
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }, iter: 60, threads: 1, print: steps => string.Join('\n', steps));
}
