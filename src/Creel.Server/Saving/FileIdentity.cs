using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Creel.Server.Saving;

/// <summary>Tells one file from another under the same name: its number on its disk, and when it was made, since numbers are used again.</summary>
internal static partial class FileIdentity
{
    private const int OfTheDescriptor = 0x1000;
    private const int OfTheLinkItself = 0x100;
    private const int CurrentDirectory = -100;
    private const uint NumberAndBirth = 0x900;

    // struct statx, the same on every processor.
    private const int Size = 256, Number = 32, BirthSeconds = 80, BirthNanoseconds = 88, DeviceMajor = 136, DeviceMinor = 140;

    /// <summary>Of an open file. Null where the system does not say.</summary>
    public static string? Of(SafeFileHandle file) => Of(about =>
    {
        var added = false;
        try
        {
            file.DangerousAddRef(ref added);
            return Statx((int)file.DangerousGetHandle(), "", OfTheDescriptor, NumberAndBirth, about);
        }
        finally
        {
            if (added) file.DangerousRelease();
        }
    });

    /// <summary>Of a name, without opening what it names: it may be a pipe, or the inbox, which only SQLite may open.</summary>
    public static string? Of(string path) => Of(about => Statx(CurrentDirectory, path, OfTheLinkItself, NumberAndBirth, about));

    private static string? Of(Func<byte[], int> ask)
    {
        if (!OperatingSystem.IsLinux()) return null;
        var about = new byte[Size];
        try
        {
            if (ask(about) != 0) return null;
        }
        catch (EntryPointNotFoundException)
        {
            // A C library from before 2018.
            return null;
        }
        return string.Create(CultureInfo.InvariantCulture,
            $"{U32(DeviceMajor)}:{U32(DeviceMinor)}:{U64(Number)}:{U64(BirthSeconds)}.{U32(BirthNanoseconds):D9}");

        // What the kernel writes is in the machine's own order, and .NET runs on little-endian ones.
        uint U32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(about.AsSpan(at));
        ulong U64(int at) => BinaryPrimitives.ReadUInt64LittleEndian(about.AsSpan(at));
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, [Out] byte[] about);
}
