using Creel.Bench.Compare;
using Creel.Bench.Load;
using Creel.Bench.Machine;
using Creel.Bench.Parties;
using Creel.Bench.Verify;

namespace Creel.Bench.Grown;

/// <summary>
/// Fills an inbox, then measures starting on it, its newest page, and receiving into it against receiving into an
/// empty one. Both are started anew for each turn: the empty one must be empty, and then neither is warmer.
/// </summary>
internal sealed class GrownRun(WorkPlace work, LoadProcess load, CompareOptions options, TextWriter progress)
{
    private readonly Party _creel = PartyList.CreelAt(options.Creel);
    private readonly List<AckedNumbers> _acked = [];
    private readonly List<double> _ready = [];
    private readonly List<double> _emptyReady = [];
    private readonly List<LoadResult> _grownTurns = [];
    private readonly List<LoadResult> _emptyTurns = [];

    public async Task<GrownResult> RunAsync(CancellationToken stop)
    {
        var place = work.New("grown");
        var (fill, resident, peak) = await FillAsync(place, stop);
        progress.WriteLine($"  filled at {fill.Rate:N0}/s, resident {resident / 1e6:0} MB");
        var (firstPage, page) = await ReadPageAsync(place, stop);
        progress.WriteLine($"  newest page {page:0.00} ms, ready after {_ready[0]:0} ms");
        for (var turn = 1; turn <= options.Turns; turn++)
        {
            await TakeEmptyTurnAsync(stop);
            await TakeGrownTurnAsync(place, stop);
            progress.WriteLine($"  turn {turn}  none kept {_emptyTurns[^1].Rate,9:N0}/s   many kept {_grownTurns[^1].Rate,9:N0}/s");
        }
        return new GrownResult
        {
            Events = options.GrownEvents,
            FillRate = fill.Rate,
            ResidentBytes = resident,
            PeakResidentBytes = peak,
            InboxBytes = new FileInfo(place.At("data/inbox.db")).Length,
            Starts = _ready.Count,
            ReadyMs = Median.Of(_ready),
            EmptyReadyMs = Median.Of(_emptyReady),
            FirstPageMs = firstPage,
            PageMs = page,
            GrownRate = Median.Of(_grownTurns.Select(turn => turn.Rate)),
            EmptyRate = Median.Of(_emptyTurns.Select(turn => turn.Rate)),
            RateRatio = Median.Of(_grownTurns.Zip(_emptyTurns, (grown, empty) => empty.Rate == 0 ? 0 : grown.Rate / empty.Rate)),
            Kept = InboxCheck.Run(place.At("data/inbox.db"), _acked),
        };
    }

    private async Task<(LoadResult Fill, long Resident, long Peak)> FillAsync(Place place, CancellationToken stop)
    {
        await using var creel = await RunningParty.StartAsync(_creel, place, stop);
        var (fill, acked) = await load.RunAsync(creel, new LoadSpan(TimeSpan.Zero, TimeSpan.Zero, options.GrownEvents), stop);
        _acked.Add(acked);
        if (fill.NotAcknowledged > 0)
        {
            throw new BenchException($"Filling the inbox failed {fill.NotAcknowledged} times: {fill.LastFailure}");
        }
        return (fill, ProcessTree.ResidentBytes(creel.Id), ProcessTree.PeakResidentBytes(creel.Id));
    }

    private async Task<(double First, double Middle)> ReadPageAsync(Place place, CancellationToken stop)
    {
        await using var creel = await RunningParty.StartAsync(_creel, place, stop);
        _ready.Add(creel.ReadyAfter.TotalMilliseconds);
        return await NewestPage.MeasureAsync(place, stop);
    }

    private async Task TakeGrownTurnAsync(Place place, CancellationToken stop)
    {
        await using var creel = await RunningParty.StartAsync(_creel, place, stop);
        _ready.Add(creel.ReadyAfter.TotalMilliseconds);
        var (result, acked) = await load.RunAsync(creel, options.Span, stop);
        _acked.Add(acked);
        _grownTurns.Add(result);
    }

    private async Task TakeEmptyTurnAsync(CancellationToken stop)
    {
        var place = work.New("empty");
        await using (var creel = await RunningParty.StartAsync(_creel, place, stop))
        {
            _emptyReady.Add(creel.ReadyAfter.TotalMilliseconds);
            var (result, _) = await load.RunAsync(creel, options.Span, stop);
            _emptyTurns.Add(result);
        }
        Directory.Delete(place.Directory, recursive: true);
    }
}
