using Creel.Configuration;
using Creel.Console;
using Creel.Inbox;
using Creel.Receiving;
using Creel.Receiving.Explaining;
using Creel.Server.Local;
using Creel.Server.Printing;
using Creel.Storage.Sqlite;
using Creel.Telemetry;

namespace Creel.Server.Hosting;

/// <summary>The quarantine of a running server: a file and a writer of its own, apart from all that events need.</summary>
internal sealed class Quarantining : IDisposable
{
    private readonly SqliteQuarantine _store;
    private readonly QuarantineWriter _writer;

    private Quarantining(SqliteQuarantine store, QuarantineWriter writer) => (_store, _writer) = (store, writer);

    /// <summary>Where receiving leaves what it refused.</summary>
    public required QuarantineIntake Intake { get; init; }

    /// <summary>What it came to since the start.</summary>
    public required QuarantineCounts Counts { get; init; }

    public static Quarantining Start(
        DataDirectory data, CredentialMask mask, Func<Topology> topology, (CreelMetrics Metrics, RequestPrinter Printer) report, TimeProvider time)
    {
        var bounds = QuarantineBounds.Default;
        var store = new SqliteQuarantine(data.QuarantineFile, bounds, sentence => report.Printer.Say("creel: " + sentence));
        var metrics = new QuarantineMetrics(report.Metrics.Meter, () => store.Bytes);
        var writer = new QuarantineWriter(store, bounds, new QuarantineObserver
        {
            Kept = metrics.Kept,
            Coalesced = metrics.Coalesced,
            Dropped = metrics.Dropped,
            Failed = e => report.Printer.Say($"{Journal.Warning}creel: refused requests are not kept for now: {e.Message} Receiving is not concerned; they are kept again when it can be done."),
            Unexplained = e => report.Printer.Say($"{Journal.Warning}creel: a refused request could not be explained. It is kept; please report this: {e}"),
            Recovered = () => report.Printer.Say("creel: refused requests are kept again."),
        }, time);
        return new(store, writer)
        {
            Intake = new QuarantineIntake(writer, bounds, mask, topology, time),
            Counts = new()
            {
                Bytes = () => store.Bytes,
                Kept = () => metrics.KeptCount,
                Coalesced = () => metrics.CoalescedCount,
                Dropped = () => metrics.DroppedCount,
            },
        };
    }

    /// <summary>What the API shows, and how it lets one in.</summary>
    public ConsoleQuarantine ForConsole(IEventLog log, InboxWriter inbox, Func<Topology> topology, TimeProvider time) => new()
    {
        Log = _store,
        Accept = new QuarantineAcceptance(_store, log, inbox, topology, time).AcceptAsync,
        Verify = (refused, wish) => new Verification(topology()).Try(KeptRequest.Of(refused), wish),
    };

    public void Dispose()
    {
        _writer.Dispose();
        _store.Dispose();
    }
}
