using System.Runtime.InteropServices;
using Creel.Configuration;
using Creel.Inbox;
using Creel.Receiving;
using Creel.Senders;
using Creel.Server.Certificates;
using Creel.Server.Listeners;
using Creel.Server.Local;
using Creel.Server.Printing;
using Creel.Server.Saving;
using Creel.Signatures;
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
    private const string DefaultSource = "webhook";

    /// <summary>How long a stop waits for requests under way. systemd kills after 90 s; containers after 10 s.</summary>
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(8);

    private readonly Stack<Func<ValueTask>> _stops = new();
    private readonly TaskCompletionSource<string?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Receiver()
    {
    }

    public static async Task<Receiver> StartAsync(ServeOptions options, TimeProvider time)
    {
        var receiver = new Receiver();
        receiver.ListenToSignals();
        try
        {
            await receiver.StartPartsAsync(options, time);
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
        if (fault is not null) Terminal.Error.WriteLine($"creel: {fault}");
        return fault is null ? 0 : 1;
    }

    public async ValueTask DisposeAsync()
    {
        while (_stops.TryPop(out var stop)) await stop();
    }

    /// <summary>
    /// Before anything is started: each host of ASP.NET Core takes these signals for itself, so that one which comes between their start
    /// and ours would be lost.
    /// </summary>
    private void ListenToSignals()
    {
        foreach (var stop in (PosixSignal[])[PosixSignal.SIGTERM, PosixSignal.SIGINT])
        {
            Started(PosixSignalRegistration.Create(stop, signal =>
            {
                signal.Cancel = true;
                _ended.TrySetResult(null);
            }));
        }
        // A closed terminal must not end a receiver that was started with nohup or in the background.
        if (!OperatingSystem.IsWindows()) Started(PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal => signal.Cancel = true));
    }

    private async Task StartPartsAsync(ServeOptions options, TimeProvider time)
    {
        var data = DataDirectory.OpenOrCreate(options.DataPath);
        ListenAddress[] addresses = [.. options.Listen.Select(ListenAddress.Parse)];
        CertificateName[] names = [.. options.Names.Select(CertificateName.Parse)];
        var store = Started(SqliteEventStore.Open(data.InboxFile, data.OwnerLockFile, time));
        var secrets = LocalSecrets.ReadOrCreate(data, DefaultSource, options.User);
        var topology = Topology(secrets);
        var metrics = Started(new CreelMetrics(ProgramVersion.Text));
        var page = Started(metrics.OpenPage());
        var printer = StartedAsync(new RequestPrinter(options.Print, System.Console.OpenStandardOutput(),
            new RequestLine(Terminal.OutputIsTerminal, Terminal.ColourOutput), metrics, time));
        var saving = StartSaving(options.SavePath, data, store, printer, time);
        var inbox = StartInbox(store, metrics, printer, saving, time);

        var certificates = new CertificateStore(data.TlsDirectory, time);
        var certificate = new ServerCertificate(certificates.Open([.. MachineNames.Read(), .. names]));
        var renewal = new CertificateRenewal(certificates, certificate, notice => printer.Say("creel: " + notice.Text), time) { GivenNames = names };
        StartLoop(renewal.RunAsync);
        metrics.ObserveCertificateExpiry(() => certificate.Issued.NotAfter);
        metrics.ObserveQueueDepth(() => inbox.QueueDepth);

        var report = new OutcomeReport(printer, metrics);
        var console = StartedAsync(await ConsoleHost.StartAsync(new ConsoleParts
        {
            Log = store,
            Token = new ApiToken(secrets.ApiToken),
            Ready = () => inbox.IsHealthy,
            Metrics = page,
            Fault = (path, e) => printer.Say($"creel: the console could not answer {TerminalText.Clean(path)}: {e}"),
        }, options.Console, data.SocketFile, StopWithin));
        var endpoint = new ReceiveEndpoint(new ReceiveSettings
        {
            Topology = () => topology,
            Mask = new CredentialMask(secrets.DigestKey),
            Report = report.Request,
        }, inbox, time);
        var listeners = new ListenerSetup(certificate, report.Connection, new ListenerLimits(), time);
        var receiving = StartedAsync(await ReceivingHost.StartAsync(endpoint, kestrel => listeners.Apply(kestrel, addresses), StopWithin));

        var state = new ServerState
        {
            ProcessId = Environment.ProcessId,
            StartedAt = time.GetUtcNow(),
            ReceiveUrls = ReceiveUrls.Of(receiving.Addresses, [.. certificate.Issued.Names.Select(name => name.Text)]),
            Sources = topology.Sources.ToDictionary(source => source.Name, source => source.Path),
            ConsoleUrl = console.Address,
        };
        state.Write(data);
        _stops.Push(() =>
        {
            File.Delete(data.StateFile);
            return ValueTask.CompletedTask;
        });
        Banner.Print(data, options, state, secrets.Basic[DefaultSource], certificate.Issued.Fingerprint);
    }

    private static Topology Topology(LocalSecrets secrets)
    {
        var sender = SenderCatalog.Embedded.Find("catalyst-center")!;
        var (user, password) = secrets.Basic[DefaultSource];
        return new Topology([new Source
        {
            Name = DefaultSource,
            Path = "/webhook",
            Sender = sender,
            Basic = [new BasicCredential(user, password)],
            BodyLimit = sender.BodyLimit ?? ReceiveLimits.DefaultBody,
        }]);
    }

    private SaveLoop? StartSaving(string? path, DataDirectory data, IEventLog log, RequestPrinter printer, TimeProvider time)
    {
        if (path is null) return null;
        try
        {
            var file = new SaveFile(path, SavePosition.ReadOrBegin(data, path, log.LastSeq()), log);
            file.Recover();
            return StartedAsync(new SaveLoop(path, file, printer.Say, time));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Failed($"--save {path} can't be written: {e.Message}", "Name a file in a directory that is yours.");
        }
    }

    private InboxWriter StartInbox(IEventStore store, CreelMetrics metrics, RequestPrinter printer, SaveLoop? saving, TimeProvider time) =>
        Started(new InboxWriter(store, new InboxObserver
        {
            BatchKept = appended =>
            {
                var repeats = appended.Count(one => one.Repeat);
                metrics.Stored(appended.Length, appended.Length - repeats, repeats);
                saving?.Wake();
            },
            StoreFailed = e => printer.Say($"creel: nothing can be kept: {e.Message}\nSenders get 503 and should come back. Look at the disk; receiving goes on by itself when it can."),
            StoreRecovered = () => printer.Say("creel: events are kept again."),
            WriterDied = e => _ended.TrySetResult($"the inbox writer ended by a fault, so nothing can be kept any more. Please report this: {e}"),
        }, time));

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
