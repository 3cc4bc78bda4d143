using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Creel.Server.Saving;

/// <summary>
/// Opens a file whose every write goes to its end, wherever that is then: logrotate's <c>copytruncate</c> may cut it between two of
/// them, and a write to where the end was would leave a hole.
/// </summary>
internal static partial class AppendedFile
{
    private const int SetFlags = 4;
    private const int Append = 0x400;

    /// <summary>The file that has the name now; a new one if none has.</summary>
    public static FileStream Open(string path)
    {
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        // (On Linux a write at a place goes to the end, too, once this is set. Elsewhere it is written to the end there was.)
        if (OperatingSystem.IsLinux()) _ = Control(file.SafeFileHandle, SetFlags, Append);
        return file;
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(SafeFileHandle file, int command, int flags);
}
