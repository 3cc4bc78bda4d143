using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Creel.Bench.Machine;

/// <summary>The two calls to the C library that .NET does not offer.</summary>
internal static partial class Native
{
    public const int SigHup = 1;
    public const int SigTerm = 15;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    public static partial int DataSync(SafeFileHandle file);
}
