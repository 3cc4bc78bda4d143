using System.Globalization;
using System.Runtime.InteropServices;

namespace Creel.Bench.Machine;

/// <summary>The machine and the disk in words: a figure without them says nothing.</summary>
internal static class MachineFacts
{
    public static string Processor()
    {
        var model = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal));
        return string.Create(CultureInfo.InvariantCulture,
            $"{model?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString()}, {Environment.ProcessorCount} cores");
    }

    public static string Memory() => string.Create(CultureInfo.InvariantCulture,
        $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024.0 * 1024 * 1024):0} GB");

    public static string Kernel() => "Linux " + File.ReadAllText("/proc/sys/kernel/osrelease").Trim();

    public static string Runtime() => RuntimeInformation.FrameworkDescription;

    /// <summary>File system, device and mount point of a directory.</summary>
    public static string Disk(string directory)
    {
        var best = (Point: "", Text: "unknown");
        foreach (var line in File.ReadLines("/proc/self/mounts"))
        {
            var fields = line.Split(' ');
            if (fields.Length < 4 || fields[1].Length < best.Point.Length || !IsUnder(directory, fields[1])) continue;
            best = (fields[1], $"{fields[2]} on {fields[0]}, mounted at {fields[1]} ({fields[3]})");
        }
        return best.Text;
    }

    private static bool IsUnder(string directory, string mount) =>
        mount == "/" || directory == mount || directory.StartsWith(mount + "/", StringComparison.Ordinal);
}
