using System.Globalization;

namespace Creel.Server.Inboxes;

/// <summary>How far an export is, on a terminal's last line.</summary>
internal sealed class ExportProgress(Screen screen, long? expected, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly long _start = time.GetTimestamp();
    private long _shown = time.GetTimestamp();
    private bool _written;

    public long Events { get; private set; }

    public void Add(int events)
    {
        Events += events;
        if (!screen.ErrorIsTerminal || time.GetElapsedTime(_shown) < Pause) return;
        _shown = time.GetTimestamp();
        _written = true;
        var percent = expected is { } all ? $" {(all > 0 ? Math.Min(100, Events * 100 / all) : 100)} %," : "";
        screen.Error.Write($"\r{Number(Events)} events,{percent} {Number(Rate())}/s \e[K");
    }

    /// <summary>Leaves a clean line.</summary>
    public void End()
    {
        if (_written) screen.Error.Write("\r\e[K");
        _written = false;
    }

    public string Summary() =>
        string.Create(CultureInfo.InvariantCulture,
            $"{Number(Events)} {(Events == 1 ? "event" : "events")} in {time.GetElapsedTime(_start).TotalSeconds:0.0} s");

    private long Rate() => (long)(Events / Math.Max(0.001, time.GetElapsedTime(_start).TotalSeconds));

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
