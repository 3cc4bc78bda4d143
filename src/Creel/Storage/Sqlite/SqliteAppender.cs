using Creel.Inbox;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Creel.Storage.Sqlite;

/// <summary>The one place that writes events: a batch, a transaction, full fsync.</summary>
internal sealed class SqliteAppender : IDisposable
{
    private const string FactColumns =
        "type, title, level, severity_raw, status, status_raw, subject, correlation, occurred_at, occurred_at_raw, link, test";

    private readonly SqliteConnection _connection;
    private readonly Statement _begin, _commit, _event, _content, _item, _senderKey, _repeat, _countRepeat, _forgetKeys;
    private ImportedEvents? _imported;

    public SqliteAppender(string path, Action<string>? say = null)
    {
        _connection = SqliteFile.OpenForWriting(path, say);
        _begin = new(_connection, "BEGIN IMMEDIATE");
        _commit = new(_connection, "COMMIT");
        _event = new(_connection, $"""
            INSERT INTO event (seq, id, received_at, source, sender, verdict, method, path, remote_address, size, body_reading,
                body_hash, sender_key, key_reused, repeat_of, redacted, items, {FactColumns})
            VALUES ({Places(17 + 12)})
            """);
        _content = new(_connection, $"INSERT INTO content (seq, tls, query, headers, body) VALUES ({Places(5)})");
        _item = new(_connection, $"INSERT INTO batch_item (seq, item, {FactColumns}) VALUES ({Places(2 + 12)})");
        _senderKey = new(_connection, $"INSERT INTO sender_key (seq, source, key, expires_at) VALUES ({Places(4)})");
        _repeat = new(_connection, $"INSERT INTO repeat (seq, received_at) VALUES ({Places(2)})");
        _countRepeat = new(_connection, "UPDATE event SET repeats = repeats + 1 WHERE seq = ?1");
        _forgetKeys = new(_connection, "DELETE FROM sender_key WHERE expires_at <= ?1");
    }

    public SqliteConnection Connection => _connection;

    public ImportedEvents Imported => _imported ??= new(_connection);

    public void Begin() => _begin.Run();

    /// <summary>When it returns, everything since <see cref="Begin"/> is on disk.</summary>
    public void Commit() => _commit.Run();

    public void Insert(NewEvent added, Decision decision)
    {
        Span<byte> hash = stackalloc byte[BodyHash.Size];
        added.BodyHash.Write(hash);
        _event.Bind(1, decision.Seq);
        _event.Bind(2, added.Id);
        _event.Bind(3, added.ReceivedAt.ToMicroseconds());
        _event.Bind(4, added.Source);
        _event.Bind(5, added.Sender);
        _event.Bind(6, (long)added.Verdict);
        _event.Bind(7, added.Method);
        _event.Bind(8, added.Path);
        _event.Bind(9, added.RemoteAddress);
        _event.Bind(10, added.Body.Length);
        _event.Bind(11, (long)added.BodyReading);
        _event.Bind(12, hash);
        _event.Bind(13, added.SenderKey);
        _event.Bind(14, decision.KeyReused);
        if (decision.RepeatOf is { } earlier) _event.Bind(15, earlier);
        _event.Bind(16, added.Redacted.Count switch { 0 => null, 1 => added.Redacted[0], _ => string.Join(' ', added.Redacted) });
        _event.Bind(17, added.Items.Count);
        BindFacts(_event, 18, added.Facts);
        _event.Run();
        InsertContent(added, decision.Seq);
        for (var i = 0; added.Items.Count > 1 && i < added.Items.Count; i++) InsertItem(decision.Seq, i, added.Items[i]);
        if (added.Imported is { } marks) Imported.Mark(decision.Seq, marks);
        else if (added.SenderKey is { } key && !decision.KeyReused) InsertSenderKey(added, decision.Seq, key);
    }

    /// <summary>Counts a repeat of an event that is kept already, and when it came.</summary>
    public void InsertRepeat(long seq, DateTimeOffset receivedAt)
    {
        _repeat.Bind(1, seq);
        _repeat.Bind(2, receivedAt.ToMicroseconds());
        _repeat.Run();
        _countRepeat.Bind(1, seq);
        _countRepeat.Run();
    }

    public void ForgetSenderKeysBefore(DateTimeOffset now)
    {
        _forgetKeys.Bind(1, now.ToMicroseconds());
        _forgetKeys.Run();
    }

    public void Probe(DateTimeOffset now) =>
        _connection.Execute($"INSERT INTO probe (id, at) VALUES (1, {now.ToMicroseconds()}) ON CONFLICT (id) DO UPDATE SET at = excluded.at");

