using Microsoft.Win32.SafeHandles;

namespace Creel.Server.Inboxes;

/// <summary>Standard output for bytes.</summary>
internal static class StandardOutput
{
    private const int BrokenPipe = 32;

    public static Stream Open()
    {
        if (OperatingSystem.IsWindows()) return System.Console.OpenStandardOutput();
        // The console's own stream swallows everything once the reader of a pipe is gone: an export of millions would go on
        // for nobody. On files it is the right one, as it leaves the position to be shared with stderr (`> log 2>&1`).
        FileStream? direct = null;
        try
        {
            direct = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            if (!direct.CanSeek) return direct;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
        }
        direct?.Dispose();
        return System.Console.OpenStandardOutput();
    }

    /// <summary>Whether a write failed because nobody reads any more (<c>| head</c>): no error, there is just nothing left to do.</summary>
    public static bool IsBrokenPipe(IOException e) => !OperatingSystem.IsWindows() && e.HResult == BrokenPipe;
}
