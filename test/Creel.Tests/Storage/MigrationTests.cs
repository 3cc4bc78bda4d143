using System.Text;
using Creel.Inbox;
using Creel.Storage.Sqlite;
using Creel.Tests.Inbox;

namespace Creel.Tests.Storage;

public sealed class MigrationTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("creel-test-");
    private readonly List<string> _said = [];

    public static TheoryData<int> Versions => [.. Enumerable.Range(1, SchemaScripts.Inbox.Latest)];

    private string InboxFile => Path.Combine(_directory.FullName, "inbox.db");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Versions))]
    public void Goes_on_with_an_inbox_of_each_version_that_ever_was(int version)
    {
        Take(version);
        using var store = Open();
        var kept = store.After(0, 100, long.MaxValue);
        Assert.Equal(["one", "two", "three"], kept.Select(e => Encoding.UTF8.GetString(e.Body)));
        Assert.Equal([1, 2, 3], kept.Select(e => e.Summary.Seq));
        Assert.Equal(["first", "second"], kept[1].Items.Select(item => item.Title));
        Assert.Equal([2, 0, 0], kept.Select(e => e.Summary.Repeats));
        Assert.Equal(OldInbox.Id(3), store.Find(OldInbox.Id(3))!.Summary.Id);

        var repeat = store.Append([Events.WithKey("key-1", "one")])[0];
        Assert.Equal((true, OldInbox.Id(1)), (repeat.Repeat, repeat.Id));
        Assert.Equal(4, store.Append([Events.Unique()])[0].Seq);
        AssertSchemaIsThatOfANewInbox();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Reads_an_inbox_of_each_version_without_changing_it(int version)
    {
        Take(version);
        using (var log = SqliteEventLog.Open(InboxFile))
        {
            Assert.Equal([1, 2, 3], log.After(0, 10, long.MaxValue).Select(e => e.Summary.Seq));
            Assert.All(log.Newest(null, 10), e => Assert.False(e.ReceivedAtUnknown));
            Assert.NotNull(log.Find(OldInbox.Id(2)));
        }
        using var connection = SqliteFile.OpenForReading(InboxFile);
        Assert.Equal(version, connection.Scalar("PRAGMA user_version"));
    }

    [Fact]
    public void Says_what_it_does_to_an_older_inbox_and_how_to_be_able_to_go_back()
    {
        Take(1);
        Open().Dispose();
        Assert.Contains(_said, said => said.Contains("schema 1") && said.Contains("backup"));
        Assert.Contains($"schema {SchemaScripts.Inbox.Latest} now", _said[^1]);
        _said.Clear();
        Open().Dispose();
        Assert.Empty(_said);
    }

    [Fact]
    public void Refuses_to_begin_without_enough_room_and_touches_nothing()
    {
        Take(1);
        var before = File.ReadAllBytes(InboxFile);
        using (var connection = SqliteFile.OpenForCheckpoint(InboxFile))
        {
            var refused = Assert.Throws<StoreRefusedException>(() => Migration.Run(connection, InboxFile, _said.Add, _ => new DiskSpace(64 << 20, 1 << 30)));
            Assert.Contains("67.1 MB are free", refused.Message);
            Assert.Equal(1, connection.Scalar("PRAGMA user_version"));
        }
        Assert.Equal(before, File.ReadAllBytes(InboxFile));
    }

    private void Take(int version)
    {
        Assert.True(File.Exists(OldInbox.FileOf(version)), $"There is no inbox of version {version}: see {nameof(OldInbox)}.");
        File.Copy(OldInbox.FileOf(version), InboxFile);
    }

    private SqliteEventStore Open() =>
        SqliteEventStore.Open(InboxFile, Path.Combine(_directory.FullName, "owner.lock"), new StoppedClock(Events.Noon), _said.Add);

    private void AssertSchemaIsThatOfANewInbox()
    {
        var fresh = Path.Combine(_directory.FullName, "fresh.db");
        SqliteFile.OpenForWriting(fresh).Dispose();
        Assert.Equal(Schema(fresh), Schema(InboxFile));
    }

    private static List<string> Schema(string file)
    {
        using var connection = SqliteFile.OpenForReading(file);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY type, name";
        using var row = command.ExecuteReader();
        var all = new List<string>();
        while (row.Read()) all.Add(row.GetString(0));
        return all;
    }
}
