using System.IO.Pipelines;
using Creel.Inbox;
using Creel.Search;

namespace Creel.Console;

/// <summary>
/// All events after a place (or those of them that match a query), up to the newest at the start, oldest first, one JSON
/// object a line. Read page by page, each a short read of its own, and no faster than the reader takes them: an export of any
/// size holds no long read transaction and little memory.
/// </summary>
internal sealed record EventExport
{
    private static readonly SliceLimit Page = new(Events: 256, Bytes: 1024 * 1024);
    private const int FlushAt = 64 * 1024;

    private readonly IEventLog _log;
    private readonly long _after;

    private EventExport(IEventLog log, long after, long first, long last)
    {
        _log = log;
        _after = after;
        FirstSeq = first;
        LastSeq = last;
    }

    /// <summary>The place of the first event of the export; 0 when there is none.</summary>
    public long FirstSeq { get; }

    /// <summary>The place after which the export ends: what is received meanwhile belongs to the next one.</summary>
    public long LastSeq { get; }

    /// <summary>The cursor at which a later export goes on.</summary>
    public string Next => Cursor.At(Math.Max(_after, LastSeq));

    /// <summary>The matches of a query after a place and not after another; null: all events are exported.</summary>
    public Func<long, long, SliceLimit, CancellationToken, Task<SearchSlice>>? Matches { get; init; }

    public static EventExport Start(IEventLog log, long after)
    {
        var last = log.LastSeq();
        var first = last > after ? log.After(after, 1, 1) : [];
        return new(log, after, first.Count > 0 ? first[0].Summary.Seq : 0, last);
    }

    public async Task WriteAsync(PipeWriter output, CancellationToken cancel)
    {
        var place = _after;
        await using var json = EventJson.Writer(output);
        while (place < LastSeq)
        {
            cancel.ThrowIfCancellationRequested();
            var (page, lookedTo) = await NextAsync(place, cancel);
            foreach (var e in page)
            {
                if (e.Summary.Seq > LastSeq) return;
                EventJson.WriteFull(json, e);
                json.Flush();
                json.Reset();
                WriteNewLine(output);
                if (output.UnflushedBytes < FlushAt) continue;
                if ((await output.FlushAsync(cancel)).IsCompleted) return;
            }
            place = lookedTo;
            // The next match may be far: what was found is not held back until then.
            if (Matches is not null && (await output.FlushAsync(cancel)).IsCompleted) return;
        }
        await output.FlushAsync(cancel);
    }

    private async ValueTask<SearchSlice> NextAsync(long place, CancellationToken cancel)
    {
        if (Matches is not null) return await Matches(place, LastSeq, Page, cancel);
        var page = _log.After(place, Page.Events, Page.Bytes);
        return new(page, page.Count > 0 ? page[^1].Summary.Seq : LastSeq);
    }

    private static void WriteNewLine(PipeWriter output)
    {
        output.GetSpan(1)[0] = (byte)'\n';
        output.Advance(1);
    }
}
