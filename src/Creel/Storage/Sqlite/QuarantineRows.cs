using Creel.Inbox;
using Microsoft.Data.Sqlite;

namespace Creel.Storage.Sqlite;

/// <summary>The statements that write the quarantine, and those that keep it within its bounds.</summary>
internal sealed class QuarantineRows(SqliteConnection connection, QuarantineBounds bounds) : IDisposable
{
    private const int OldestAtOnce = 16;
    private const int GivenBackAtOnce = 1024;

    private readonly long _mostPages = QuarantineFile.MostPages(bounds.Bytes);

    private readonly Statement _insert = new(connection, """
        INSERT INTO refused (id, first_at, last_at, count, source, reason, next_step, status, remote_address, address_group,
            method, path, size, extent, redacted, cause)
        VALUES (?1, ?2, ?2, 1, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
        """);

    private readonly Statement _content = new(connection,
        "INSERT INTO content (seq, tls, query, headers, body, tried) VALUES (last_insert_rowid(), ?1, ?2, ?3, ?4, ?5)");

    private readonly Statement _again = new(connection,
        "UPDATE refused SET count = count + ?2, last_at = max(last_at, ?3) WHERE id = ?1");

    private readonly Statement _accepted = new(connection, "UPDATE refused SET event_id = ?2, accepted_at = ?3 WHERE id = ?1");
    private readonly Statement _oldest = Deleting(connection, "ORDER BY seq LIMIT ?1");
    private readonly Statement _ofSource = Deleting(connection, "WHERE source IS ?1 ORDER BY seq DESC LIMIT -1 OFFSET ?2");
    private readonly Statement _ofAddress = Deleting(connection, "WHERE address_group = ?1 ORDER BY seq DESC LIMIT -1 OFFSET ?2");

    public void Write(IReadOnlyList<RefusedRequest> added, IReadOnlyList<RefusedAgain> again)
    {
        connection.Execute("BEGIN IMMEDIATE");
        MakeRoom(added);
        foreach (var refused in added) Insert(refused);
        foreach (var repeat in again) Count(repeat);
        foreach (var source in added.Select(refused => refused.Source).Distinct()) KeepNewest(_ofSource, source, bounds.RowsPerSource);
        foreach (var group in added.Select(refused => AddressGroup.Of(refused.RemoteAddress)).Distinct())
            KeepNewest(_ofAddress, group, bounds.RowsPerAddress);
        connection.Execute("COMMIT");
        GiveBack();
    }

    public void MarkAccepted(Guid id, Guid eventId, DateTimeOffset at)
    {
        _accepted.Bind(1, id);
        _accepted.Bind(2, eventId);
        _accepted.Bind(3, at.ToMicroseconds());
        _accepted.Run();
    }

    public void Dispose()
    {
        foreach (var statement in (Statement[])[_insert, _content, _again, _accepted, _oldest, _ofSource, _ofAddress]) statement.Dispose();
        connection.Dispose();
    }

    private void Insert(RefusedRequest refused)
    {
        _insert.Bind(1, refused.Id);
        _insert.Bind(2, refused.At.ToMicroseconds());
        _insert.Bind(3, refused.Source);
        _insert.Bind(4, refused.Reason);
        _insert.Bind(5, refused.Explanation?.NextStep ?? refused.NextStep);
        _insert.Bind(6, refused.Status);
        _insert.Bind(7, refused.RemoteAddress);
        _insert.Bind(8, AddressGroup.Of(refused.RemoteAddress));
        _insert.Bind(9, refused.Method);
        _insert.Bind(10, refused.Path);
        _insert.Bind(11, refused.Body.Length);
        _insert.Bind(12, (long)refused.Extent);
        _insert.Bind(13, refused.Redacted.Count == 0 ? null : string.Join(' ', refused.Redacted));
        _insert.Bind(14, refused.Explanation?.Cause);
        _insert.Run();
        _content.Bind(1, refused.Tls);
        _content.Bind(2, refused.Query);
        _content.Bind(3, refused.Headers);
        _content.Bind(4, refused.Body);
        _content.Bind(5, refused.Explanation is { Tried.Count: > 0 } explained ? string.Join('\n', explained.Tried) : null);
        _content.Run();
    }

    // None is there any more where the row was pushed out meanwhile: then there is nothing to count.
    private void Count(RefusedAgain repeat)
    {
        _again.Bind(1, repeat.Id);
        _again.Bind(2, repeat.Times);
        _again.Bind(3, repeat.Last.ToMicroseconds());
        _again.Run();
    }

    private static void KeepNewest(Statement deleting, string? of, int most)
    {
        deleting.Bind(1, of);
        deleting.Bind(2, most);
        deleting.Run();
    }

    /// <summary>Lets the oldest go until the new ones surely fit; the pages they leave are used again.</summary>
    private void MakeRoom(IReadOnlyList<RefusedRequest> added)
    {
        var wanted = 8L;
        foreach (var refused in added) wanted += 4 + refused.Weight / (QuarantineFile.PageSize - 64);
        while (FreePages() < wanted)
        {
            _oldest.Bind(1, OldestAtOnce);
            _oldest.Run();
            if (connection.Scalar("SELECT changes()") == 0) return;
        }
    }

    private long FreePages() => _mostPages - connection.Scalar("PRAGMA page_count") + connection.Scalar("PRAGMA freelist_count");

    private void GiveBack()
    {
        if (connection.Scalar("PRAGMA freelist_count") > _mostPages / 4) connection.Execute($"PRAGMA incremental_vacuum({GivenBackAtOnce})");
    }

    private static Statement Deleting(SqliteConnection connection, string which) =>
        new(connection, $"DELETE FROM refused WHERE seq IN (SELECT seq FROM refused {which})");
}
