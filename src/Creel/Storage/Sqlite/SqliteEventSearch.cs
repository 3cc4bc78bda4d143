using Creel.Inbox;
using Creel.Search;
using Microsoft.Data.Sqlite;

namespace Creel.Storage.Sqlite;

/// <summary>
/// Searches an inbox file: one short read after the other, each over as many places as may be looked through in a tenth of a
/// second, so that no search keeps the log of a busy server from being folded back.
/// </summary>
internal sealed class SqliteEventSearch(string path, TimeProvider time, TimeSpan budget) : IEventSearch
{
    private const long FirstSpan = 512;
    private const long LongestSpan = 1 << 16;
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(100);

    public SqliteEventSearch(string path, TimeProvider time) : this(path, time, SearchBudget.Default)
    {
    }

    public SearchPage Newest(EventQuery query, long? before, int limit)
    {
        var started = time.GetTimestamp();
        var (oldest, newest) = Bounds();
        var found = new List<EventSummary>();
        var read = new SearchRead(query, newestFirst: true, inFull: false, time);
        // All from this place on has been looked at.
        var place = Math.Min(before ?? long.MaxValue, newest + 1);
        for (var span = FirstSpan; found.Count < limit && place > oldest;)
        {
            place = Timed(ref span, connection => read.Run(connection, Math.Max(oldest, place - span), place - 1, e =>
            {
                found.Add(e.Summary);
                return found.Count < limit;
            }));
            if (found.Count < limit && place > oldest && time.GetElapsedTime(started) >= budget) return Page(place, isComplete: false);
        }
        return Page(place, isComplete: true);

        SearchPage Page(long place, bool isComplete) => new()
        {
            Events = found,
            Next = place > oldest ? place : null,
            IsComplete = isComplete,
            BackTo = ReceivedAt(place),
        };
    }

    public SearchSlice After(EventQuery query, long seq, long last, SliceLimit limit)
    {
        var started = time.GetTimestamp();
        var (oldest, newest) = Bounds();
        var found = new List<KeptEvent>();
        var bytes = 0L;
        var read = new SearchRead(query, newestFirst: false, inFull: true, time);
        var place = Math.Max(seq, oldest - 1);
        var end = Math.Min(last, newest);
        for (var span = FirstSpan; place < end;)
        {
            place = Timed(ref span, connection => read.Run(connection, place + 1, Math.Min(end, place + span), e =>
            {
                found.Add(e);
                bytes += e.Body.Length + e.Headers.Length;
                return found.Count < limit.Events && bytes < limit.Bytes;
            }));
            if (found.Count >= limit.Events || bytes >= limit.Bytes || time.GetElapsedTime(started) >= budget) return new(found, place);
        }
        return new(found, Math.Max(place, last));
    }

    /// <summary>A read that makes the next one's span longer or shorter by the time it took.</summary>
    private long Timed(ref long span, Func<SqliteConnection, long> read)
    {
        var started = time.GetTimestamp();
        var place = Read(read);
        var took = time.GetElapsedTime(started);
        if (took < Short) span = Math.Min(span * 4, LongestSpan);
        else if (took > Long) span = Math.Max(span / 2, 1);
        return place;
    }

    private (long Oldest, long Newest) Bounds() => Read(connection =>
        (connection.Scalar("SELECT coalesce(min(seq), 1) FROM event"), connection.Scalar("SELECT coalesce(max(seq), 0) FROM event")));

    private DateTimeOffset? ReceivedAt(long place) => Read(connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT received_at FROM event WHERE seq >= $place ORDER BY seq LIMIT 1";
        command.Parameters.AddWithValue("$place", place);
        using var row = command.ExecuteReader();
        return row.Read() ? row.GetTime(0) : (DateTimeOffset?)null;
    });

    private T Read<T>(Func<SqliteConnection, T> read) => SqliteEventLog.Read(path, read);
}
