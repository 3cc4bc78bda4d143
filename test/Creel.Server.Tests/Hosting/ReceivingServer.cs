using System.Collections.Concurrent;
using Creel.Configuration;
using Creel.Inbox;
using Creel.Receiving;
using Creel.Senders;
using Creel.Server.Certificates;
using Creel.Server.Hosting;
using Creel.Server.Listeners;
using Creel.Server.Tests.Certificates;
using Creel.Signatures;
using Creel.Storage.Sqlite;

namespace Creel.Server.Tests.Hosting;

/// <summary>
/// The receiving half of the server, as <c>serve</c> puts it together, on bounds small enough to reach: a real Kestrel over a real
/// store, whose disk hangs while <see cref="Disk"/> is shut.
/// </summary>
internal sealed class ReceivingServer : IAsyncDisposable
{
    public const string Authorization = "Basic bm9jOm1hZGUtdXA=";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("creel-test-");
    private readonly TemporaryTls _tls = new();
    private readonly SlowStore _store;
    private ReceivingHost _host = null!;

    private ReceivingServer()
    {
        _store = new SlowStore(SqliteEventStore.Open(
            Path.Combine(_directory.FullName, "inbox.db"), Path.Combine(_directory.FullName, "owner.lock"), TimeProvider.System));
        Inbox = new InboxWriter(_store, new InboxObserver { WriterDied = e => throw new InvalidOperationException("the writer died", e) }, TimeProvider.System);
    }

    public InboxWriter Inbox { get; }
    public ManualResetEventSlim Disk => _store.Disk;

    /// <summary>The writer stands before the shut disk.</summary>
    public Task Stuck => _store.Entered.Task;

    public IEventLog Kept => _store;
    public ConcurrentQueue<RequestOutcome> Outcomes { get; } = [];

    private readonly SemaphoreSlim _reported = new(0);

    /// <summary>Waits for an outcome: it is reported after the answer, which its reader may have seen before.</summary>
    public async Task ReportsAsync(Func<RequestOutcome, bool> wanted)
    {
        while (!Outcomes.Any(wanted))
            Assert.True(await _reported.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken), "No such outcome was reported.");
    }

    private void Report(RequestOutcome outcome)
    {
        Outcomes.Enqueue(outcome);
        _reported.Release();
    }
    public Uri Url { get; private set; } = null!;

    public static async Task<ReceivingServer> StartAsync(ReceiveLimits limits)
    {
        var server = new ReceivingServer();
        var sender = SenderCatalog.Embedded.Find("generic")!;
        var topology = new Topology([new Source
        {
            Name = "webhook",
            Path = "/webhook",
            Sender = sender,
            Basic = [new BasicCredential("noc", "made-up")],
            BodyLimit = Source.DefaultBodyLimit,
        }]);
        var endpoint = new ReceiveEndpoint(new ReceiveSettings
        {
            Topology = () => topology,
            Mask = new CredentialMask(new byte[32]),
            Limits = limits,
            Report = server.Report,
        }, server.Inbox, TimeProvider.System);
        var certificate = new ServerCertificate(new CertificateStore(server._tls.Tls, TimeProvider.System).Open(TemporaryTls.Names("localhost", "127.0.0.1")));
        var listeners = new ListenerSetup(certificate, _ => { }, new ListenerLimits(), TimeProvider.System);
        server._host = await ReceivingHost.StartAsync(endpoint, kestrel => listeners.Apply(kestrel, [ListenAddress.Parse("https://127.0.0.1:0")]), TimeSpan.FromSeconds(5));
        server.Url = new Uri(server._host.Addresses.Single());
        return server;
    }

    public HttpClient Client(Version version) => new(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true } })
    {
        BaseAddress = Url,
        DefaultRequestVersion = version,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        DefaultRequestHeaders = { { "Authorization", Authorization } },
        Timeout = TimeSpan.FromSeconds(60),
    };

    public async ValueTask DisposeAsync()
    {
        Disk.Set();
        await _host.DisposeAsync();
        Inbox.Dispose();
        _store.Dispose();
        _tls.Dispose();
        _directory.Delete(recursive: true);
    }

    private sealed class SlowStore(IEventStore store) : IEventStore
    {
        public ManualResetEventSlim Disk { get; } = new(initialState: true);
        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Appended[] Append(IReadOnlyList<NewEvent> batch)
        {
            Entered.TrySetResult();
            Disk.Wait();
            return store.Append(batch);
        }

        public void Probe() => store.Probe();

        public long LastSeq() => store.LastSeq();

        public IReadOnlyList<EventSummary> Newest(long? before, int limit) => store.Newest(before, limit);

        public IReadOnlyList<KeptEvent> After(long seq, int limit, long maxBytes) => store.After(seq, limit, maxBytes);

        public KeptEvent? Find(Guid id) => store.Find(id);

        public void Dispose() => store.Dispose();
    }
}
