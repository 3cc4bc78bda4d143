using Creel.Inbox;
using Creel.Search;
using Microsoft.Data.Sqlite;

namespace Creel.Storage.Sqlite;

/// <summary>
/// One short read of a search: the matches between two places. This is where candidates come from: every event of the range
/// that the condition lets through. An index would put fewer of them here.
/// </summary>
internal sealed class SearchRead(EventQuery query, bool newestFirst, bool inFull, TimeProvider time)
{
    /// <summary>A read that looks into content ends after this time, wherever it is.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(200);

    private readonly QuerySql _sql = QuerySql.Compile(query);
    private EventContent? _content;

    /// <summary>Gives each match to <paramref name="found"/>, until it wants no more.</summary>
    /// <returns>The last place that was looked at.</returns>
    public long Run(SqliteConnection connection, long first, long last, Func<KeptEvent, bool> found)
    {
        var withContent = inFull || query.ReadsContent;
        var started = time.GetTimestamp();
        using var command = connection.CreateCommand();
        command.CommandText = $"""
            SELECT {EventRows.Columns(connection)}{(withContent ? ", " + EventRows.ContentColumns : "")}
            FROM event e {(withContent ? "CROSS JOIN content c ON c.seq = e.seq" : "")}
            WHERE e.seq BETWEEN $first AND $last AND {_sql.Condition}
            ORDER BY e.seq {(newestFirst ? "DESC" : "")}
            """;
        command.Parameters.AddWithValue("$first", first);
        command.Parameters.AddWithValue("$last", last);
        _sql.Bind(command);
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            var e = row.GetKept(withContent);
            if (e.Items.Count == 0 && (inFull || !_sql.IsExact)) e = e with { Items = Items(connection, e.Summary.Seq) };
            if (Matches(e) && !found(e)) return e.Summary.Seq;
            if (time.GetElapsedTime(started) > Longest) return e.Summary.Seq;
        }
        return newestFirst ? first : last;
    }

    private bool Matches(KeptEvent e)
    {
        if (_sql.IsExact) return true;
        if (!query.ReadsContent) return query.Matches(e);
        if (_content is null) _content = new EventContent(e);
        else _content.Take(e);
        return query.Matches(_content);
    }

    private static List<Facts> Items(SqliteConnection connection, long seq)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {EventRows.ItemColumns} FROM batch_item WHERE seq = $seq ORDER BY item";
        command.Parameters.AddWithValue("$seq", seq);
        using var row = command.ExecuteReader();
        var items = new List<Facts>();
        while (row.Read()) items.Add(row.GetFacts(0));
        return items;
    }
}
