using Creel.Inbox;

namespace Creel.Tests.Inbox;

/// <summary>A real quarantine on a disk that hangs or fails on command.</summary>
internal sealed class GatedQuarantine(IQuarantineStore store) : IQuarantineStore
{
    public ManualResetEventSlim Gate { get; } = new(initialState: true);

    /// <summary>Something arrived at the gate that had a refusal in it.</summary>
    public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public volatile bool Fails;
    public volatile bool FailsToMark;

    public long Bytes => store.Bytes;

    public void Write(IReadOnlyList<RefusedRequest> added, IReadOnlyList<RefusedAgain> again)
    {
        if (added.Count > 0)
        {
            Entered.TrySetResult();
            Gate.Wait();
        }
        if (Fails) throw new StoreUnavailableException("disk full");
        store.Write(added, again);
    }

    public void MarkAccepted(Guid id, Guid eventId, DateTimeOffset at)
    {
        if (FailsToMark) throw new StoreUnavailableException("disk full");
        store.MarkAccepted(id, eventId, at);
    }

    public IReadOnlyList<QuarantineRow> Newest(QuarantineFilter filter, long? before, int limit) => store.Newest(filter, before, limit);

    public QuarantinedRequest? Find(Guid id) => store.Find(id);

    public void Dispose() => store.Dispose();
}
