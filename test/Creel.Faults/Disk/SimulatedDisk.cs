using System.Diagnostics;
using System.IO.MemoryMappedFiles;

namespace Creel.Faults.Disk;

/// <summary>
/// The test's end of <c>losing-disk.c</c>: a disk that loses power and fails on command, under every file of one directory.
/// </summary>
internal sealed class SimulatedDisk : IDisposable
{
    // Places in the shared page, as in losing-disk.c.
    private enum Place
    {
        Operations, LoseAt, Seed, FailKinds, FailErrno, FailFrom, FailLeft, SwallowSyncs, Lost, ExitOnLoss, Losses, Failed, Syncs, Dropped, Generation, Round, Reset,
    }

    public const int PageSize = 4096;
    public const int NoSpace = 28;
    public const int IoError = 5;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _page;

    private SimulatedDisk(string page)
    {
        _file = MemoryMappedFile.CreateFromFile(page, FileMode.OpenOrCreate, null, PageSize);
        _page = _file.CreateViewAccessor();
    }

    /// <summary>Writes, fsyncs, changes of length, creations, other names.</summary>
    [Flags]
    public enum Kinds
    {
        Writes = 1, Syncs = 2, Lengths = 4, Creates = 8, Names = 16, Everything = 31,
    }

    public static SimulatedDisk Open(string page) => new(page);

    /// <summary>How many writes, fsyncs and changes of names there were.</summary>
    public long Operations => this[Place.Operations];

    public long Losses => this[Place.Losses];
    public long Failed => this[Place.Failed];
    public long Syncs => this[Place.Syncs];

    /// <summary>Sectors written, not synced, and not there after the power came back.</summary>
    public long Dropped => this[Place.Dropped];

    /// <summary>The power is gone: every call fails until <see cref="PowerOn"/>.</summary>
    public bool Lost => this[Place.Lost] != 0;

    /// <summary>Forgets all it knew, and takes its chances from this seed.</summary>
    public void Begin(long seed)
    {
        PowerOn();
        this[Place.Seed] = seed;
        this[Place.Operations] = this[Place.Round] = 0;
        this[Place.Reset] = 1;
    }

    /// <summary>Acknowledges flushes without doing them.</summary>
    public bool Lies { set => this[Place.SwallowSyncs] = value ? 1 : 0; }

    /// <summary>The process ends with the power.</summary>
    public bool EndsTheProcess { set => this[Place.ExitOnLoss] = value ? 1 : 0; }

    public bool IsFailing => this[Place.FailKinds] != 0 && this[Place.FailLeft] != 0;

    /// <summary>The power goes at the n-th operation from now.</summary>
    public void LosePowerAfter(long operations) => this[Place.LoseAt] = Operations + operations;

    /// <summary>From the n-th operation on, calls of these kinds fail: so many of them, or (-1) until <see cref="Heal"/>.</summary>
    public void Fail(Kinds kinds, int errno, long after, long times)
    {
        Heal();
        this[Place.FailErrno] = errno;
        this[Place.FailFrom] = Operations + after;
        this[Place.FailLeft] = times;
        this[Place.FailKinds] = (long)kinds;
    }

    public void Heal() => this[Place.FailKinds] = 0;

    /// <summary>As kill -9: the files stay as they were last seen, also what a failed fsync forgot.</summary>
    public void KillProcess()
    {
        this[Place.Generation]++;
        this[Place.LoseAt] = 0;
        this[Place.Lost] = 1;
    }

    public void PowerOn()
    {
        this[Place.LoseAt] = 0;
        Heal();
        this[Place.Lost] = 0;
    }

    /// <summary>What a program needs in its environment to run on this disk.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Environment(string page, string directory) =>
    [
        new("LD_PRELOAD", Library),
        new("CREEL_DISK_CONTROL", page),
        new("CREEL_DISK_DIR", directory),
    ];

    /// <summary>Why there is no such disk here, or null.</summary>
    public static string? Missing { get; } = FindMissing();

    public static string Library { get; } = Path.Combine(AppContext.BaseDirectory, "losing-disk.so");

    public void Dispose()
    {
        _page.Dispose();
        _file.Dispose();
    }

    private long this[Place place]
    {
        get => _page.ReadInt64((int)place * sizeof(long));
        set => _page.Write((int)place * sizeof(long), value);
    }

    // Built where it is needed: two test programs may do so at once, so it gets its name when it is whole.
    private static string? FindMissing()
    {
        if (!OperatingSystem.IsLinux()) return "the simulated disk is for Linux";
        var unfinished = $"{Path.Combine(AppContext.BaseDirectory, "losing-disk")}.{System.Environment.ProcessId}.so";
        try
        {
            using var gcc = Process.Start(new ProcessStartInfo("gcc",
                ["-shared", "-fPIC", "-O2", "-o", unfinished, Path.Combine(AppContext.BaseDirectory, "losing-disk.c"), "-ldl", "-lpthread"])
            { RedirectStandardError = true })!;
            var said = gcc.StandardError.ReadToEnd();
            gcc.WaitForExit();
            if (gcc.ExitCode != 0) return $"gcc could not build the simulated disk: {said}";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "the simulated disk needs gcc (and libc6-dev)";
        }
        File.Move(unfinished, Path.Combine(AppContext.BaseDirectory, "losing-disk.so"), overwrite: true);
        return null;
    }
}
