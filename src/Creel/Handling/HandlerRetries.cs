using Creel.Inbox;

namespace Creel.Handling;

/// <summary>When what failed is tried again. The rows are in the file; here is only when to look into it.</summary>
internal sealed class HandlerRetries(HandlerPlan plan, HandlerFile file, TimeProvider time)
{
    private const int AtOnce = 64;
    private const int LongestError = 1000;
    private static readonly TimeSpan More = TimeSpan.FromMilliseconds(100);

    private readonly HashSet<long> _begun = [];
    private volatile bool _lookAgain = true;
    private bool _knowsFirst;

    /// <summary>When to look; null: not before something fails.</summary>
    public DateTimeOffset? Next { get; private set; }

    public bool AreDue => _lookAgain || Next <= time.GetUtcNow();

    public void LookAgain() => _lookAgain = true;

    /// <summary>What is due now of what was passed. It counts as begun until <see cref="Ended"/>.</summary>
    public IReadOnlyList<OwedEvent> TakeDue(long position)
    {
        _lookAgain = false;
        var now = time.GetUtcNow();
        var due = file.Due(plan.Name, position, now, AtOnce);
        Next = due.Count == AtOnce ? now + More : file.NextDue(plan.Name, position, now);
        return [.. due.Where(owed => _begun.Add(owed.Seq))];
    }

    public void Ended(long seq) => _begun.Remove(seq);

    /// <summary>What is known of an event that failed before this start, where order is kept: the first one alone can be such.</summary>
    public OwedEvent? Known(EventSummary first)
    {
        if (_knowsFirst) return null;
        _knowsFirst = true;
        return file.Find(plan.Name, first.Seq) is { } owed && owed.Id == first.Id ? owed : null;
    }

    /// <summary>What is owed after one more attempt that failed.</summary>
    public OwedEvent Failed(long seq, Guid id, OwedEvent? before, Attempted attempted)
    {
        var options = plan.Options;
        var now = time.GetUtcNow();
        var failed = (before?.Attempts ?? 0) + 1;
        DateTimeOffset? due = failed >= options.MaxAttempts ? null
            : now + RetryDelay.After(failed, options.FirstDelay, options.LongestDelay, Random.Shared.NextDouble());
        if (due < Next || Next is null) Next = due;
        var error = $"{attempted.Error?.GetType().Name}: {attempted.Error?.Message}";
        return new(seq, id, failed, due, now, error.Length > LongestError ? error[..LongestError] : error);
    }
}
