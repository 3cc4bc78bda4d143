using System.Net;
using System.Threading.Channels;
using Creel.Configuration;
using Creel.Inbox;
using Creel.Receiving;
using Creel.Senders;
using Creel.Server.Hosting;
using Creel.Storage.Sqlite;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Creel.Tests.Receiving;

/// <summary>The receiving side as it is: its own Kestrel (HTTP/1.1 at one port, HTTP/2 at another), its endpoint, a store on disk.</summary>
internal sealed class ReceivingServer : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("creel-receiving-");
    private readonly Channel<RequestOutcome> _outcomes = Channel.CreateUnbounded<RequestOutcome>();
    private readonly RetentionState _space = new(() => new RetentionPlan(RetentionRule.None, new Dictionary<string, RetentionRule>()));
    private readonly SqliteEventStore _store;
    private readonly InboxWriter _inbox;
    private ReceivingHost? _host;

    private ReceivingServer()
    {
        _store = SqliteEventStore.Open(At("inbox.db"), At("owner.lock"), TimeProvider.System);
        _inbox = new InboxWriter(_store, new InboxObserver { WriterDied = e => _outcomes.Writer.TryComplete(e) }, TimeProvider.System) { Space = _space };
    }

    public string Folder => _directory.FullName;

    public static async Task<ReceivingServer> StartAsync(Topology topology, TimeProvider? clock = null, Func<ReceiveSettings, ReceiveSettings>? also = null)
    {
        var server = new ReceivingServer();
        var settings = new ReceiveSettings
        {
            Topology = () => topology,
            Mask = new CredentialMask(new byte[32]),
            Report = outcome => server._outcomes.Writer.TryWrite(outcome),
        };
        var endpoint = new ReceiveEndpoint(also?.Invoke(settings) ?? settings, server._inbox, clock ?? TimeProvider.System);
        server._host = await ReceivingHost.StartAsync(endpoint, kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        }, TimeSpan.FromSeconds(5));
        return server;
    }

    public static Source Source(string name) => new()
    {
        Name = name,
        Path = "/" + name,
        Sender = SenderCatalog.Embedded.Find("generic")!,
        BodyLimit = Creel.Configuration.Source.DefaultBodyLimit,
    };

    public HttpClient Client(string version) => new(new SocketsHttpHandler { EnableMultipleHttp2Connections = true, Expect100ContinueTimeout = TimeSpan.FromMinutes(1) })
    {
        BaseAddress = new Uri(_host!.Addresses.ElementAt(version == "2.0" ? 1 : 0)),
        DefaultRequestVersion = new Version(version),
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Timeout = TimeSpan.FromSeconds(30),
    };

    /// <summary>What became of the next request.</summary>
    public async Task<RequestOutcome> OutcomeAsync() =>
        await _outcomes.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    public void RefuseToKeep(string why) => _space.WhyRefused = why;

    public IReadOnlyList<KeptEvent> Kept() => _store.After(0, 1000, long.MaxValue);

    public async ValueTask DisposeAsync()
    {
        await _host!.DisposeAsync();
        _inbox.Dispose();
        _store.Dispose();
        _directory.Delete(recursive: true);
    }

    private string At(string name) => Path.Combine(_directory.FullName, name);
}
