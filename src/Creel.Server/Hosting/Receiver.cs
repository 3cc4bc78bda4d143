using System.Runtime.InteropServices;
using Creel.Configuration;
using Creel.Console;
using Creel.Receiving;
using Creel.Server.Certificates;
using Creel.Server.Configuring;
using Creel.Server.Listeners;
using Creel.Server.Local;
using Creel.Server.Printing;
using Creel.Server.Systemd;
using Creel.Storage.Sqlite;
using Creel.Telemetry;

namespace Creel.Server.Hosting;

/// <summary>A running server: what it is made of, from the disk outwards.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    /// <summary>How long a stop waits for requests under way. systemd kills after 90 s; containers after 10 s.</summary>
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(8);

    private readonly TaskCompletionSource<string?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RunningParts _parts;
    private readonly ServiceNotices _notices;
    private Action _hungUp = () => { };

    private Receiver(ServiceNotices notices)
    {
        _parts = new RunningParts(fault => _ended.TrySetResult(fault));
        _notices = _parts.Add(notices);
    }

    public static async Task<Receiver> StartAsync(ServeOptions options, FirstConfig first, TimeProvider time)
    {
        var receiver = new Receiver(ServiceNotices.FromEnvironment(time));
        try
        {
            receiver._parts.Loop(receiver._notices.RunAsync);
            receiver.HearSignals();
            await receiver.StartPartsAsync(options, first, time);
            return receiver;
        }
        catch
        {
            await receiver.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs until a signal or a fault that only a restart can mend; the exit status.</summary>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        using var asked = stop.Register(() => _ended.TrySetResult(null));
        var fault = await _ended.Task;
        _notices.Stopping();
        if (fault is not null) Terminal.Error.WriteLine($"creel: {fault}");
        return fault is null ? 0 : 1;
    }

    public ValueTask DisposeAsync() => _parts.DisposeAsync();

    // Before anything is started: each host of ASP.NET Core takes these signals for itself, and one that comes between its start and
    // ours would be lost.
    private void HearSignals()
    {
        foreach (var stop in (PosixSignal[])[PosixSignal.SIGTERM, PosixSignal.SIGINT])
        {
            _parts.Add(PosixSignalRegistration.Create(stop, signal =>
            {
                signal.Cancel = true;
                _ended.TrySetResult(null);
            }));
        }
        if (OperatingSystem.IsWindows()) return;
        // Whoever changed the configuration says so by it. Nor must a closed terminal end a receiver that was started with nohup.
        _parts.Add(PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            _hungUp();
        }));
    }

    private async Task StartPartsAsync(ServeOptions options, FirstConfig first, TimeProvider time)
    {
        var data = DataDirectory.OpenOrCreate(options.DataPath);
        var configured = first.Configured;
        var sockets = PassedSockets.Take();
        var addresses = SocketMatch.Match([.. (configured.Listen ?? ServeRules.DefaultListen).Select(url => ListenAddress.Parse(url, configured.TrustedProxies))], sockets);
        var store = _parts.Add(SqliteEventStore.Open(data.InboxFile, data.OwnerLockFile, time, said => Terminal.Note($"creel: {said}")));
        var secrets = LocalSecrets.ReadOrCreate(data, source: null, user: null);
        UserPassword MadeUser() => LocalSecrets.ReadOrCreate(data, DefaultSource.Name, options.User).Basic[DefaultSource.Name];
        var live = new LiveConfig(configured, () => [DefaultSource.Of(MadeUser())]);
        var metrics = _parts.Add(new CreelMetrics(ProgramVersion.Text));
        var page = _parts.Add(metrics.OpenPage());
        var printer = _parts.AddAsync(new RequestPrinter(options.Print, System.Console.OpenStandardOutput(),
            new RequestLine(Terminal.OutputIsTerminal, Terminal.ColourOutput) { ForJournal = Journal.ReadsOutput }, metrics, time));
        var around = new Surroundings(data, live, printer, metrics, time);
        var inbox = RunningInbox.Start(_parts, store, around, options.Given.SavePath, (secrets.DigestKey, fault => _ended.TrySetResult(fault)));
        var tls = StartTls(around, configured);

        var activity = new SourceActivity();
        var senders = WatchSenders(around);
        var report = new OutcomeReport(printer, metrics, activity, senders);
        var shown = ConsoleOf(around, inbox, (activity, senders), (new ApiToken(secrets.ApiToken), page, () => ConsoleNames.Of(tls.Certificate, configured.PublicUrl)));
        var console = _parts.AddAsync(await ConsoleHost.StartAsync(shown, ServeRules.ConsoleAddress(configured.Console), data.SocketFile, StopWithin,
            new ListenerSetup(tls.Certificate, report.ConsoleConnection, new ListenerLimits(), time) { ForConsole = true }));
        var endpoint = new ReceiveEndpoint(new ReceiveSettings
        {
            Topology = () => live.Topology,
            Mask = new CredentialMask(secrets.DigestKey),
            Quarantine = inbox.Quarantine.Intake,
            Report = report.Request,
        }, inbox.Writer, time);
        var listeners = new ListenerSetup(tls.Certificate, report.Connection, new ListenerLimits { TrustedProxies = () => live.Topology.TrustedProxies }, time);
        var receiving = _parts.AddAsync(await ReceivingHost.StartAsync(endpoint, kestrel => listeners.Apply(kestrel, addresses), StopWithin,
            sockets.Count > 0 ? new LastRequests(time) : null));

        var state = new ServerState
        {
            ProcessId = Environment.ProcessId,
            StartedAt = time.GetUtcNow(),
            ReceiveUrls = ReceiveUrls.Of(receiving.Addresses, [.. tls.Certificate.Names.Select(name => name.Text)]),
            Sources = PathsOf(live.Topology),
            CertificateFile = tls.Certificate.Configured?.File,
            ConfigFile = first.Loader.Path,
            PublicUrl = configured.PublicUrl,
            ConsoleUrl = ConsoleNames.Url(console.Address, configured.PublicUrl),
        };
        Publish(around, tls, state);
        WatchConfig(first, around);
        Banner.Print(data, options, state, configured.Sources is null ? MadeUser() : null, tls.Certificate);
        _notices.Ready(() => ServerHealth.Of(inbox.Writer));
    }

    private static ConsoleParts ConsoleOf(Surroundings around, RunningInbox inbox, (SourceActivity Activity, SenderWatch Senders) sources,
        (ApiToken Token, PrometheusWriter Metrics, Func<IEnumerable<string>> Hosts) given) => new()
        {
            Log = inbox.Store,
            Search = inbox.Search,
            Feed = inbox.Feed,
            Time = around.Time,
            Token = given.Token,
            Ready = () => inbox.Writer.IsHealthy,
            Alive = () => !ServerHealth.Of(inbox.Writer).IsStuck,
            WhyNotReady = () => inbox.Writer.WhyUnhealthy,
            Hosts = given.Hosts,
            Say = said => around.Printer.Say($"creel: {said}"),
            Quarantine = inbox.Quarantine.ForConsole(inbox.Store, inbox.Writer, () => around.Live.Topology, around.Time),
            Import = new ConsoleImport { Run = inbox.Import.RunAsync },
            Overview = new ConsoleOverview
            {
                Version = ProgramVersion.Text,
                StartedAt = around.Time.GetUtcNow(),
                Time = around.Time,
                Topology = () => around.Live.Topology,
                Activity = sources.Activity,
                Warning = sources.Senders.Warning,
                Retention = inbox.Retention.State,
                QueueDepth = () => inbox.Writer.QueueDepth,
                Imported = () => inbox.Import.Added,
                FreeBytes = () => inbox.Retention.Watch.Free,
                Deleted = inbox.Retention.Deleted,
                Quarantine = inbox.Quarantine.Counts,
            },
            Metrics = given.Metrics,
            Fault = (path, e) => around.Printer.Say($"{Journal.Fault}creel: the console could not answer {TerminalText.Clean(path)}: {e}"),
        };

    private SenderWatch WatchSenders(Surroundings around)
    {
        var senders = new SenderWatch(() => around.Live.Topology, said => around.Printer.Say($"{Journal.Warning}creel: {said}"), around.Time)
        {
            Say = said => around.Printer.Say($"creel: {said}"),
        };
        around.Metrics.ObserveSenders(senders.Shares);
        _parts.Loop(senders.RunAsync);
        return senders;
    }

    // The last to be asked before a swap: what it takes over it can't give back.
    private ServerTls StartTls(Surroundings around, Configured configured)
    {
        var store = new CertificateStore(around.Data.TlsDirectory, around.Time);
        var tls = new ServerTls(store, ImportedCertificate.Or(configured.Tls, store.Files),
            notice => around.Printer.Say($"{(notice.Failed ? Journal.Fault : "")}creel: {notice.Text}"), around.Time, around.Live.Topology.OnlyClientCertificates);
        around.Metrics.ObserveCertificateExpiry(() => tls.Certificate.NotAfter);
        _parts.Loop(tls.RunAsync);
        around.Live.Before.Add((topology, settings) => tls.Apply(ImportedCertificate.Or(settings, store.Files), topology.OnlyClientCertificates));
        return tls;
    }

    private void Publish(Surroundings around, ServerTls tls, ServerState state)
    {
        state.Write(around.Data);
        _parts.AtStop(() =>
        {
            try { File.Delete(around.Data.StateFile); }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException) { /* the parts below must stop all the same; readers know such a file */ }
            return ValueTask.CompletedTask;
        });
        around.Live.After.Add(topology => WriteState(
            state with { Sources = PathsOf(topology), CertificateFile = tls.Certificate.Configured?.File }, around.Data, around.Printer));
    }

    private static Dictionary<string, string> PathsOf(Topology topology) => topology.Sources.ToDictionary(source => source.Name, source => source.Path);

    // A disk without room keeps commands from finding a new source, and nothing else.
    private static void WriteState(ServerState state, DataDirectory data, RequestPrinter printer)
    {
        try { state.Write(data); }
        catch (IOException e) { printer.Say($"{Journal.Fault}creel: {data.StateFile} can't be written, so `creel send` and `auth show` may not know of the newest sources: {e.Message}"); }
    }

    private void WatchConfig(FirstConfig first, Surroundings around)
    {
        if (first.Loader.Path is null)
        {
            _hungUp = () =>
            {
                _notices.Reloading();
                around.Printer.Say("creel: SIGHUP: there is no configuration file that could be read again.");
                _notices.Reloaded(taken: true);
            };
            return;
        }
        var watch = new ConfigWatch(first.Loader, around.Live, around.Printer.Say, around.Time) { Seen = first.Fingerprint, Looked = _notices.Reloaded };
        _parts.Loop(watch.RunAsync);
        _hungUp = () =>
        {
            _notices.Reloading();
            watch.LookNow();
        };
    }
}
