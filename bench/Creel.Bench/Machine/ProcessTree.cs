using System.Globalization;

namespace Creel.Bench.Machine;

/// <summary>CPU time and memory of a process and everything below it, read from /proc.</summary>
internal static class ProcessTree
{
    // USER_HZ: what /proc counts in, whatever the kernel's own tick is.
    private const int TicksPerSecond = 100;

    /// <summary>User and system time, of children that have ended as well: a forking server is charged for its forks.</summary>
    public static TimeSpan CpuTime(int process) =>
        TimeSpan.FromSeconds((double)Members(process).Sum(Ticks) / TicksPerSecond);

    /// <summary>Resident memory. Pages that a parent and its children share count once for each.</summary>
    public static long ResidentBytes(int process) => Members(process).Sum(member => StatusKilobytes(member, "VmRSS:") * 1024);

    /// <summary>The most memory that the process itself ever had resident.</summary>
    public static long PeakResidentBytes(int process) => StatusKilobytes(process, "VmHWM:") * 1024;

    private static List<int> Members(int root)
    {
        var children = Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0)
            .ToLookup(id => Stat(id) is { Length: > 1 } fields ? int.Parse(fields[1], CultureInfo.InvariantCulture) : -1);
        var members = new List<int> { root };
        for (var i = 0; i < members.Count; i++) members.AddRange(children[members[i]]);
        return members;
    }

    private static long Ticks(int process) =>
        Stat(process) is { Length: > 14 } fields ? fields[11..15].Sum(Number) : 0;

    /// <summary>The fields after the program's name, which may itself hold spaces and parentheses; null when the process is gone.</summary>
    private static string[]? Stat(int process) =>
        Read($"/proc/{process}/stat") is { } stat ? stat[(stat.LastIndexOf(')') + 2)..].Split(' ') : null;

    private static long StatusKilobytes(int process, string name)
    {
        var lines = Read($"/proc/{process}/status")?.Split('\n') ?? [];
        var line = lines.FirstOrDefault(candidate => candidate.StartsWith(name, StringComparison.Ordinal));
        return line is null ? 0 : Number(line[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim());
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static string? Read(string path)
    {
        try { return File.ReadAllText(path); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return null; }
    }
}
