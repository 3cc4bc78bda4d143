using System.Diagnostics;
using Creel.Inbox;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Creel.Storage.Sqlite;

/// <summary>Brings an inbox of an older version up to date: with enough room, and saying so while it takes.</summary>
internal static class Migration
{
    private const long Margin = 64 << 20;
    private const int StepsBetweenLooks = 1_000_000;
    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(5);

    /// <exception cref="StoreRefusedException">There is too little room; the file was not touched.</exception>
    public static void Run(SqliteConnection connection, string path, Action<string> say, Func<string, DiskSpace> disk)
    {
        var version = (int)connection.Scalar("PRAGMA user_version");
        if (version == 0 || version >= SchemaScripts.Inbox.Latest)
        {
            SchemaScripts.Inbox.Apply(connection);
            return;
        }
        var bytes = connection.Scalar("PRAGMA page_count") * connection.Scalar("PRAGMA page_size");
        RefuseWithoutRoom(path, bytes, version, disk);
        say($"the inbox {path} ({DiskSpace.Text(bytes)}) is of schema {version}; bringing it to {SchemaScripts.Inbox.Latest}. "
            + "The older program can't open it afterwards: to go back one day, have a backup that was made before.");
        var started = Stopwatch.GetTimestamp();
        WhileTelling(connection, say, started, () => SchemaScripts.Inbox.Apply(connection));
        say($"the inbox is of schema {SchemaScripts.Inbox.Latest} now ({Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s).");
    }

    private static void RefuseWithoutRoom(string path, long bytes, int version, Func<string, DiskSpace> disk)
    {
        var needed = Margin + bytes * Enumerable.Range(version + 1, SchemaScripts.Inbox.Latest - version).Sum(SchemaScripts.Inbox.PercentNeeded) / 100;
        var free = disk(Path.GetDirectoryName(Path.GetFullPath(path))!).Free;
        if (free >= needed) return;
        throw new StoreRefusedException(
            $"{path} is of an older schema ({version}), and bringing it to {SchemaScripts.Inbox.Latest} needs {DiskSpace.Text(needed)} on its volume, where "
            + $"{DiskSpace.Text(free)} are free. It was not touched. Make room, or go on with the older program.");
    }

    private static void WhileTelling(SqliteConnection connection, Action<string> say, long started, Action run)
    {
        var told = started;
        raw.sqlite3_progress_handler(connection.Handle!, StepsBetweenLooks, _ =>
        {
            if (Stopwatch.GetElapsedTime(told) < TellEvery) return 0;
            told = Stopwatch.GetTimestamp();
            say($"still at it, for {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s; should it be stopped, the inbox is as it was.");
            return 0;
        }, null);
        try
        {
            run();
        }
        finally
        {
            raw.sqlite3_progress_handler(connection.Handle!, 0, null, null);
        }
    }
}
