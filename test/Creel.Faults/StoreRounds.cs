using Creel.Faults.Disk;

namespace Creel.Faults;

/// <summary>Seed after seed, each on an inbox of its own. The last line says what they came to.</summary>
internal static class StoreRounds
{
    public static int Run(string place, int first, int count, bool lying)
    {
        using var disk = SimulatedDisk.Open(place + ".page");
        disk.Lies = lying;
        var (acknowledged, refused, unsure, kills, restarts, broken) = (0L, 0L, 0L, 0L, 0L, 0);
        for (var seed = first; seed < first + count; seed++)
        {
            var run = new InboxRun(Directory.CreateDirectory(Path.Combine(place, $"seed-{seed}")).FullName, disk, throughWriter: seed % 2 == 1, seed);
            disk.Begin(seed);
            var step = 0;
            try
            {
                foreach (var next in RandomSteps.Of(seed))
                {
                    step++;
                    if (Environment.GetEnvironmentVariable("CREEL_FAULTS_TRACE") is not null) System.Console.WriteLine($"{seed}.{step} {disk.Operations} {next}");
                    run.Do(next);
                }
                run.Finish();
            }
            catch (Exception e)
            {
                broken++;
                System.Console.WriteLine($"seed {seed}, step {step}: {(e is InboxBrokenException ? e.Message : e.ToString())}");
                disk.PowerOn();
                Close(run);
            }
            acknowledged += run.Tally.Acknowledged;
            refused += run.Tally.Refused;
            unsure += run.Tally.KeptThoughRefused;
            kills += run.Tally.Kills;
            restarts += run.Tally.Restarts;
        }
        System.Console.WriteLine($"{count} seeds: {disk.Losses} power losses, {kills} kills, {restarts} restarts, {disk.Failed} failed calls, "
            + $"{disk.Dropped} sectors lost; {acknowledged} acknowledged, {refused} refused, of these {unsure} kept; {broken} seeds broken");
        return broken == 0 ? 0 : 1;
    }

    private static void Close(InboxRun run)
    {
        try
        {
            run.Dispose();
        }
        catch (Exception e)
        {
            System.Console.WriteLine($"  and closing it: {e.Message}");
        }
    }
}
