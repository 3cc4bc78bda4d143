using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Creel.Configuration;
using Creel.Inbox;
using Creel.Receiving;
using Creel.Senders;
using Creel.Signatures;
using Creel.Storage.Sqlite;
using Creel.Tests.Inbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Creel.Tests.Receiving;

/// <summary>Receiving with a quarantine, on a real Kestrel (HTTP/1.1, and HTTP/2 without TLS beside it) over real stores.</summary>
internal sealed class RefusingServer : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("creel-test-");
    private readonly QuarantineWriter _writer;
    private readonly WebApplication _app;
    private readonly QuarantineBounds _bounds;
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _kept, _dropped;
    private int _awaited = int.MaxValue;

    private RefusingServer(QuarantineBounds bounds)
    {
        _bounds = bounds;
        Events = SqliteEventStore.Open(At("inbox.db"), At("owner.lock"), TimeProvider.System);
        Inbox = new InboxWriter(Events, new InboxObserver { WriterDied = e => throw e }, TimeProvider.System);
        Quarantine = new GatedQuarantine(new SqliteQuarantine(At("quarantine.db"), bounds, _ => { }));
        _writer = new QuarantineWriter(Quarantine, bounds, new QuarantineObserver
        {
            Kept = count =>
            {
                if (Interlocked.Add(ref _kept, count) >= Volatile.Read(ref _awaited)) _reached.TrySetResult();
            },
            Dropped = count => Interlocked.Add(ref _dropped, count),
        }, TimeProvider.System);
        _app = Build();
    }

    public SqliteEventStore Events { get; }
    public InboxWriter Inbox { get; }
    public GatedQuarantine Quarantine { get; }
    public int Dropped => _dropped;
    public Uri Url => new(_app.Urls.First());
    public Uri Http2Url => new(_app.Urls.Last());

    /// <summary>What is configured.</summary>
    public Topology Topology { get; set; } = new([Source("webhook"), Source("small") with { BodyLimit = 1000 }]);

    public static Source Source(string name)
    {
        var sender = SenderCatalog.Embedded.Find("catalyst-center")!;
        return new Source
        {
            Name = name,
            Path = "/" + name,
            Sender = sender,
            Basic = [new BasicCredential("noc", "right")],
            Headers = [new HeaderCredential("X-Our-Own", new SecretText("configured"))],
            BodyLimit = 1 << 20,
        };
    }

    public static async Task<RefusingServer> StartAsync(QuarantineBounds? bounds = null)
    {
        var server = new RefusingServer(bounds ?? QuarantineBounds.Default with { ReadingTime = TimeSpan.FromSeconds(20) });
        await server._app.StartAsync();
        return server;
    }

    public QuarantineAcceptance Acceptance() => new(Quarantine, Events, Inbox, () => Topology, TimeProvider.System);

    public HttpClient Client(string? password = "wrong", bool http2 = false)
    {
        var client = new HttpClient
        {
            BaseAddress = http2 ? Http2Url : Url,
            Timeout = Patience,
            DefaultRequestVersion = http2 ? HttpVersion.Version20 : HttpVersion.Version11,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        if (password is not null) client.DefaultRequestHeaders.Authorization = Basic(password);
        return client;
    }

    public static AuthenticationHeaderValue Basic(string password) => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("noc:" + password)));

    /// <summary>Waits until so many refusals are on disk.</summary>
    public Task KeptAsync(int count)
    {
        Volatile.Write(ref _awaited, count);
        if (Volatile.Read(ref _kept) >= count) _reached.TrySetResult();
        return _reached.Task.WaitAsync(Patience);
    }

    /// <summary>Everything refused so far, newest first, once it is on disk: receiving must have ended with it.</summary>
    public async Task<IReadOnlyList<QuarantinedRequest>> RefusedAsync()
    {
        await _app.StopAsync();
        _writer.Dispose();
        return [.. Quarantine.Newest(QuarantineFilter.All, null, 10_000).Select(row => Quarantine.Find(row.Id)!)];
    }

    /// <summary>The bytes of every file in which refused requests are.</summary>
    public string QuarantineBytes() => string.Concat(_directory.GetFiles("quarantine*").Select(file => Encoding.Latin1.GetString(File.ReadAllBytes(file.FullName))));

    public async ValueTask DisposeAsync()
    {
        Quarantine.Gate.Set();
        await _app.DisposeAsync();
        _writer.Dispose();
        Inbox.Dispose();
        Quarantine.Dispose();
        Events.Dispose();
        _directory.Delete(recursive: true);
    }

    private string At(string name) => Path.Combine(_directory.FullName, name);

    private WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        var app = builder.Build();
        var mask = new CredentialMask(new byte[32]);
        var endpoint = new ReceiveEndpoint(new ReceiveSettings
        {
            Topology = () => Topology,
            Mask = mask,
            Limits = new ReceiveLimits { BodyDeadline = TimeSpan.FromSeconds(1) },
            Quarantine = new QuarantineIntake(_writer, _bounds, new CredentialMask(new byte[32]), () => Topology, TimeProvider.System),
        }, Inbox, TimeProvider.System);
        app.Run(endpoint.HandleAsync);
        return app;
    }
}
