using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Creel.Server.Systemd;

/// <summary>
/// The last moment of a server whose sockets outlive it. It accepts no more, but who was accepted may still send one request, whose
/// answer closes the connection: a sender in the middle of its handshake must not be the one that is turned away.
/// </summary>
internal sealed class LastRequests(TimeProvider time)
{
    /// <summary>A connection that sends nothing for so long is idle. New ones wait in the socket meanwhile.</summary>
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _accepting = new();
    private readonly TaskCompletionSource _quiet = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _stopping;
    private int _open;

    /// <summary>Cancelled when no more connections are to be accepted.</summary>
    public CancellationToken Accepting => _accepting.Token;

    /// <summary>Between a failed try to accept and the next one.</summary>
    public Task PauseAsync() => Task.Delay(TimeSpan.FromMilliseconds(20), time, CancellationToken.None);

    /// <summary>A connection was accepted.</summary>
    public void Entered() => Interlocked.Increment(ref _open);

    public async Task OnConnectionAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        try
        {
            await next(connection);
        }
        finally
        {
            if (Interlocked.Decrement(ref _open) == 0 && _stopping) _quiet.TrySetResult();
        }
    }

    public RequestDelegate Around(RequestDelegate handle) => context =>
    {
        // HTTP/1.1: this answer says `Connection: close`. HTTP/2: no more streams, and those that there are get their answers.
        if (_stopping) context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
        return handle(context);
    };

    /// <summary>Accepts no more, and waits until who was accepted is served or idle.</summary>
    public async Task WaitAsync()
    {
        await _accepting.CancelAsync();
        _stopping = true;
        if (Volatile.Read(ref _open) == 0) return;
        try { await _quiet.Task.WaitAsync(AtMost, time); }
        catch (TimeoutException) { /* what is open now is idle, and Kestrel closes it */ }
    }
}
