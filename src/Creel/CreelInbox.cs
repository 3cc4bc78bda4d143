using System.Runtime.CompilerServices;
using Creel.Embedding;
using Creel.Inbox;

namespace Creel;

/// <summary>The events that are kept, for reading. One of the app's services; it can be asked once the app has started, by any thread.</summary>
public sealed class CreelInbox
{
    private const int MostAtOnce = 1000;
    private const int PageEvents = 256;
    private const long PageBytes = 16 << 20;

    private readonly CreelHost _host;

    internal CreelInbox(CreelHost host) => _host = host;

    /// <summary>
    /// Whether events can be kept at the moment: false while the disk fails or is full, so that senders are told to come back. For the
    /// app's health checks; false too before the app has started.
    /// </summary>
    public bool IsHealthy => _host.Inbox?.Writer.IsHealthy ?? false;

    /// <summary>The place of the newest event; 0 when there never was one.</summary>
    /// <exception cref="InvalidOperationException">The app has not started, or has stopped.</exception>
    public long LastSequence => Open.LastPlace;

    private EmbeddedInbox Open => _host.Inbox ?? throw new InvalidOperationException("The inbox is open while the app runs: it has not started yet, or has stopped.");

    /// <summary>One event by its id; null when there is none, or it was deleted by retention.</summary>
    /// <exception cref="InvalidOperationException">The app has not started, or has stopped.</exception>
    /// <exception cref="IOException">The inbox can't be read.</exception>
    public WebhookEvent? Find(Guid id) => Read(log => log.Find(id)) is { } kept ? new WebhookEvent(kept) : null;

    /// <summary>The newest events, newest first.</summary>
    /// <param name="limit">How many, 1 to 1,000. Fewer may come where bodies are large, or where there are no more.</param>
    /// <param name="before">Only those before this place: the <see cref="WebhookEvent.Sequence"/> of the last one of the page before. Null: from the end.</param>
    /// <exception cref="InvalidOperationException">The app has not started, or has stopped.</exception>
    /// <exception cref="IOException">The inbox can't be read.</exception>
    public IReadOnlyList<WebhookEvent> ReadNewest(int limit, long? before = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MostAtOnce);
        return Read(log =>
        {
            var rows = log.Newest(before, limit);
            var fits = 0;
            for (var bytes = 0L; fits < rows.Count && (fits == 0 || bytes + rows[fits].Size <= PageBytes); fits++) bytes += rows[fits].Size;
            // Deleted from the old end meanwhile: then the page begins there.
            return fits == 0 ? [] : log.After(rows[fits - 1].Seq - 1, fits, long.MaxValue).Reverse().Select(kept => new WebhookEvent(kept)).ToList();
        });
    }

    /// <summary>
    /// All events after a place, in the order in which they were kept, and then each new one as it is kept. For what is no handler's work, such as a
    /// live view: it ends when the app stops, nothing is remembered of it, and what retention deletes before it is reached is passed over.
    /// </summary>
    /// <param name="after">The <see cref="WebhookEvent.Sequence"/> of the last event seen; 0 for all that are kept; <see cref="LastSequence"/> for new ones only.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InvalidOperationException">The app has not started, or has stopped.</exception>
    /// <exception cref="IOException">The inbox can't be read.</exception>
    public async IAsyncEnumerable<WebhookEvent> FollowAsync(long after, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (!_host.IsStopping)
        {
            var arrival = Open.Arrivals.Next();
            var page = Read(log => log.After(after, PageEvents, PageBytes));
            foreach (var kept in page)
            {
                cancellationToken.ThrowIfCancellationRequested();
                after = kept.Summary.Seq;
                yield return new WebhookEvent(kept);
            }
            if (page.Count == 0) await arrival.WaitAsync(cancellationToken);
        }
    }

    private T Read<T>(Func<IEventLog, T> read)
    {
        try
        {
            return read(Open.Log);
        }
        catch (StoreUnavailableException e)
        {
            throw new IOException(e.Message, e);
        }
    }
}
