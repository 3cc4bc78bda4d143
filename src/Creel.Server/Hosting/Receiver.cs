using System.Runtime.InteropServices;
using Creel.Configuration;
using Creel.Inbox;
using Creel.Receiving;
using Creel.Server.Certificates;
using Creel.Server.Configuring;
using Creel.Server.Listeners;
using Creel.Server.Local;
using Creel.Server.Printing;
using Creel.Server.Saving;
using Creel.Server.Systemd;
using Creel.Storage.Sqlite;
using Creel.Telemetry;
using Creel.Console;

namespace Creel.Server.Hosting;

/// <summary>
/// A running server: its parts in the order in which they start; they stop the other way round, so that what was accepted
/// is kept, answered and saved before anything it needs is gone.
/// </summary>
internal sealed class Receiver : IAsyncDisposable
{
    /// <summary>How long a stop waits for requests under way. systemd kills after 90 s; containers after 10 s.</summary>
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(8);

    private readonly Stack<Func<ValueTask>> _stops = new();
    private readonly TaskCompletionSource<string?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly ServiceNotices _notices;
    private Action _hungUp = () => { };

    private Receiver(ServiceNotices notices) => _notices = Started(notices);

    public static async Task<Receiver> StartAsync(ServeOptions options, FirstConfig first, TimeProvider time)
    {
        var receiver = new Receiver(ServiceNotices.FromEnvironment(time));
        try
        {
            receiver.StartLoop(receiver._notices.RunAsync);
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

    public async ValueTask DisposeAsync()
    {
        while (_stops.TryPop(out var stop)) await stop();
    }

    // Before anything is started: each host of ASP.NET Core takes these signals for itself, and one that comes between its start and
    // ours would be lost.
    private void HearSignals()
    {
        foreach (var stop in (PosixSignal[])[PosixSignal.SIGTERM, PosixSignal.SIGINT])
        {
            Started(PosixSignalRegistration.Create(stop, signal =>
            {
                signal.Cancel = true;
                _ended.TrySetResult(null);
            }));
        }
        if (OperatingSystem.IsWindows()) return;
        // Whoever changed the configuration says so by it. Nor must a closed terminal end a receiver that was started with nohup.
        Started(PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
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
        var store = Started(SqliteEventStore.Open(data.InboxFile, data.OwnerLockFile, time, said => Terminal.Note($"creel: {said}")));
        var secrets = LocalSecrets.ReadOrCreate(data, source: null, user: null);
        UserPassword MadeUser() => LocalSecrets.ReadOrCreate(data, DefaultSource.Name, options.User).Basic[DefaultSource.Name];
        var live = new LiveConfig(configured, () => [DefaultSource.Of(MadeUser())]);
        var metrics = Started(new CreelMetrics(ProgramVersion.Text));
        var page = Started(metrics.OpenPage());
        var printer = StartedAsync(new RequestPrinter(options.Print, System.Console.OpenStandardOutput(),
            new RequestLine(Terminal.OutputIsTerminal, Terminal.ColourOutput) { ForJournal = Journal.ReadsOutput }, metrics, time));
        var search = new SqliteEventSearch(data.InboxFile, time);
        var saving = StartSaving(live, options.Given.SavePath, new(data, (store, search), printer.Say, time));
        var retention = StartRetention(store, new Retention(() => live.Topology, data.Path, printer.Say, metrics, time));
        var feed = StartFeed(store, metrics, printer, time);
        var inbox = StartInbox(store, retention.State, metrics, printer, saving, feed, time);
        // A mask of its own: what strangers send must not push the credential out that events come with.
        var quarantine = Started(Quarantining.Start(data, new CredentialMask(secrets.DigestKey), () => live.Topology, (metrics, printer), time));

        var tls = StartTls(live, new ServerTls(new CertificateStore(data.TlsDirectory, time), configured.Tls,
            notice => printer.Say($"{(notice.Failed ? Journal.Fault : "")}creel: {notice.Text}"), time, live.Topology.OnlyClientCertificates));
        metrics.ObserveCertificateExpiry(() => tls.Certificate.NotAfter);
        metrics.ObserveQueueDepth(() => inbox.QueueDepth);

        var activity = new SourceActivity();
        var import = new Import(inbox, () => live.Topology, time);
        var report = new OutcomeReport(printer, metrics, activity);
        var console = StartedAsync(await ConsoleHost.StartAsync(new ConsoleParts
        {
            Log = store,
            Search = search,
            Feed = feed,
            Time = time,
            Token = new ApiToken(secrets.ApiToken),
            Ready = () => inbox.IsHealthy,
            Alive = () => !ServerHealth.Of(inbox).IsStuck,
            WhyNotReady = () => inbox.WhyUnhealthy,
            Hosts = () => ConsoleNames.Of(tls.Certificate, configured.PublicUrl),
            Say = said => printer.Say($"creel: {said}"),
            Quarantine = quarantine.ForConsole(store, inbox, () => live.Topology, time),
            Import = new ConsoleImport { Run = import.RunAsync },
            Overview = OverviewOf(live, activity, (inbox, import), (retention, quarantine), time),
            Metrics = page,
            Fault = (path, e) => printer.Say($"{Journal.Fault}creel: the console could not answer {TerminalText.Clean(path)}: {e}"),
        }, ServeRules.ConsoleAddress(configured.Console), data.SocketFile, StopWithin,
            new ListenerSetup(tls.Certificate, report.ConsoleConnection, new ListenerLimits(), time) { ForConsole = true }));
        var endpoint = new ReceiveEndpoint(new ReceiveSettings
        {
            Topology = () => live.Topology,
            Mask = new CredentialMask(secrets.DigestKey),
            Quarantine = quarantine.Intake,
            Report = report.Request,
        }, inbox, time);
        var listeners = new ListenerSetup(tls.Certificate, report.Connection, new ListenerLimits { TrustedProxies = () => live.Topology.TrustedProxies }, time);
        var receiving = StartedAsync(await ReceivingHost.StartAsync(endpoint, kestrel => listeners.Apply(kestrel, addresses), StopWithin,
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
        Publish(state, data);
        live.After.Add(topology => WriteState(
            state with { Sources = PathsOf(topology), CertificateFile = tls.Certificate.Configured?.File }, data, printer));
        WatchConfig(first, live, printer, time);
        Banner.Print(data, options, state, configured.Sources is null ? MadeUser() : null, tls.Certificate);
        _notices.Ready(() => ServerHealth.Of(inbox));
    }

    private void Publish(ServerState state, DataDirectory data)
    {
        state.Write(data);
        _stops.Push(() =>
        {
            try { File.Delete(data.StateFile); }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException) { /* the parts below must stop all the same; readers know such a file */ }
            return ValueTask.CompletedTask;
        });
    }

    private static Dictionary<string, string> PathsOf(Topology topology) => topology.Sources.ToDictionary(source => source.Name, source => source.Path);

    // A disk without room keeps commands from finding a new source, and nothing else.
    private static void WriteState(ServerState state, DataDirectory data, RequestPrinter printer)
    {
        try { state.Write(data); }
        catch (IOException e) { printer.Say($"{Journal.Fault}creel: {data.StateFile} can't be written, so `creel send` and `auth show` may not know of the newest sources: {e.Message}"); }
    }

    private void WatchConfig(FirstConfig first, LiveConfig live, RequestPrinter printer, TimeProvider time)
    {
        if (first.Loader.Path is null)
        {
            _hungUp = () =>
            {
                _notices.Reloading();
                printer.Say("creel: SIGHUP: there is no configuration file that could be read again.");
                _notices.Reloaded(taken: true);
            };
            return;
        }
        var watch = new ConfigWatch(first.Loader, live, printer.Say, time) { Seen = first.Fingerprint, Looked = _notices.Reloaded };
        StartLoop(watch.RunAsync);
        _hungUp = () =>
        {
            _notices.Reloading();
            watch.LookNow();
        };
    }

    private SaveFiles StartSaving(LiveConfig live, string? everything, SaveFiles files)
    {
        StartedAsync(files).Begin(SaveWishes.Of(live.Topology, everything));
        live.Before.Add((topology, _) => files.Begin(SaveWishes.Of(topology, everything)));
        live.After.Add(topology => files.Follow(SaveWishes.Of(topology, everything)));
        return files;
    }

    private static ConsoleOverview OverviewOf(LiveConfig live, SourceActivity activity,
        (InboxWriter Writer, Import Import) inbox, (Retention Retention, Quarantining Quarantine) kept, TimeProvider time) => new()
        {
            Version = ProgramVersion.Text,
            StartedAt = time.GetUtcNow(),
            Time = time,
            Topology = () => live.Topology,
            Activity = activity,
            Retention = kept.Retention.State,
            QueueDepth = () => inbox.Writer.QueueDepth,
            Imported = () => inbox.Import.Added,
            FreeBytes = () => kept.Retention.Watch.Free,
            Deleted = kept.Retention.Deleted,
            Quarantine = kept.Quarantine.Counts,
        };

    // The last to be asked before a swap: what it takes over it can't give back.
    private ServerTls StartTls(LiveConfig live, ServerTls tls)
    {
        StartLoop(tls.RunAsync);
        live.Before.Add((topology, settings) => tls.Apply(settings, topology.OnlyClientCertificates));
        return tls;
    }

    private Retention StartRetention(IEventStore store, Retention retention)
    {
        store.Retain(retention.State);
        StartLoop(retention.Watch.RunAsync);
        return retention;
    }

    private EventFeed StartFeed(IEventLog log, CreelMetrics metrics, RequestPrinter printer, TimeProvider time)
    {
        var feed = new EventFeed(log, LiveFrames.Event, time) { Say = printer.Say };
        metrics.ObserveListeners(() => feed.Listening);
        StartLoop(feed.RunAsync);
        return feed;
    }

    private InboxWriter StartInbox(IEventStore store, RetentionState space, CreelMetrics metrics, RequestPrinter printer, SaveFiles saving, EventFeed feed, TimeProvider time) =>
        Started(new InboxWriter(store, new InboxObserver
        {
            BatchKept = appended =>
            {
                var (already, repeats) = (appended.Count(one => one.Repeat && one.Imported), appended.Count(one => one.Repeat && !one.Imported));
                metrics.Stored(appended.Length, appended.Length - already - repeats, repeats);
                saving.Wake();
                feed.Kept(appended);
            },
            StoreFailed = e => printer.Say($"{Journal.Fault}creel: nothing can be kept: {e.Message}\nSenders get 503 and should come back. Look at the disk; receiving goes on by itself when it can."),
            StoreRecovered = () => printer.Say("creel: events are kept again."),
            WriterDied = e => _ended.TrySetResult($"the inbox writer ended by a fault, so nothing can be kept any more. Please report this: {e}"),
        }, time)
        { Space = space });

    /// <summary>A loop that runs until the server stops; should it ever end otherwise, the process stops too.</summary>
    private void StartLoop(Func<CancellationToken, Task> loop)
    {
        var stopping = new CancellationTokenSource();
        var running = Task.Run(() => loop(stopping.Token));
        _ = running.ContinueWith(
            ended => _ended.TrySetResult($"a background loop ended by a fault. Please report this: {ended.Exception}"),
            CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        _stops.Push(async () =>
        {
            await stopping.CancelAsync();
            await running.ContinueWith(_ => { }, TaskScheduler.Default);
            stopping.Dispose();
        });
    }

    private T Started<T>(T part) where T : IDisposable
    {
        _stops.Push(() =>
        {
            part.Dispose();
            return ValueTask.CompletedTask;
        });
        return part;
    }

    private T StartedAsync<T>(T part) where T : IAsyncDisposable
    {
        _stops.Push(part.DisposeAsync);
        return part;
    }
}
