using Creel.Inbox;
using Creel.Storage.Sqlite;
using Creel.Tests.Inbox;
using Microsoft.Data.Sqlite;

namespace Creel.Tests.Storage;

public sealed class SqliteQuarantineTests : QuarantineStoreConformance
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("creel-test-");
    private readonly List<string> _said = [];

    private string QuarantineFile => Path.Combine(_directory.FullName, "quarantine.db");

    private protected override IQuarantineStore Open(QuarantineBounds bounds) => new SqliteQuarantine(QuarantineFile, bounds, _said.Add);

    public override void Dispose()
    {
        base.Dispose();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public void Keeps_its_files_to_their_owner()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes");
        Keep(Refusals.Unique());
        foreach (var file in _directory.GetFiles()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, file.UnixFileMode);
    }

    [Fact]
    public void Makes_no_file_before_there_is_something_to_keep()
    {
        Store.Write([], []);
        Assert.Empty(_directory.GetFiles());
    }

    [Theory]
    [InlineData(0, 100)]
    [InlineData(4096, 4096)]
    public void Puts_a_damaged_file_aside_says_so_and_begins_anew(int from, int length)
    {
        Fill();
        using (var file = File.OpenWrite(QuarantineFile))
        {
            file.Position = from;
            file.Write(Enumerable.Repeat((byte)0xA5, length).ToArray());
        }
        AssertBeginsAnew();
    }

    [Theory]
    [InlineData("PRAGMA user_version = 99")]
    [InlineData("PRAGMA application_id = 17")]
    public void Puts_a_file_aside_that_is_not_for_it(string change)
    {
        Fill();
        using (var connection = new SqliteConnection($"Data Source={QuarantineFile};Pooling=false"))
        {
            connection.Open();
            connection.Execute(change);
        }
        AssertBeginsAnew();
    }

    [Fact]
    public void Begins_anew_when_the_damage_shows_while_it_is_written()
    {
        for (var i = 0; i < 20; i++) Keep(Refusals.Unique());
        Assert.Single(Store.Newest(QuarantineFilter.All, null, 1));
        // What another process would have to do to it; closing drops SQLite's locks, which does not matter to a file that is lost.
        foreach (var part in (string[])["", "-wal"])
        {
            using var file = File.OpenWrite(QuarantineFile + part);
            file.Write(Enumerable.Repeat((byte)0xA5, (int)file.Length).ToArray());
        }
        var after = Refusals.Unique();
        Reopen();
        Keep(after);
        Assert.Equal(after.Id, Assert.Single(Rows()).Id);
        Assert.Single(_said);
    }

    [Fact]
    public void Says_what_can_not_be_written_and_goes_on_when_it_can()
    {
        Directory.CreateDirectory(QuarantineFile);
        var refused = Assert.Throws<StoreUnavailableException>(() => Keep(Refusals.Unique()));
        Assert.Contains(QuarantineFile, refused.Message);
        Directory.Delete(QuarantineFile);
        Keep(Refusals.Unique());
        Assert.Single(Rows());
        Assert.Empty(_said);
    }

    [Fact]
    public void Leaves_nothing_of_a_write_that_failed_and_takes_the_next()
    {
        var twice = Refusals.Unique();
        Keep(Refusals.Unique());
        Assert.Throws<StoreUnavailableException>(() => Keep(twice, twice));
        Assert.Single(Rows());
        Keep(twice);
        Assert.Equal(2, Rows().Count);
    }

    [Fact]
    public void Is_smaller_after_its_bytes_were_lowered()
    {
        Bounds = Bounds with { Bytes = 8 << 20 };
        for (var i = 0; i < 80; i++) Keep(Refusals.Unique($"192.0.2.{i}") with { Body = new byte[64 << 10] });
        Assert.InRange(Store.Bytes, 4 << 20, 8 << 20);
        Bounds = Bounds with { Bytes = 2 << 20 };
        Reopen();
        for (var i = 0; i < 20; i++) Keep(Refusals.Unique($"198.51.100.{i}"));
        Reopen();
        Assert.InRange(Store.Bytes, 1, 2 << 20);
    }

    private void Fill()
    {
        for (var i = 0; i < 200; i++) Keep(Refusals.Unique($"192.0.2.{i}"));
        Store.Dispose();
    }

    private void AssertBeginsAnew()
    {
        Reopen();
        Store.Write([], []);
        Assert.Contains("put aside", Assert.Single(_said));
        Assert.True(File.Exists(QuarantineFile + ".damaged"));
        Assert.Empty(Rows());
        Keep(Refusals.Unique());
        Assert.Single(Rows());
    }
}
