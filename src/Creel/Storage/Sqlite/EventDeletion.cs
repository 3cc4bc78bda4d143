using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace Creel.Storage.Sqlite;

/// <summary>Deletes events with all that belongs to them. Neighbours go together: a range costs a third of its rows one by one.</summary>
internal sealed class EventDeletion(SqliteConnection connection) : IDisposable
{
    private readonly Query _keepKeys = new(connection, """
        INSERT OR REPLACE INTO deleted_key SELECT k.seq, k.source, k.key, e.id, e.body_hash, k.expires_at
        FROM sender_key k JOIN event e ON e.seq = k.seq WHERE k.seq BETWEEN ?1 AND ?2 AND k.expires_at > ?3
        """);
    private readonly Query _keys = new(connection, "DELETE FROM sender_key WHERE seq BETWEEN ?1 AND ?2");
    private readonly Query _items = new(connection, "DELETE FROM batch_item WHERE seq BETWEEN ?1 AND ?2");
    private readonly Query _repeats = new(connection, "DELETE FROM repeat WHERE seq BETWEEN ?1 AND ?2");
    private readonly Query _content = new(connection, "DELETE FROM content WHERE seq BETWEEN ?1 AND ?2");
    private readonly Query _event = new(connection, "DELETE FROM event WHERE seq BETWEEN ?1 AND ?2");
    private readonly Query _forgetKeys = new(connection, "DELETE FROM deleted_key WHERE expires_at <= ?1");
    private readonly Query _orphans = new(connection, "DELETE FROM repeat WHERE seq < (SELECT min(seq) FROM event)");

    /// <summary>Within a transaction of the caller's.</summary>
    public void Run(List<Candidate> events, DateTimeOffset now)
    {
        var left = CollectionsMarshal.AsSpan(events);
        while (!left.IsEmpty)
        {
            var length = 1;
            var hasMore = left[0].HasMore;
            for (; length < left.Length && left[length].Follows; length++) hasMore |= left[length].HasMore;
            Delete(left[0].Seq, left[length - 1].Seq, hasMore, now);
            left = left[length..];
        }
    }

    /// <summary>Forgets sender keys of deleted events after their window, and repeats that came after their event was deleted.</summary>
    public void CleanUp(DateTimeOffset now)
    {
        _forgetKeys.With(now.ToMicroseconds()).Run();
        _orphans.Run();
    }

    public void Dispose()
    {
        foreach (var query in (Query[])[_keepKeys, _keys, _items, _repeats, _content, _event, _forgetKeys, _orphans]) query.Dispose();
    }

    private void Delete(long first, long last, bool hasMore, DateTimeOffset now)
    {
        if (hasMore)
        {
            _keepKeys.With(first, last, now.ToMicroseconds()).Run();
            _keys.With(first, last).Run();
            _items.With(first, last).Run();
            _repeats.With(first, last).Run();
        }
        _content.With(first, last).Run();
        _event.With(first, last).Run();
    }
}
