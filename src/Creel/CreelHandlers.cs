using Creel.Embedding;
using Creel.Handling;
using Creel.Inbox;

namespace Creel;

/// <summary>What became of handlers' events. One of the app's services; it can be asked once the app has started, by any thread.</summary>
public sealed class CreelHandlers
{
    private const int MostAtOnce = 1000;

    private readonly CreelHost _host;

    internal CreelHandlers(CreelHost host) => _host = host;

    /// <summary>The names of the app's handlers.</summary>
    /// <exception cref="InvalidOperationException">The app has not started, or has stopped.</exception>
    public IReadOnlyList<string> Names => Running.Names;

    private RunningHandlers Running => _host.Handlers ?? throw new InvalidOperationException("Handlers are there while the app runs: it has not started yet, or has stopped.");

    /// <summary>Events that a handler failed on too often, the oldest first. They stay parked until they are retried.</summary>
    /// <param name="handler">The handler's name.</param>
    /// <param name="limit">How many, 1 to 1,000.</param>
    /// <param name="after">Only those after this place: the <see cref="ParkedEvent.Sequence"/> of the last one of the page before.</param>
    /// <exception cref="InvalidOperationException">The app has not started, or has stopped.</exception>
    /// <exception cref="IOException">The handlers' file can't be read.</exception>
    public IReadOnlyList<ParkedEvent> ReadParked(string handler, int limit, long after = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MostAtOnce);
        return Guarded(() => Running.Parked(handler, after, limit).Select(owed => new ParkedEvent(owed)).ToList());
    }

    /// <summary>Gives a parked event to its handler once more, now. Fails that too, it is parked again.</summary>
    /// <param name="handler">The handler's name.</param>
    /// <param name="id">The event's id.</param>
    /// <returns>False when this event is not parked for this handler.</returns>
    /// <exception cref="InvalidOperationException">The app has not started, or has stopped.</exception>
    /// <exception cref="IOException">The handlers' file can't be written.</exception>
    public bool Retry(string handler, Guid id)
    {
        var inbox = _host.Inbox;
        return Guarded(() => Running.Retry(handler, id, inbox!.Arrivals));
    }

    private static T Guarded<T>(Func<T> use)
    {
        try
        {
            return use();
        }
        catch (StoreUnavailableException e)
        {
            throw new IOException(e.Message, e);
        }
    }
}
