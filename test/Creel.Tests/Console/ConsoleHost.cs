using System.Collections.Concurrent;
using Creel.Configuration;
using Creel.Console;
using Creel.Importing;
using Creel.Inbox;
using Creel.Search;
using Creel.Senders;
using Creel.Signatures;
using Creel.Telemetry;
using Creel.Tests.Search;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Creel.Tests.WebConsole;

/// <summary>The console's API on a real Kestrel, on a port of its own.</summary>
internal sealed class ConsoleHost : IAsyncDisposable
{
    public const string Token = "made-up-token";
    private static readonly Topology Served = new(
    [
        new Source { Name = "webhook", Path = "/webhook", Sender = SenderCatalog.Embedded.Find("generic")!, Basic = [new BasicCredential("noc", "made-up")], BodyLimit = Source.DefaultBodyLimit },
        new Source { Name = "open", Path = "/open", Sender = SenderCatalog.Embedded.Find("generic")!, Open = true, BodyLimit = Source.DefaultBodyLimit, Retention = new RetentionRule(TimeSpan.FromDays(1), null) },
    ]);

    private readonly WebApplication _app;

    private ConsoleHost(WebApplication app, CreelMetrics metrics)
    {
        _app = app;
        Metrics = metrics;
        Client = Anonymous();
        Client.DefaultRequestHeaders.Authorization = new("Bearer", Token);
    }

    public CreelMetrics Metrics { get; }
    public HttpClient Client { get; }
    public bool Ready { get; set; } = true;
    public bool Alive { get; set; } = true;

    /// <summary>The paths on which faults were told of.</summary>
    public ConcurrentQueue<string> Faults { get; } = [];

    /// <summary>What the operator was told.</summary>
    public ConcurrentQueue<string> Said { get; } = [];

    public Uri Url => new(_app.Urls.First());

    public IEnumerable<RouteEndpoint> Endpoints =>
        ((IEndpointRouteBuilder)_app).DataSources.SelectMany(s => s.Endpoints).Cast<RouteEndpoint>();

    public static async Task<ConsoleHost> StartAsync(IEventLog log, ConsoleQuarantine? quarantine = null, EventFeed? feed = null, TimeProvider? time = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var metrics = new CreelMetrics("1.2.3");
        ConsoleHost? host = null;
        ConsoleApi.Map(app, new ConsoleParts
        {
            Log = log,
            Search = new LogSearch(log, TimeProvider.System, SearchBudget.Default),
            Token = new ApiToken(Token),
            Ready = () => host!.Ready,
            Alive = () => host!.Alive,
            Quarantine = quarantine,
            Feed = feed,
            Metrics = metrics.OpenPage(),
            Fault = (path, _) => host!.Faults.Enqueue(path),
            WhyNotReady = () => "the disk is full",
            Time = time ?? TimeProvider.System,
            Import = new ConsoleImport { Run = ReadAsync },
            Overview = Overview(),
            Say = said => host!.Said.Enqueue(said),
            Hosts = () => ["creel.example.net", "*.hooks.example.net"],
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return host = new ConsoleHost(app, metrics);
    }

    private static ConsoleOverview Overview() => new()
    {
        Version = "1.2.3",
        StartedAt = MadeUp.Noon,
        Time = TimeProvider.System,
        Topology = () => Served,
        Activity = new SourceActivity(),
        Retention = new RetentionState(() => RetentionPlan.Default),
        QueueDepth = () => 0,
        Imported = () => 0,
        FreeBytes = () => null,
        Deleted = _ => 0,
        Quarantine = new QuarantineCounts { Bytes = () => 1, Kept = () => 2, Coalesced = () => 3, Dropped = () => 4 },
    };

    // What importing does has tests of its own; this one finds fault with everything.
    private static async Task<ImportTally> ReadAsync(Stream lines, string? source, string? sender, CancellationToken cancel)
    {
        var tally = new ImportTally();
        using var reader = new StreamReader(lines);
        while (await reader.ReadLineAsync(cancel) is not null) tally.Reject(++tally.Read, "made up");
        return tally;
    }

    /// <summary>Sends what a test gives it, and no cookie by itself.</summary>
    public HttpClient Anonymous() => new(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = Url };

    public Task StopAsync() => _app.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        Metrics.Dispose();
    }
}
