using System.Globalization;
using Creel.Server.Inboxes;

namespace Creel.Server.Importing;

/// <summary>How far an import is, on a terminal's last line.</summary>
internal sealed class ImportProgress(Screen screen, ImportFile file, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly long _start = time.GetTimestamp();
    private long _shown = time.GetTimestamp();
    private bool _written;

    public TimeSpan Took => time.GetElapsedTime(_start);

    public void Show(long events)
    {
        if (!screen.ErrorIsTerminal || time.GetElapsedTime(_shown) < Pause) return;
        _shown = time.GetTimestamp();
        _written = true;
        var share = file.Length is > 0 and var length ? $", {Math.Min(100, file.Lines.Taken * 100 / length)} %" : "";
        screen.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r{events:N0} events{share}, {events / Math.Max(0.001, Took.TotalSeconds):N0}/s \e[K"));
    }

    /// <summary>Leaves a clean line.</summary>
    public void End()
    {
        if (_written) screen.Error.Write("\r\e[K");
        _written = false;
    }
}
