using System.Text;
using Creel.Inbox;
using Creel.Storage.Sqlite;
using Creel.Tests.Inbox;
using Microsoft.Data.Sqlite;

namespace Creel.Tests.Storage;

/// <summary>
/// The committed inboxes, one of each schema version. A new version needs its own: add the script, then run
/// <c>dotnet run --project test/Creel.Tests -- --explicit only --filter-class "*OldInbox"</c> and commit the file it makes.
/// </summary>
public sealed class OldInbox
{
    internal static string Folder => Path.Combine(Repository.Root, "test", "Creel.Tests", "Storage", "Inboxes");

    internal static string FileOf(int version) => Path.Combine(Folder, $"inbox-v{version}.db");

    // The first version is written by hand, in the SQL of its time; later ones by the program that has them.
    [Fact(Explicit = true)]
    public void Makes_the_files_that_are_missing()
    {
        if (!File.Exists(FileOf(1))) MakeFirst(FileOf(1));
        if (!File.Exists(FileOf(SchemaScripts.Inbox.Latest))) MakeLatest(FileOf(SchemaScripts.Inbox.Latest));
    }

    private static void MakeFirst(string path)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=false");
        connection.Open();
        connection.Execute("PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL");
        SchemaScripts.Inbox.Apply(connection, 1);
        Insert(connection, 1, "one", "'key-1'", items: 1, repeats: 2);
        Insert(connection, 2, "two", "NULL", items: 2, repeats: 0);
        Insert(connection, 3, "three", "NULL", items: 1, repeats: 0);
        connection.Execute($"""
            INSERT INTO repeat (seq, received_at) VALUES (1, {Time + 1}), (1, {Time + 2});
            INSERT INTO sender_key (seq, source, key, expires_at) VALUES (1, 'webhook', 'key-1', {Time + 3_600_000_000});
            INSERT INTO batch_item (seq, item, title, test) VALUES (2, 0, 'first', 0), (2, 1, 'second', 0);
            """);
    }

    private static long Time => Events.Noon.ToUnixTimeMilliseconds() * 1000;

    private static void Insert(SqliteConnection connection, int seq, string body, string key, int items, int repeats)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        Span<byte> hash = stackalloc byte[BodyHash.Size];
        BodyHash.Of(bytes).Write(hash);
        var id = Convert.ToHexString(Id(seq).ToByteArray(bigEndian: true));
        connection.Execute($"""
            INSERT INTO event (seq, id, received_at, source, sender, verdict, method, path, remote_address, size, body_reading, body_hash,
                sender_key, key_reused, repeats, items, title, level, test)
            VALUES ({seq}, x'{id}', {Time}, 'webhook', 'catalyst-center', 1, 'POST', '/webhook', '192.0.2.7', {bytes.Length}, 0, x'{Convert.ToHexString(hash)}',
                {key}, 0, {repeats}, {items}, 'Title of {body}', 2, 0);
            INSERT INTO content (seq, query, headers, body) VALUES ({seq}, '', CAST('Content-Type: text/plain' || char(10) AS BLOB), CAST('{body}' AS BLOB));
            """);
    }

    private static void MakeLatest(string path)
    {
        var lockFile = path + ".lock";
        using (var store = SqliteEventStore.Open(path, lockFile, new StoppedClock(Events.Noon))) Fill(store);
        File.Delete(lockFile);
    }

    private static void Fill(SqliteEventStore store)
    {
        NewEvent New(int seq, string body) => Events.WithBody(body) with { Id = Id(seq) };
        var keyed = New(1, "one") with { SenderKey = "key-1", SenderKeyWindow = TimeSpan.FromHours(1) };
        store.Append([keyed, keyed, keyed, New(2, "two") with { Items = [new() { Title = "first" }, new() { Title = "second" }] }, New(3, "three")]);
    }

    internal static Guid Id(int number) => Guid.Parse($"01900000-0000-7000-8000-{number:x12}");
}
