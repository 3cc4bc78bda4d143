using System.IO.Pipelines;
using System.Text.Json.Nodes;
using System.Text;
using Creel.Configuration;
using Creel.Console;
using Creel.Importing;
using Creel.Inbox;
using Creel.Senders;
using Creel.Storage.Sqlite;

namespace Creel.Tests.Importing;

/// <summary>An inbox on disk with its writer, and what brings events into it.</summary>
internal sealed class ImportingInbox : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("creel-import-");

    public ImportingInbox(TimeProvider? clock = null, string[]? sources = null)
    {
        Topology = new Topology([.. (sources ?? ["webhook"]).Select(Source)]);
        Store = SqliteEventStore.Open(Path.Combine(_directory.FullName, "inbox.db"), Path.Combine(_directory.FullName, "owner.lock"), TimeProvider.System);
        Writer = new InboxWriter(new FailingStore(this), new InboxObserver { WriterDied = e => throw e }, TimeProvider.System);
        Import = new Import(Writer, () => Topology, clock ?? TimeProvider.System);
    }

    public Topology Topology { get; }
    public SqliteEventStore Store { get; }
    public InboxWriter Writer { get; }
    public Import Import { get; }

    /// <summary>The disk fails once so many events are kept.</summary>
    public long FailsAfter { get; set; } = long.MaxValue;

    public IReadOnlyList<KeptEvent> Kept => Store.After(0, 100_000, long.MaxValue);

    public Task<ImportTally> RunAsync(string lines, string? source = null, string? sender = null) =>
        Import.RunAsync(new MemoryStream(Encoding.UTF8.GetBytes(lines)), source, sender, TestContext.Current.CancellationToken);

    public async Task<string> ExportAsync()
    {
        using var output = new MemoryStream();
        var pipe = PipeWriter.Create(output, new StreamPipeWriterOptions(leaveOpen: true));
        await EventExport.Start(Store, 0).WriteAsync(pipe, TestContext.Current.CancellationToken);
        await pipe.CompleteAsync();
        return Encoding.UTF8.GetString(output.ToArray());
    }

    public async ValueTask DisposeAsync()
    {
        await Task.Run(Writer.Dispose);
        Store.Dispose();
        _directory.Delete(recursive: true);
    }

    /// <summary>A line of an export, with these keys set (null takes one away).</summary>
    public static string Line(params (string Key, string? Json)[] keys)
    {
        var line = new JsonObject
        {
            ["id"] = Guid.CreateVersion7(DateTimeOffset.UnixEpoch.AddYears(56)).ToString(),
            ["source"] = "webhook",
            ["sender"] = "catalyst-center",
            ["receivedAt"] = "2026-03-04T12:00:00.123Z",
            ["method"] = "PUT",
            ["path"] = "/webhook",
            ["verdict"] = "verified",
            ["title"] = "Interface down",
            ["level"] = 2,
            ["headers"] = new JsonObject { ["Content-Type"] = new JsonArray("application/json") },
            ["body"] = """{"eventId": "NETWORK-DEVICES-3-210"}""",
        };
        foreach (var (key, _) in keys) line.Remove(key);
        // As text: what no JsonNode can hold is tested, too.
        var text = line.ToJsonString();
        var added = string.Concat(keys.Where(key => key.Json is not null).Select(key => $",\"{key.Key}\":{key.Json}"));
        return text[..^1] + added + "}\n";
    }

    private static Source Source(string name) => new()
    {
        Name = name,
        Path = "/" + name,
        Sender = SenderCatalog.Embedded.Find("catalyst-center")!,
        BodyLimit = Creel.Configuration.Source.DefaultBodyLimit,
    };

    private sealed class FailingStore(ImportingInbox inbox) : IEventStore
    {
        public Appended[] Append(IReadOnlyList<NewEvent> batch) => inbox.Store.LastSeq() >= inbox.FailsAfter
            ? throw new StoreUnavailableException("The disk is full")
            : inbox.Store.Append(batch);

        public void Probe() => inbox.Store.Probe();
        public long LastSeq() => inbox.Store.LastSeq();
        public IReadOnlyList<EventSummary> Newest(long? before, int limit) => inbox.Store.Newest(before, limit);
        public IReadOnlyList<KeptEvent> After(long seq, int limit, long maxBytes) => inbox.Store.After(seq, limit, maxBytes);
        public KeptEvent? Find(Guid id) => inbox.Store.Find(id);

        public void Dispose()
        {
        }
    }
}