    /// <summary>Takes back what was not committed. False when the connection is in an unknown state and must be replaced.</summary>
    public bool TryRollBack()
    {
        if (raw.sqlite3_get_autocommit(_connection.Handle!) == 0) raw.sqlite3_exec(_connection.Handle!, "ROLLBACK");
        return raw.sqlite3_get_autocommit(_connection.Handle!) != 0;
    }

    /// <summary>Copies what is left in the WAL into the database, so that the next commit begins it anew.</summary>
    public void Checkpoint() => raw.sqlite3_wal_checkpoint_v2(_connection.Handle!, "main", raw.SQLITE_CHECKPOINT_PASSIVE, out _, out _);

    /// <summary>Reads what the writer must remember: the latest bodies, and the sender keys whose window is open.</summary>
    public RecentWindow ReadWindow(DateTimeOffset now)
    {
        var window = new RecentWindow();
        using var bodies = _connection.CreateCommand();
        // Imported ones are left out, see ImportMarks, and not looked behind: a long import must not keep the first sender waiting.
        bodies.CommandText = $"SELECT source, body_hash, id FROM (SELECT seq, source, body_hash, id, verdict FROM event ORDER BY seq DESC "
            + $"LIMIT {RecentWindow.LookAlikes}) WHERE verdict <> {(int)Verdict.Imported} ORDER BY seq";
        using (var row = bodies.ExecuteReader())
        {
            while (row.Read()) window.RestoreBody(row.GetString(0), row.GetBodyHash(1), row.GetId(2));
        }
        using var keys = _connection.CreateCommand();
        keys.CommandText = "SELECT k.source, k.key, k.seq, e.id, e.body_hash, k.expires_at FROM sender_key k JOIN event e ON e.seq = k.seq "
            + $"WHERE k.expires_at > {now.ToMicroseconds()} UNION ALL SELECT source, key, seq, id, body_hash, expires_at FROM deleted_key "
            + $"WHERE expires_at > {now.ToMicroseconds()} ORDER BY 3";
        using var key = keys.ExecuteReader();
        while (key.Read())
            window.RestoreKey(key.GetString(0), key.GetString(1), key.GetInt64(2), key.GetId(3), key.GetBodyHash(4), key.GetTime(5));
        return window;
    }

    /// <summary>The last place given, even if its event was deleted since: no place is given twice.</summary>
    public long LastSeq() => _connection.Scalar(
        "SELECT max(coalesce((SELECT max(seq) FROM event), 0), coalesce((SELECT max(deleted_to) FROM retention_progress), 0))");

    public void Dispose()
    {
        foreach (var statement in (Statement[])[_begin, _commit, _event, _content, _item, _senderKey, _repeat, _countRepeat, _forgetKeys])
            statement.Dispose();
        _imported?.Dispose();
        _connection.Dispose();
    }

    private void InsertContent(NewEvent added, long seq)
    {
        _content.Bind(1, seq);
        _content.Bind(2, added.Tls);
        _content.Bind(3, added.Query);
        _content.Bind(4, added.Headers.Span);
        _content.Bind(5, added.Body.Span);
        _content.Run();
    }

    private void InsertItem(long seq, int item, Facts facts)
    {
        _item.Bind(1, seq);
        _item.Bind(2, item);
        BindFacts(_item, 3, facts);
        _item.Run();
    }

    private void InsertSenderKey(NewEvent added, long seq, string key)
    {
        _senderKey.Bind(1, seq);
        _senderKey.Bind(2, added.Source);
        _senderKey.Bind(3, key);
        _senderKey.Bind(4, (added.ReceivedAt + added.SenderKeyWindow).ToMicroseconds());
        _senderKey.Run();
    }

    private static void BindFacts(Statement statement, int first, Facts facts)
    {
        statement.Bind(first, facts.Type);
        statement.Bind(first + 1, facts.Title);
        statement.Bind(first + 2, facts.Level);
        statement.Bind(first + 3, facts.SeverityRaw);
        statement.Bind(first + 4, facts.Status);
        statement.Bind(first + 5, facts.StatusRaw);
        statement.Bind(first + 6, facts.Subject);
        statement.Bind(first + 7, facts.Correlation);
        statement.Bind(first + 8, facts.OccurredAt?.ToMicroseconds());
        statement.Bind(first + 9, facts.OccurredAtRaw);
        statement.Bind(first + 10, facts.Link);
        statement.Bind(first + 11, facts.Test);
    }

    private static string Places(int count) => string.Join(", ", Enumerable.Range(1, count).Select(place => $"?{place}"));
}
