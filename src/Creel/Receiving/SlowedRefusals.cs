using System.Net;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Creel.Receiving;

/// <summary>
/// Holds back the 401 of an address that keeps failing: guessing becomes slow. Who has valid credentials never comes here,
/// whatever else comes from the same address.
/// </summary>
internal sealed class SlowedRefusals(TimeProvider time)
{
    /// <summary>Answers that are held at once. One more is answered at once and its connection closed: the next guess costs a handshake.</summary>
    internal const int MostHeld = 512;

    private readonly FailingAddresses _failing = new(time);
    private int _held;

    public async ValueTask<Answer> HoldAsync(Answer refused, HttpContext context, IPAddress? address)
    {
        var delay = address is null ? TimeSpan.Zero : _failing.Failed(address);
        if (delay == TimeSpan.Zero) return refused;
        try
        {
            if (Interlocked.Increment(ref _held) > MostHeld)
            {
                context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
                return refused with { Close = true };
            }
            await Task.Delay(delay, time, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return refused;
        }
        finally
        {
            Interlocked.Decrement(ref _held);
        }
    }
}
