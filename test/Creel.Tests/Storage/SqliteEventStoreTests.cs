using Creel.Inbox;
using Creel.Storage.Sqlite;
using Creel.Tests.Inbox;
using Microsoft.Data.Sqlite;

namespace Creel.Tests.Storage;

public sealed class SqliteEventStoreTests : EventStoreConformance
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("creel-test-");

    private string InboxFile => Path.Combine(_directory.FullName, "inbox.db");

    private protected override IEventStore Open() => OpenFile();

    public override void Dispose()
    {
        base.Dispose();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public void Refuses_a_second_owner_but_not_readers()
    {
        Store.Append([Events.Unique()]);
        var refused = Assert.Throws<StoreRefusedException>(() => OpenFile());
        Assert.Contains("already receiving", refused.Message);
        using var reader = SqliteEventLog.Open(InboxFile);
        Assert.Equal(1, reader.LastSeq());
    }

    [Fact]
    public void Lets_the_next_owner_in_when_the_first_is_gone()
    {
        OpenFile().Dispose();
        OpenFile().Dispose();
    }

    [Fact]
    public void Keeps_its_files_to_their_owner()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes");
        Store.Append([Events.Unique()]);
        foreach (var file in _directory.GetFiles())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, file.UnixFileMode);
    }

    [Fact]
    public void Writes_with_full_synchronisation_into_a_write_ahead_log()
    {
        using var connection = SqliteFile.OpenForWriting(InboxFile);
        Assert.Equal(2, connection.Scalar("PRAGMA synchronous"));
        Assert.Equal(2, connection.Scalar("PRAGMA auto_vacuum"));
        using var mode = connection.CreateCommand();
        mode.CommandText = "PRAGMA journal_mode";
        Assert.Equal("wal", mode.ExecuteScalar());
    }

    [Theory]
    [InlineData("PRAGMA user_version = 99", "newer Creel")]
    [InlineData("PRAGMA application_id = 17", "another program")]
    public void Refuses_a_file_that_is_not_for_it_and_leaves_it_untouched(string change, string said)
    {
        OpenFile().Dispose();
        using (var connection = new SqliteConnection($"Data Source={InboxFile};Pooling=false"))
        {
            connection.Open();
            connection.Execute(change);
        }
        AssertRefused(said);
    }

    [Theory]
    [InlineData(0, 100)]
    [InlineData(4096, 4096)]
    public void Refuses_a_file_that_is_overwritten_and_leaves_it_untouched(int from, int length)
    {
        FillAndClose();
        using (var file = File.OpenWrite(InboxFile))
        {
            file.Position = from;
            file.Write(Enumerable.Repeat((byte)0xA5, length).ToArray());
        }
        AssertRefused("damaged");
    }

    [Fact]
    public void Refuses_a_file_that_is_cut_short_and_leaves_it_untouched()
    {
        FillAndClose();
        using (var file = File.OpenWrite(InboxFile)) file.SetLength(file.Length / 2);
        AssertRefused("damaged");
    }

    [Fact]
    public void Refuses_a_file_that_is_no_database_and_leaves_it_untouched()
    {
        File.WriteAllText(InboxFile, new string('x', 5000));
        AssertRefused("damaged");
    }

    [Fact]
    public void Begins_anew_in_an_empty_file()
    {
        File.WriteAllText(InboxFile, "");
        Assert.Equal(1, Store.Append([Events.Unique()])[0].Seq);
    }

    [Fact]
    public void Folds_the_log_into_the_database_while_events_keep_coming()
    {
        var body = new string('x', 40_000);
        for (var i = 0; i < 5_000; i++) Store.Append([Events.WithBody($"{i}{body}")]);
        // 200 MB were written; without checkpoints the log alone would be as long.
        Assert.InRange(new FileInfo(InboxFile + "-wal").Length, 0, 140L << 20);
    }

    private SqliteEventStore OpenFile() =>
        SqliteEventStore.Open(InboxFile, Path.Combine(_directory.FullName, "owner.lock"), new StoppedClock(Events.Noon));

    private void FillAndClose()
    {
        using var store = OpenFile();
        store.Append([.. Enumerable.Range(0, 500).Select(_ => Events.Unique())]);
    }

    private void AssertRefused(string said)
    {
        var before = File.ReadAllBytes(InboxFile);
        var refused = Assert.Throws<StoreRefusedException>(() => OpenFile());
        Assert.Contains(said, refused.Message);
        Assert.Equal(before, File.ReadAllBytes(InboxFile));
    }
}
