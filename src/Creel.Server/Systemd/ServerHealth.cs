using Creel.Inbox;

namespace Creel.Server.Systemd;

/// <summary>How it goes with keeping events, for the one who may restart the server.</summary>
/// <param name="WhyNotReady">Why events can't be kept right now; null: they can.</param>
/// <param name="BusyFor">How long the writer has been at what it does now.</param>
internal readonly record struct ServerHealth(string? WhyNotReady, TimeSpan BusyFor)
{
    /// <summary>
    /// A healthy writer is done in milliseconds, and on a disk that is drowning in seconds. Well beyond that it hangs on something that
    /// does not come back by itself, and then a new process is the only thing left to try.
    /// </summary>
    public static readonly TimeSpan StuckAfter = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Only this is mended by a restart. A disk that is full or failing is not: senders get 503, the writer tries again each second, and a
    /// server that is restarted for it would be away for nothing, again and again.
    /// </summary>
    public bool IsStuck => BusyFor >= StuckAfter;

    /// <summary>In a line.</summary>
    public string Text => this switch
    {
        { IsStuck: true } => $"Stuck: the inbox has been at one write for {BusyFor.TotalSeconds:0} s; a restart will be asked for.",
        { WhyNotReady: { } why } => $"Not ready: {why}.",
        _ => "Receiving.",
    };

    public static ServerHealth Of(InboxWriter inbox) => new(inbox.WhyUnhealthy, inbox.BusyFor);
}
