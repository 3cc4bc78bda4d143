using System.Text;
using Creel.Console;
using Creel.Inbox;
using Creel.Server.Hosting;
using Creel.Server.Inboxes;
using Creel.Server.Listeners;
using Creel.Server.Local;
using Creel.Storage.Sqlite;
using Creel.Telemetry;

namespace Creel.Server.Tests.Inboxes;

/// <summary>A data directory with events that nobody ever sent, and on demand a console that serves it.</summary>
internal sealed class KeptInbox : IAsyncDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("creel-ib-");
    private readonly CreelMetrics _metrics = new("1.2.3");
    private readonly SqliteEventStore _store;
    private ConsoleHost? _console;

    public KeptInbox()
    {
        Data = DataDirectory.OpenOrCreate(Path.Combine(_directory.FullName, "data"));
        _store = SqliteEventStore.Open(Data.InboxFile, Data.OwnerLockFile, TimeProvider.System);
        Secrets = LocalSecrets.ReadOrCreate(Data, "webhook", null);
    }

    public DataDirectory Data { get; }
    public LocalSecrets Secrets { get; }

    /// <summary>Where the console is, when it runs.</summary>
    public string Url => _console!.Address!;

    public string At(string name) => Path.Combine(_directory.FullName, name);

    public Guid Keep(string body, string headers = "Content-Type: application/json\n", Facts? facts = null) =>
        Keep(Encoding.UTF8.GetBytes(body), headers, facts);

    public Guid Keep(byte[] body, string headers, Facts? facts = null) => _store.Append([New(body, headers, facts)])[0].Id;

    public void KeepMany(int count, int size = 1000) =>
        _store.Append([.. Enumerable.Range(1, count)
            .Select(n => New(Encoding.ASCII.GetBytes($"{{\"n\": {n}, \"fill\": \"{new string('x', size)}\"}}"), "", null))]);

    /// <summary>Starts the console. What it reads after the place <paramref name="cutAfter"/> fails.</summary>
    public async Task ServeAsync(long cutAfter = long.MaxValue) => _console = await ConsoleHost.StartAsync(new ConsoleParts
    {
        Log = new CutLog(_store, cutAfter),
        Search = new SqliteEventSearch(Data.InboxFile, TimeProvider.System),
        Token = new ApiToken(Secrets.ApiToken),
        Ready = () => true,
        Metrics = _metrics.OpenPage(),
        Fault = (_, _) => { },
    }, ListenAddress.Parse("http://127.0.0.1:0"), Data.SocketFile, TimeSpan.FromSeconds(5));

    public Task<IInboxView> OpenAsync() =>
        new InboxChoice { Data = Data.Path }.OpenAsync(SqliteEventLog.Open, TestContext.Current.CancellationToken);

    public IInboxView OpenFiles() => new FileInbox(SqliteEventLog.Open(Data.InboxFile), new SqliteEventSearch(Data.InboxFile, TimeProvider.System), "files");

    public async Task StopServingAsync()
    {
        if (_console is not null) await _console.DisposeAsync();
        _console = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopServingAsync();
        _store.Dispose();
        _metrics.Dispose();
        _directory.Delete(recursive: true);
    }

    public static NewEvent New(byte[] body, string headers, Facts? facts) => new()
    {
        Id = Guid.CreateVersion7(Noon),
        ReceivedAt = Noon,
        Source = "webhook",
        Sender = "catalyst-center",
        Verdict = Verdict.Verified,
        Method = "POST",
        Path = "/webhook",
        RemoteAddress = "192.0.2.7",
        Headers = Encoding.Latin1.GetBytes(headers),
        Body = body,
        BodyHash = BodyHash.Of(body),
        Facts = facts ?? Facts.None,
        Items = [facts ?? Facts.None],
    };

    private sealed class CutLog(SqliteEventStore store, long cutAfter) : IEventLog
    {
        public long LastSeq() => store.LastSeq();

        public IReadOnlyList<EventSummary> Newest(long? before, int limit) => store.Newest(before, limit);

        public IReadOnlyList<KeptEvent> After(long seq, int limit, long maxBytes) =>
            seq < cutAfter ? store.After(seq, limit, maxBytes) : throw new StoreUnavailableException("The disk is gone.");

        public KeptEvent? Find(Guid id) => store.Find(id);
    }
}
