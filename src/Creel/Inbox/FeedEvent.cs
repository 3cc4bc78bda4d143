namespace Creel.Inbox;

/// <summary>An event on its way to all who listen: read once, rendered once, and not at all before somebody wants it.</summary>
internal sealed class FeedEvent(KeptEvent kept, Func<EventSummary, byte[]> render)
{
    // What the objects around an event's bytes take, about.
    private const long Overhead = 2048;

    private byte[]? _frame;

    public long Seq => kept.Summary.Seq;
    public KeptEvent Kept => kept;
    public byte[] Frame => _frame ??= render(kept.Summary);
    public long Bytes => kept.Body.Length + kept.Headers.Length + Overhead;
}
