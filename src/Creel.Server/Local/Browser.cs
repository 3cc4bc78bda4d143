using System.Diagnostics;

namespace Creel.Server.Local;

/// <summary>The browser of the person at this machine.</summary>
internal static class Browser
{
    // A browser that this begins must not end with the terminal.
    private const string Xdg = "command -v xdg-open >/dev/null || exit 1; trap '' HUP; xdg-open \"$1\" </dev/null >/dev/null 2>&1 &";

    /// <summary>Opens a link; false when there is nobody to see it, or nothing to open it with.</summary>
    public static bool TryOpen(Uri link)
    {
        if (OperatingSystem.IsWindows()) return Start(new ProcessStartInfo(link.AbsoluteUri) { UseShellExecute = true }, wait: false);
        if (OperatingSystem.IsMacOS()) return Start(new ProcessStartInfo("open", [link.AbsoluteUri]), wait: true);
        // On a desktop only. Who came by SSH sits elsewhere, whatever display there is.
        if (!Has("SSH_CONNECTION") && (Has("WAYLAND_DISPLAY") || Has("DISPLAY")))
            return Start(new ProcessStartInfo("/bin/sh", ["-c", Xdg, "sh", link.AbsoluteUri]), wait: true);
        return false;
    }

    private static bool Has(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 };

    private static bool Start(ProcessStartInfo start, bool wait)
    {
        try
        {
            using var process = Process.Start(start);
            if (process is null || !wait) return true;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
