using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Creel.Storage.Sqlite;

/// <summary>
/// A prepared statement for the appending path, bound by place, without boxing, naming or copying twice. Everything else
/// uses the library's commands. What is not bound is NULL.
/// </summary>
internal sealed unsafe class Statement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _owned;
    private readonly nint _statement;

    // Bound texts and blobs lie here, pinned, until the statement has run.
    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(32 << 10, pinned: true);
    private int _used;

    public Statement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        Check(raw.sqlite3_prepare_v3(_database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _owned));
        _statement = _owned.DangerousGetHandle();
    }

    public void Bind(int place, long value) => Check(NativeSqlite.sqlite3_bind_int64(_statement, place, value));

    public void Bind(int place, bool value) => Bind(place, value ? 1 : 0);

    public void Bind(int place, long? value)
    {
        if (value is { } number) Bind(place, number);
    }

    public void Bind(int place, ReadOnlySpan<byte> blob)
    {
        if (blob.TryCopyTo(_bytes.AsSpan(_used)))
        {
            Check(NativeSqlite.sqlite3_bind_blob(_statement, place, Take(blob.Length), blob.Length, NativeSqlite.Static));
            return;
        }
        fixed (byte* bytes = blob) Check(NativeSqlite.sqlite3_bind_blob(_statement, place, bytes, blob.Length, NativeSqlite.Transient));
    }

    public void Bind(int place, string? text)
    {
        if (text is null) return;
        if (Encoding.UTF8.TryGetBytes(text, _bytes.AsSpan(_used), out var length))
        {
            Check(NativeSqlite.sqlite3_bind_text(_statement, place, Take(length), length, NativeSqlite.Static));
            return;
        }
        fixed (byte* bytes = Encoding.UTF8.GetBytes(text))
            Check(NativeSqlite.sqlite3_bind_text(_statement, place, bytes, Encoding.UTF8.GetByteCount(text), NativeSqlite.Transient));
    }

    public void Bind(int place, Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        Bind(place, bytes);
    }

    /// <summary>Runs the statement to its end and makes it ready for the next row.</summary>
    public void Run()
    {
        var result = NativeSqlite.sqlite3_step(_statement);
        var error = result is raw.SQLITE_DONE or raw.SQLITE_ROW ? null : NativeSqlite.Error(_database, result);
        _ = NativeSqlite.sqlite3_reset(_statement);
        _ = NativeSqlite.sqlite3_clear_bindings(_statement);
        _used = 0;
        if (error is not null) throw error;
    }

    public void Dispose() => _owned.Dispose();

    // One byte at least, so that an empty blob has an address and is not taken for NULL.
    private byte* Take(int length)
    {
        var at = (byte*)Unsafe.AsPointer(ref _bytes[Math.Min(_used, _bytes.Length - 1)]);
        _used += length;
        return at;
    }

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK) throw NativeSqlite.Error(_database, result);
    }
}
