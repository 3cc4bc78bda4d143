using System.Buffers;
using System.IO.Pipelines;
using Creel.Inbox;

namespace Creel.Console;

/// <summary>Sends a listener what it is given, and asks for more when that is gone: never more than one batch is on its way.</summary>
internal sealed class LiveSender(FeedListener listener, PipeWriter output, TimeProvider time)
{
    private const int FlushAt = 64 * 1024;

    private static readonly TimeSpan HeartbeatEvery = TimeSpan.FromSeconds(15);

    /// <summary>Something is on its way that the caller has not taken yet.</summary>
    public bool IsSending { get; private set; }

    /// <summary>Runs until the caller is gone.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        output.Write(LiveFrames.Ready(listener.Place));
        while (await FlushAsync(stop))
        {
            var next = listener.NextAsync();
            while (!await WaitAsync(next, stop))
            {
                // Read before it is seen that nothing came: see FeedListener.Place.
                var place = listener.Place;
                if (next.IsCompleted) continue;
                output.Write(LiveFrames.Heartbeat(place));
                if (!await FlushAsync(stop)) return;
            }
            foreach (var part in (await next).Parts)
            {
                output.Write(part.Frame ?? LiveFrames.Skipped(part));
                if (output.UnflushedBytes > FlushAt && !await FlushAsync(stop)) return;
            }
        }
    }

    private async Task<bool> WaitAsync(Task next, CancellationToken stop)
    {
        try
        {
            await next.WaitAsync(HeartbeatEvery, time, stop);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task<bool> FlushAsync(CancellationToken stop)
    {
        IsSending = true;
        var flushed = await output.FlushAsync(stop);
        IsSending = false;
        return !flushed.IsCompleted;
    }
}
