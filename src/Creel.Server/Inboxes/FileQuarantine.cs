using System.Buffers;
using System.Text.Json;
using Creel.Configuration;
using Creel.Console;
using Creel.Inbox;

namespace Creel.Server.Inboxes;

/// <summary>The quarantine in a data directory, read from its file.</summary>
internal sealed class FileQuarantine(IQuarantineLog log, string name) : IQuarantineView
{
    public string Name => name;

    public Task<JsonDocument> NewestAsync(QuarantineFilter filter, string? before, int limit, CancellationToken cancel)
    {
        long? place = null;
        if (before is not null)
        {
            if (!Cursor.TryRead(before, out var seq)) throw CommandException.Usage("--before is not a cursor.", "Use the one that an earlier list printed, as it is.");
            place = seq;
        }
        return Task.FromResult(Json(QuarantinePage.Read(log, filter, place, limit).Write));
    }

    public Task<JsonDocument?> FindAsync(Guid id, CancellationToken cancel) =>
        Task.FromResult(log.Find(id) is { } refused ? Json(json => QuarantineJson.WriteFull(json, refused)) : null);

    public Task<JsonDocument?> AcceptAsync(Guid id, string? source, CancellationToken cancel) => throw CommandException.Failed(
        "No server is running on this data directory, and only a running one takes events.", "Start it with `creel serve`, then accept again.");

    public async Task<JsonDocument?> VerifyAsync(Guid id, VerifyWish wish, Func<Topology> configured, CancellationToken cancel)
    {
        using var kept = await FindAsync(id, cancel);
        return kept is null ? null : LocalVerification.Try(id, kept.RootElement, wish, configured());
    }

    public void Dispose() => (log as IDisposable)?.Dispose();

    private static JsonDocument Json(Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = EventJson.Writer(bytes)) write(json);
        return JsonDocument.Parse(bytes.WrittenMemory);
    }
}
