using System.Globalization;
using Creel.Bench.Machine;
using Creel.Bench.Parties;
using Creel.Bench.Verify;

namespace Creel.Bench.Compare;

/// <summary>Starts every party, runs them in turns A B C A B C …, and checks what Creel kept.</summary>
internal sealed class Comparison(WorkPlace work, LoadProcess load, CompareOptions options, TextWriter progress)
{
    public async Task<(List<PartyScore> Scores, InboxFindings? Kept)> RunAsync(CancellationToken stop)
    {
        var scores = PartyList.All(options.Creel, options.PartyFiles)
            .Where(party => options.Wants(party))
            .Select(party => new PartyScore(party))
            .ToList();
        var running = new Dictionary<PartyScore, RunningParty>();
        try
        {
            foreach (var score in scores)
            {
                if (await StartAsync(score, stop) is { } started) running.Add(score, started);
            }
            for (var turn = 1; turn <= options.Turns; turn++)
            {
                foreach (var score in scores.Where(score => score.Failure is null)) await TakeTurnAsync(turn, score, running[score], stop);
            }
        }
        finally
        {
            foreach (var party in running.Values) await party.DisposeAsync();
        }
        return (scores, Check(running));
    }

    /// <summary>What Creel kept of what it acknowledged; null when it was not measured or its inbox can't be read.</summary>
    private static InboxFindings? Check(Dictionary<PartyScore, RunningParty> running)
    {
        foreach (var (score, party) in running.Where(pair => pair.Key.Party.Name == PartyList.Creel))
        {
            try
            {
                return InboxCheck.Run(party.Place.At("data/inbox.db"), score.Acked);
            }
            catch (BenchException e)
            {
                score.Failure = e.Message;
            }
        }
        return null;
    }

    private async Task<RunningParty?> StartAsync(PartyScore score, CancellationToken stop)
    {
        var party = score.Party;
        if (!party.IsInstalled)
        {
            score.Failure = $"{party.Program} is not there";
            return null;
        }
        try
        {
            score.Version = (await OneShot.RunAsync(party.Program, party.VersionArguments, TimeSpan.FromSeconds(20), stop)).Split('\n')[0];
            var place = work.New(new string([.. party.Name.Where(char.IsAsciiLetter)]));
            return await RunningParty.StartAsync(party, place, stop);
        }
        catch (BenchException e)
        {
            score.Failure = e.Message;
            progress.WriteLine($"  {party.Name}: {e.Message}");
            return null;
        }
    }

    private async Task TakeTurnAsync(int turn, PartyScore score, RunningParty party, CancellationToken stop)
    {
        try
        {
            var (result, acked) = await load.RunAsync(party, options.Span, stop);
            score.Turns.Add(result);
            score.Acked.Add(acked);
            score.ResidentBytes = Math.Max(score.ResidentBytes, ProcessTree.ResidentBytes(party.Id));
            progress.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  turn {turn}  {score.Party.Name,-22} {result.Rate,9:N0}/s  p99 {result.P99Ms,8:N2} ms  " +
                $"not acknowledged {result.NotAcknowledged}"));
            if (party.HasExited) score.Failure = $"ended by itself in turn {turn}";
        }
        catch (BenchException e)
        {
            score.Failure = e.Message;
            progress.WriteLine($"  turn {turn}  {score.Party.Name}: {e.Message}");
        }
    }
}
