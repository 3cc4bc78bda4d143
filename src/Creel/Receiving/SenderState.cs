using Creel.Senders;

namespace Creel.Receiving;

/// <summary>How one source's sender fares, and what was said of it. Whoever looks whether it fails takes no lock.</summary>
internal sealed class SenderState
{
    private readonly Lock _gate = new();
    private readonly TimeSpan?[] _saidAt = new TimeSpan?[(int)SuspensionStage.Over + 1];
    private FailureRun _run;
    private string _last = "";
    private SuspensionStage _said;
    private TimeSpan? _saidSlowAt;
    private volatile bool _failing;

    /// <summary>The run so far, and its last failure in words.</summary>
    public (FailureRun Run, string Last) Read()
    {
        lock (_gate) return (_run, _last);
    }

    /// <summary>Adds a failure; whether it is the first.</summary>
    public bool Add(SenderDelivery delivery, TimeSpan now, string what)
    {
        lock (_gate)
        {
            (_run, _last) = (_run.And(delivery, now), what);
            if (_run.Count == 1) _said = SuspensionStage.None;
            var first = !_failing;
            _failing = true;
            return first;
        }
    }

    /// <summary>Ends the run; false where there was none.</summary>
    /// <param name="warned">Something was said of it.</param>
    public bool Clear(out bool warned)
    {
        warned = false;
        if (!_failing) return false;
        lock (_gate)
        {
            if (!_failing) return false;
            warned = _said != SuspensionStage.None;
            (_run, _said, _failing) = (default, SuspensionStage.None, false);
            return true;
        }
    }

    /// <summary>What is to be said now; null where it is nothing new, or was said of an earlier run a moment ago.</summary>
    public (SuspensionStage Stage, FailureRun Run, string Last)? MaySay(Func<FailureRun, SuspensionStage> stageOf, TimeSpan now, TimeSpan every)
    {
        lock (_gate)
        {
            var stage = stageOf(_run);
            if (stage <= _said) return null;
            if (_saidAt[(int)stage] is { } before && now - before < every) return null;
            (_said, _saidAt[(int)stage]) = (stage, now);
            return (stage, _run, _last);
        }
    }

    public bool MaySaySlow(TimeSpan now, TimeSpan every)
    {
        lock (_gate)
        {
            if (_saidSlowAt is { } before && now - before < every) return false;
            _saidSlowAt = now;
            return true;
        }
    }
}
