using System.Globalization;

namespace Creel.Server.Systemd;

/// <summary>
/// What systemd is told: that the server is ready, reloads, stops, in a line how it goes, and, while its watchdog is on, that it is alive.
/// Says nothing where nobody listens.
/// </summary>
internal sealed class ServiceNotices : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    // A migration of a large inbox, or a log to recover, takes as long as it takes; a start that hangs must end all the same.
    private static readonly TimeSpan StartAtMost = TimeSpan.FromHours(1);
    private static readonly TimeSpan ExtendEvery = TimeSpan.FromSeconds(20);
    private const string Extend = "EXTEND_TIMEOUT_USEC=60000000";

    private readonly NotifySocket? _socket;
    private readonly TimeSpan? _aliveEvery;
    private readonly TimeProvider _time;
    private readonly long _begun;
    private volatile Func<ServerHealth>? _health;
    private string? _status;

    /// <param name="socket">Who is told; null: nobody.</param>
    /// <param name="watchdog">After how long without a word the server is taken for dead; null: never.</param>
    /// <param name="time">When the next word is due.</param>
    public ServiceNotices(NotifySocket? socket, TimeSpan? watchdog, TimeProvider time) =>
        (_socket, _aliveEvery, _time, _begun) = (socket, watchdog / 2, time, time.GetTimestamp());

    public static ServiceNotices FromEnvironment(TimeProvider time) => new(NotifySocket.Open(Environment.GetEnvironmentVariable("NOTIFY_SOCKET")),
        Watchdog(Environment.GetEnvironmentVariable, Environment.ProcessId), time);

    /// <summary>$WATCHDOG_USEC, where it is meant for this process.</summary>
    internal static TimeSpan? Watchdog(Func<string, string?> variable, int processId)
    {
        if (variable("WATCHDOG_PID") is { Length: > 0 } of && of != processId.ToString(CultureInfo.InvariantCulture)) return null;
        return long.TryParse(variable("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds) && microseconds > 0
            ? TimeSpan.FromMicroseconds(microseconds)
            : null;
    }

    /// <summary>It receives.</summary>
    public void Ready(Func<ServerHealth> health)
    {
        _status = health().Text;
        Say($"READY=1\nSTATUS={_status}");
        _health = health;
    }

    /// <summary>The configuration is about to be read again.</summary>
    public void Reloading() =>
        Say($"RELOADING=1\nMONOTONIC_USEC={(UInt128)_time.GetTimestamp() * 1_000_000 / (UInt128)_time.TimestampFrequency}");

    /// <summary>It was read; in force or refused, the server goes on.</summary>
    public void Reloaded(bool taken) => Say(taken ? $"READY=1\nSTATUS={_status}" : "READY=1\nSTATUS=The changed configuration was refused; the one before it is in force.");

    /// <summary>No more is taken; what was accepted is finished.</summary>
    public void Stopping() => Say("STOPPING=1\nSTATUS=Stopping: what was accepted is kept and answered.");

    /// <summary>Runs from before the first part starts until after the last one stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        if (_socket is null) return;
        using var timer = new PeriodicTimer(_aliveEvery < Look ? _aliveEvery.Value : Look, _time);
        var said = _begun;
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                var now = _time.GetTimestamp();
                var text = _health is { } health ? Alive(health(), _time.GetElapsedTime(said, now), timer.Period) : Starting(now, said);
                if (text.Length > 0 && Say(text) && !text.StartsWith("STATUS", StringComparison.Ordinal)) said = now;
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    public void Dispose() => _socket?.Dispose();

    private string Starting(long now, long said) =>
        _time.GetElapsedTime(said, now) >= ExtendEvery && _time.GetElapsedTime(_begun, now) < StartAtMost ? Extend : "";

    // Alive is said in time for the next look to be in time, too. Who is stuck says how it goes, and not that it is alive.
    private string Alive(ServerHealth health, TimeSpan silent, TimeSpan period)
    {
        var alive = _aliveEvery is { } every && !health.IsStuck && silent + period > every ? "WATCHDOG=1" : "";
        var status = health.Text;
        if (status == _status) return alive;
        _status = status;
        return alive.Length > 0 ? $"{alive}\nSTATUS={status}" : $"STATUS={status}";
    }

    private bool Say(string state) => _socket?.TrySend(state) ?? false;
}
