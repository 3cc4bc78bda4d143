using System.Buffers;
using System.Text;
using System.Threading.Channels;
using Creel.Receiving;
using Creel.Telemetry;

namespace Creel.Server.Printing;

/// <summary>What is printed of each request.</summary>
internal enum PrintMode
{
    /// <summary>A line a request, and each event's payload.</summary>
    Payload,

    /// <summary>A line a request.</summary>
    Line,

    /// <summary>Nothing.</summary>
    None,
}

/// <summary>
/// Prints what comes in, beside receiving: callers only put into a bounded queue. What does not fit is counted, and said
/// once printing has caught up.
/// </summary>
internal sealed class RequestPrinter : IAsyncDisposable
{
    private const int QueueCapacity = 1_024;
    private const long QueuedBytes = 4L << 20;
    private const int LargestKept = 1 << 20;

    private readonly Channel<object> _queue = Channel.CreateBounded<object>(
        new BoundedChannelOptions(QueueCapacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly TimeProvider _time;
    private readonly PrintMode _mode;
    private readonly Stream _output;
    private readonly CreelMetrics _metrics;
    private readonly RequestLine _line;
    private readonly RefusalThrottle _throttle;
    private ArrayBufferWriter<byte> _text = new(16 << 10);
    private readonly Task _printing;
    private long _queuedBytes;
    private long _skipped;

    public RequestPrinter(PrintMode mode, Stream output, RequestLine line, CreelMetrics metrics, TimeProvider time)
    {
        (_mode, _output, _line, _metrics, _time) = (mode, output, line, metrics, time);
        _throttle = new RefusalThrottle(time);
        _printing = Task.Run(PrintAsync);
    }

    /// <summary>Prints a request's line, and the payload of a new event. Never waits.</summary>
    public void Print(RequestOutcome outcome)
    {
        if (_mode == PrintMode.None) return;
        var shown = _mode == PrintMode.Payload ? outcome : outcome with { Event = outcome.Event is null ? null : outcome.Event with { Body = default } };
        if (Interlocked.Read(ref _queuedBytes) < QueuedBytes && _queue.Writer.TryWrite(shown)) Interlocked.Add(ref _queuedBytes, Weight(shown));
        else Skip();
    }

    /// <summary>Prints a sentence of the program's own, whatever the mode. A fault begins with <see cref="Journal.Fault"/>.</summary>
    public void Say(string sentence)
    {
        if (!_queue.Writer.TryWrite(sentence)) Skip();
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _printing;
    }

    private void Skip()
    {
        Interlocked.Increment(ref _skipped);
        _metrics.PrintsSkipped(1);
    }

    private async Task PrintAsync()
    {
        while (await _queue.Reader.WaitToReadAsync())
        {
            // Nobody sees a fiftieth of a second, and a busy receiver would otherwise wake this for each line of thousands.
            await Task.Delay(Pause, _time, CancellationToken.None);
            try
            {
                while (_text.WrittenCount < 64 << 10 && _queue.Reader.TryRead(out var item)) TryRender(item);
                if (Interlocked.Exchange(ref _skipped, 0) is > 0 and var skipped)
                    Own($"{Journal.Warning}… {skipped:N0} lines not printed: they came faster than they could be shown. All events are kept.");
                _output.Write(_text.WrittenSpan);
                _output.Flush();
            }
            catch (Exception)
            {
                // Nobody reads what we print (a closed pipe, a full disk). Receiving goes on; the inbox has it all.
            }
            // One wide document may have taken a hundred megabytes: they are not kept for the next line.
            if (_text.Capacity > LargestKept) _text = new(16 << 10);
            else _text.ResetWrittenCount();
        }
    }

    // A mistake of ours costs a line, and not all that come after it.
    private void TryRender(object item)
    {
        try
        {
            Render(item);
        }
        catch (Exception e)
        {
            Own($"{Journal.Fault}creel: a line could not be printed. Please report this: {TerminalText.Clean(e.ToString())}");
        }
    }

    private void Render(object item)
    {
        if (item is string sentence)
        {
            Own(sentence);
            return;
        }
        var outcome = (RequestOutcome)item;
        Interlocked.Add(ref _queuedBytes, -Weight(outcome));
        if (!_throttle.Allows(outcome, out var summary)) return;
        if (summary is not null) Own(Journal.Notice + summary);
        Append(_line.Write(outcome) + "\n");
        if (_mode != PrintMode.Payload || outcome.Event is not { } kept) return;
        Append("Webhook Received\nPayload: \n");
        JsonIndenter.Write(PayloadText.Decoded(kept), JsonEscaping.Terminal, _text);
        Append("\n");
    }

    private void Own(string sentence) => Append(Journal.Text(sentence, _line.ForJournal) + "\n");

    private void Append(string text) => Encoding.UTF8.GetBytes(text, _text);

    private static long Weight(RequestOutcome outcome) => 256 + (outcome.Event?.Body.Length ?? 0);
}
