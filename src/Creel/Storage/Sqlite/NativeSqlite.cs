using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Creel.Storage.Sqlite;

/// <summary>
/// The few calls of SQLite's C interface that are made dozens of times an event. The library's own wrappers count references
/// and copy texts at each of them, which took a quarter of the writer's time.
/// </summary>
internal static unsafe partial class NativeSqlite
{
    private const string Library = "e_sqlite3";

    /// <summary>SQLite may read the bytes where they are until the statement is reset (SQLITE_STATIC).</summary>
    public const nint Static = 0;

    /// <summary>SQLite must copy the bytes (SQLITE_TRANSIENT).</summary>
    public const nint Transient = -1;

    /// <summary>What a call that failed on this connection says.</summary>
    internal static SqliteException Error(sqlite3 database, int result) => new(
        $"SQLite error {result}: {raw.sqlite3_errmsg(database).utf8_to_string()}", result, raw.sqlite3_extended_errcode(database));

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial int sqlite3_bind_int64(nint statement, int place, long value);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial int sqlite3_bind_text(nint statement, int place, byte* text, int length, nint lifetime);

    [LibraryImport(Library)]
    internal static partial int sqlite3_bind_blob(nint statement, int place, byte* bytes, int length, nint lifetime);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial int sqlite3_clear_bindings(nint statement);

    [LibraryImport(Library)]
    internal static partial int sqlite3_step(nint statement);

    [LibraryImport(Library)]
    internal static partial int sqlite3_reset(nint statement);
}
