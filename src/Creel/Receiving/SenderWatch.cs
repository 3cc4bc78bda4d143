using System.Collections.Concurrent;
using Creel.Configuration;
using Microsoft.AspNetCore.Http;

namespace Creel.Receiving;

/// <summary>
/// Watches how each sender fares, to warn before it stops sending: many do after so many failures, or so long a time of them, and few say so where
/// anybody looks. Told of every request after its answer; for one that was kept in time it allocates nothing and takes no lock.
/// </summary>
/// <param name="topology">What is configured now.</param>
/// <param name="warn">Told what the operator must see to.</param>
/// <param name="time">The clock.</param>
internal sealed class SenderWatch(Func<Topology> topology, Action<string> warn, TimeProvider time)
{
    // Half of the shortest limit that a profile can have: nobody is looked up for less.
    private static readonly TimeSpan NeverSlow = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);

    // Strangers fail as well, and a sender that comes through between them begins a run anew: so often is the same said at most.
    private static readonly TimeSpan SayEvery = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, SenderState> _states = new(StringComparer.Ordinal);
    private readonly long _began = time.GetTimestamp();
    private int _failing;

    /// <summary>Told what is well again; null: the same as of warnings.</summary>
    public Action<string>? Say { get; init; }

    private TimeSpan Now => time.GetElapsedTime(_began);

    /// <summary>Notes what became of a request.</summary>
    public void Note(RequestOutcome outcome)
    {
        if (outcome.Source is not { } name) return;
        if (outcome.EventId is not null && outcome.Took < NeverSlow)
        {
            if (Volatile.Read(ref _failing) != 0) Succeeded(name);
            return;
        }
        // Probes and handshakes, of whomever, say nothing of how events fare.
        var failed = outcome.Status >= 400 && (HttpMethods.IsPost(outcome.Method) || HttpMethods.IsPut(outcome.Method));
        if ((outcome.EventId is null && !failed) || Find(name) is not { } source) return;
        if (outcome.EventId is not null) Kept(source, outcome);
        else Failed(source, outcome.Status, $"{outcome.Status} {outcome.Reason}, from {outcome.RemoteAddress}");
    }

    /// <summary>How near each source's sender is to giving up: 0 is well, 1 is over.</summary>
    public IEnumerable<(string Source, double Share)> Shares() => topology().Sources.Select(source =>
        (source.Name, _states.TryGetValue(source.Name, out var state) ? state.Read().Run.Share(source.Sender.Delivery, Now) : 0));

    /// <summary>What is to be said of a source now; null: nothing.</summary>
    public string? Warning(string name)
    {
        if (!_states.TryGetValue(name, out var state) || Find(name) is not { } source) return null;
        var (run, last) = state.Read();
        var stage = run.Stage(source.Sender.Delivery, Now);
        return stage == SuspensionStage.None ? null : SenderWarning.Text(stage, source, run, last, Now);
    }

    /// <summary>Time passes also where nobody sends.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop)) Look();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The server is stopping.
        }
    }

    public void Look()
    {
        if (Volatile.Read(ref _failing) == 0) return;
        foreach (var source in topology().Sources)
        {
            if (_states.TryGetValue(source.Name, out var state)) Warn(source, state);
        }
    }

    private void Kept(Source source, RequestOutcome outcome)
    {
        if (source.Sender.Delivery.TimeLimit is { } limit && outcome.Took > limit / 2)
        {
            if (State(source).MaySaySlow(Now, SayEvery)) warn(SenderWarning.Slow(source, outcome.Took, limit));
            if (outcome.Took >= limit)
            {
                Failed(source, StatusCodes.Status504GatewayTimeout, $"kept, but answered after {outcome.Took.TotalSeconds:0} s, from {outcome.RemoteAddress}");
                return;
            }
        }
        Succeeded(source.Name);
    }

    private void Failed(Source source, int status, string what)
    {
        if (source.Sender.Delivery.Suspends is not { } rule || !FailureRun.Counts(rule, status)) return;
        var state = State(source);
        if (state.Add(source.Sender.Delivery, Now, what)) Interlocked.Increment(ref _failing);
        Warn(source, state);
    }

    private void Succeeded(string name)
    {
        if (!_states.TryGetValue(name, out var state) || !state.Clear(out var warned)) return;
        Interlocked.Decrement(ref _failing);
        if (warned && Find(name) is { } source) (Say ?? warn)(SenderWarning.Ended(source));
    }

    private void Warn(Source source, SenderState state)
    {
        var now = Now;
        if (state.MaySay(run => run.Stage(source.Sender.Delivery, now), now, SayEvery) is { } said)
            warn(SenderWarning.Text(said.Stage, source, said.Run, said.Last, now));
    }

    private SenderState State(Source source) => _states.GetOrAdd(source.Name, static _ => new SenderState());

    private Source? Find(string name)
    {
        foreach (var source in topology().Sources)
        {
            if (source.Name == name) return source;
        }
        return null;
    }
}
