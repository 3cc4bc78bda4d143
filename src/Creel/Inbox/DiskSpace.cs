using System.Globalization;

namespace Creel.Inbox;

/// <summary>What a volume has.</summary>
internal readonly record struct DiskSpace(long Free, long Size)
{
    /// <summary>The volume that a directory is on.</summary>
    /// <exception cref="IOException">It can't be asked.</exception>
    public static DiskSpace Of(string directory)
    {
        var drive = new DriveInfo(directory);
        return new(drive.AvailableFreeSpace, drive.TotalSize);
    }

    /// <summary>For people: <c>1.2 GB</c>.</summary>
    public static string Text(long bytes)
    {
        string[] units = ["bytes", "KB", "MB", "GB", "TB"];
        var (value, unit) = ((double)bytes, 0);
        for (; value >= 1000 && unit < units.Length - 1; unit++) value /= 1000;
        return string.Create(CultureInfo.InvariantCulture, $"{value:0.#} {units[unit]}");
    }
}

/// <summary>Below it no event is taken, so that what deleting and everything else on the machine needs is left.</summary>
internal static class DiskFloor
{
    public const long Bytes = 256_000_000;

    // Taken again only with some more, or the answer would change with every event.
    private const long Again = Bytes + 32_000_000;

    public static bool IsLow(long free, bool wasLow) => free < (wasLow ? Again : Bytes);
}
