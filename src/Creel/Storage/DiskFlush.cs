using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Creel.Storage;

/// <summary>fsync that says when it failed.</summary>
/// <remarks>.NET 10 on Unix makes nothing of it: <c>Flush(flushToDisk: true)</c> and <c>FlushToDisk</c> return as if all were well.</remarks>
internal static partial class DiskFlush
{
    private const int Interrupted = 4;

    /// <exception cref="IOException">What was written to the file may not be on disk.</exception>
    public static void File(SafeFileHandle file, string path)
    {
        // On a Mac this empties the drive's own memory too, which fsync does not.
        if (!OperatingSystem.IsLinux()) RandomAccess.FlushToDisk(file);
        if (!OperatingSystem.IsWindows()) Sync(file, path);
    }

    /// <summary>Makes the names in a directory outlast a power cut: new files, and those that were moved over others.</summary>
    /// <exception cref="IOException">They may not.</exception>
    public static void Directory(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        using var directory = new SafeFileHandle(Open(path, 0), ownsHandle: true);
        if (directory.IsInvalid) throw Failed(path, Marshal.GetLastPInvokeError());
        Sync(directory, path);
    }

    private static void Sync(SafeFileHandle file, string path)
    {
        while (Sync(file) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error != Interrupted) throw Failed(path, error);
        }
    }

    private static IOException Failed(string path, int error) => new($"{path} could not be written to the disk: {Marshal.GetPInvokeErrorMessage(error)}");

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
