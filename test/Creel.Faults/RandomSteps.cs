using Creel.Faults.Disk;

namespace Creel.Faults;

/// <summary>The steps of one seed.</summary>
internal static class RandomSteps
{
    public static IEnumerable<Step> Of(int seed)
    {
        var random = new Random(seed);
        // Often something happens while the inbox is being made.
        if (random.Next(3) == 0) yield return new LosePower(random.Next(1, 60));
        if (random.Next(3) == 0) yield return RandomFault(random);
        for (var left = random.Next(10, 40); left > 0; left--)
        {
            yield return Next(random);
        }
        yield return new Heal();
        yield return new Send(Batch(random));
        yield return new LosePower(1);
        yield return new Send(Batch(random));
        yield return new Send(Batch(random));
    }

    private static Step Next(Random random) => random.Next(100) switch
    {
        < 56 => new Send(Batch(random), Poisoned: random.Next(30) == 0),
        < 62 => new Wait(TimeSpan.FromMinutes(random.Next(-20, 40))),
        < 65 => new Restart(),
        < 70 => new Kill(),
        < 75 => new Fold(random.Next(3) switch { 0 => "PASSIVE", 1 => "RESTART", _ => "TRUNCATE" }),
        < 80 => new Look(random.Next(40), random.Next(1, 60)),
        < 86 => new LosePower(random.Next(1, 40)),
        < 94 => RandomFault(random),
        _ => new Heal(),
    };

    private static Fail RandomFault(Random random) =>
        new(RandomKinds(random), random.Next(2) == 0 ? SimulatedDisk.IoError : SimulatedDisk.NoSpace, random.Next(1, 30), random.Next(-1, 4));

    private static SimulatedDisk.Kinds RandomKinds(Random random) => random.Next(4) switch
    {
        0 => SimulatedDisk.Kinds.Everything,
        1 => SimulatedDisk.Kinds.Writes | SimulatedDisk.Kinds.Lengths,
        _ => SimulatedDisk.Kinds.Syncs,
    };

    private static Sent[] Batch(Random random) =>
        [.. Enumerable.Range(0, random.Next(8) == 0 ? random.Next(1, 60) : random.Next(1, 6)).Select(_ => new Sent(
            random.Next(2),
            random.Next(3) == 0 ? random.Next(1, 5) : 0,
            random.Next(2) == 0 ? random.Next(1, 4) : 0,
            random.Next(20) == 0 ? random.Next(20_000) : random.Next(1, 900)))];
}
