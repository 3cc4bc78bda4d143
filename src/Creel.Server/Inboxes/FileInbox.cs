using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Creel.Inbox;
using Creel.Console;
using Creel.Search;

namespace Creel.Server.Inboxes;

/// <summary>The inbox in a data directory, read from its files.</summary>
internal sealed class FileInbox(IEventLog log, IEventSearch search, string name) : IInboxView
{
    // A reader that pauses leaves no more than this waiting in memory.
    private static readonly PipeOptions Flow = new(pauseWriterThreshold: 256 * 1024, resumeWriterThreshold: 128 * 1024);

    public string Name => name;

    public Task<InboxPage> SearchAsync(string query, string? before, int limit, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var (place, wanted) = (Place(before, "--before"), Parse(query));
        var page = wanted.IsEverything ? EventPage.Read(log, place, limit) : EventPage.Search(search, wanted, place, limit);
        return Task.FromResult(new InboxPage(Json(page.Write)));
    }

    public Task<JsonDocument?> FindAsync(Guid id, CancellationToken cancel) =>
        Task.FromResult(log.Find(id) is { } e ? Json(json => EventJson.WriteFull(json, e)) : null);

    public async Task<bool> CopyBodyAsync(Guid id, Stream to, CancellationToken cancel)
    {
        if (log.Find(id) is not { } e) return false;
        await to.WriteAsync(e.Body, cancel);
        return true;
    }

    public Task<InboxExport> ExportAsync(string query, string? after, CancellationToken cancel)
    {
        var wanted = Parse(query);
        var export = EventExport.Start(log, Place(after, "--after") ?? 0) with
        {
            Matches = wanted.IsEverything ? null : (place, last, limit, _) => Task.FromResult(search.After(wanted, place, last, limit)),
        };
        var pipe = new Pipe(Flow);
        _ = Task.Run(() => FillAsync(export, pipe.Writer, cancel), CancellationToken.None);
        return Task.FromResult(new InboxExport
        {
            Lines = pipe.Reader.AsStream(),
            Expected = wanted.IsEverything ? InboxExport.Between(export.FirstSeq, export.LastSeq) : null,
            Next = export.Next,
        });
    }

    public void Dispose() => (log as IDisposable)?.Dispose();

    // However it ends, the reader hears of it: at the end of the stream, or as the exception.
    private static async Task FillAsync(EventExport export, PipeWriter output, CancellationToken cancel)
    {
        try
        {
            await export.WriteAsync(output, cancel);
            await output.CompleteAsync();
        }
        catch (Exception e)
        {
            await output.CompleteAsync(e);
        }
    }

    private static EventQuery Parse(string query) => QueryArgument.Parse(query);

    private static long? Place(string? cursor, string option)
    {
        if (cursor is null) return null;
        return Cursor.TryRead(cursor, out var seq)
            ? seq
            : throw CommandException.Usage($"{option} {cursor} is not a cursor.",
                "Use the text that an earlier `creel list` or `creel export` gave.");
    }

    private static JsonDocument Json(Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = EventJson.Writer(bytes)) write(json);
        return JsonDocument.Parse(bytes.WrittenMemory);
    }
}
