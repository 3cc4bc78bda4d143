using SQLitePCL;

namespace Creel.Storage.Sqlite;

/// <summary>SQLite itself, made ready once, before the first connection of the process.</summary>
internal static class SqliteLibrary
{
    private static readonly bool Started = Start();

    /// <summary>To be called before a connection is made.</summary>
    public static void MakeReady() => _ = Started;

    // A connection here is used by one thread at a time, so it needs no lock in each of its calls; nor does anybody ask how much
    // memory SQLite takes, which is counted under one lock for all.
    private static bool Start()
    {
        Batteries_V2.Init();
        _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MULTITHREAD);
        _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
        return true;
    }
}
