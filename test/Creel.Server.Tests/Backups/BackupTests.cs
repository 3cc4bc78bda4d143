using System.Text;
using Creel.Inbox;
using Creel.Server.Backups;
using Creel.Server.Inboxes;
using Creel.Server.Local;
using Creel.Server.Tests.Inboxes;
using Creel.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Creel.Server.Tests.Backups;

public sealed class BackupTests
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly Captured _captured = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Gives_back_events_credentials_and_certificates_as_they_were()
    {
        await using var kept = new KeptInbox();
        FillDirectory(kept);
        kept.KeepMany(5000, size: 1500);
        Make(kept, "backup");
        Assert.Equal(5000, Restore.Into(kept.At("restored"), kept.At("backup")));

        AssertSame(kept.Data, DataDirectory.OpenExisting(kept.At("restored")));
        Assert.Equal(["inbox.db", "save", "secrets.json", "tls", "webhook.password"],
            Directory.GetFileSystemEntries(kept.At("restored")).Select(Path.GetFileName).Where(name => !name!.StartsWith("inbox.db-")).Order());
        foreach (var file in (string[])["secrets.json", "webhook.password", "tls/ca.pem", "save/x.json"])
            Assert.Equal(File.ReadAllBytes(Path.Combine(kept.Data.Path, file)), File.ReadAllBytes(Path.Combine(kept.At("restored"), file)));
        if (OperatingSystem.IsWindows()) return;
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(kept.At("backup")));
        foreach (var file in Directory.GetFiles(kept.At("restored"), "*", SearchOption.AllDirectories)) Assert.Equal(OwnerOnly, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task Leaves_no_secret_in_the_restored_database()
    {
        await using var kept = new KeptInbox();
        FillDirectory(kept);
        kept.KeepMany(100);
        Make(kept, "backup");
        Restore.Into(kept.At("restored"), kept.At("backup"));
        var token = Encoding.UTF8.GetBytes(kept.Secrets.ApiToken);
        Assert.True(File.ReadAllBytes(kept.At("backup")).AsSpan().IndexOf(token) >= 0);
        Assert.True(File.ReadAllBytes(Path.Combine(kept.At("restored"), "inbox.db")).AsSpan().IndexOf(token) < 0);
    }

    [Fact]
    public async Task The_restored_inbox_goes_on_where_the_other_one_stood()
    {
        await using var kept = new KeptInbox();
        kept.KeepMany(3);
        Make(kept, "backup");
        Restore.Into(kept.At("restored"), kept.At("backup"));
        var data = DataDirectory.OpenExisting(kept.At("restored"));
        using var store = SqliteEventStore.Open(data.InboxFile, data.OwnerLockFile, TimeProvider.System);
        Assert.Equal(4, store.Append([KeptInbox.New(Encoding.UTF8.GetBytes("{}"), "", null)])[0].Seq);
    }

    [Fact]
    public async Task Overwrites_nothing()
    {
        await using var kept = new KeptInbox();
        kept.KeepMany(3);
        File.WriteAllText(kept.At("backup"), "mine");
        Assert.Throws<CommandException>(() => Make(kept, "backup"));
        Assert.Equal("mine", File.ReadAllText(kept.At("backup")));

        Make(kept, "second");
        Directory.CreateDirectory(kept.At("full"));
        File.WriteAllText(kept.At("full/mine"), "mine");
        Assert.Throws<CommandException>(() => Restore.Into(kept.At("full"), kept.At("second")));
        Assert.Equal([kept.At("full/mine")], Directory.GetFileSystemEntries(kept.At("full")));
    }

    [Fact]
    public async Task A_server_does_not_take_a_backup_for_its_inbox()
    {
        await using var kept = new KeptInbox();
        kept.KeepMany(3);
        Make(kept, "backup");
        Assert.Throws<StoreRefusedException>(() => SqliteEventLog.Open(kept.At("backup")));
    }

    [Theory]
    [InlineData("UPDATE backup_file SET path = '../outside'")]
    [InlineData("UPDATE backup_file SET path = '/tmp/outside'")]
    [InlineData("UPDATE backup_file SET path = 'tls/../../outside'")]
    [InlineData("UPDATE backup_file SET path = 'inbox.db'")]
    [InlineData("CREATE TRIGGER t AFTER INSERT ON event BEGIN DELETE FROM content; END")]
    [InlineData("DELETE FROM content WHERE seq = 2")]
    [InlineData("PRAGMA application_id = 1")]
    [InlineData("PRAGMA user_version = 99")]
    public async Task Refuses_a_backup_that_was_changed_and_leaves_nothing_behind(string change)
    {
        await using var kept = new KeptInbox();
        kept.KeepMany(3);
        Make(kept, "backup");
        using (var connection = new SqliteConnection($"Data Source={kept.At("backup")};Pooling=false"))
        {
            connection.Open();
            connection.Execute(change);
        }
        var before = Directory.GetFileSystemEntries(kept.At("")).Order().ToList();
        var refused = Assert.ThrowsAny<Exception>(() => Restore.Into(kept.At("restored"), kept.At("backup")));
        Assert.True(refused is CommandException or StoreRefusedException, refused.ToString());
        Assert.Equal(before, Directory.GetFileSystemEntries(kept.At("")).Order());
    }

    [Fact]
    public async Task Refuses_a_backup_that_was_cut_or_is_none()
    {
        await using var kept = new KeptInbox();
        kept.KeepMany(2000);
        Make(kept, "backup");
        using (var file = File.OpenWrite(kept.At("backup"))) file.SetLength(file.Length / 2);
        Assert.Throws<StoreRefusedException>(() => Restore.Into(kept.At("restored"), kept.At("backup")));
        File.WriteAllText(kept.At("text"), new string('x', 9000));
        Assert.Throws<StoreRefusedException>(() => Restore.Into(kept.At("restored"), kept.At("text")));
        Assert.False(Directory.Exists(kept.At("restored")));
    }

    [Fact]
    public async Task Leaves_nothing_behind_when_it_is_stopped()
    {
        await using var kept = new KeptInbox();
        kept.KeepMany(3000);
        Assert.Throws<OperationCanceledException>(() => Backup.Make(kept.Data, kept.At("backup"), Screen(), new CancellationToken(canceled: true)));
        Assert.Equal([kept.Data.Path], Directory.GetFileSystemEntries(kept.At("")));
    }

    private void Make(KeptInbox kept, string name) => Backup.Make(kept.Data, kept.At(name), Screen(), Cancel);

    private Screen Screen() => _captured.Screen();

    private static void FillDirectory(KeptInbox kept)
    {
        Directory.CreateDirectory(kept.Data.TlsDirectory);
        File.WriteAllText(kept.Data.CaFile, "made up");
        File.WriteAllText(Path.Combine(kept.Data.Path, "webhook.password"), "a made-up password");
        Directory.CreateDirectory(kept.Data.SaveDirectory);
        File.WriteAllText(Path.Combine(kept.Data.SaveDirectory, "x.json"), "{}");
    }

    private static void AssertSame(DataDirectory one, DataDirectory other)
    {
        using var first = SqliteEventLog.Open(one.InboxFile);
        using var second = SqliteEventLog.Open(other.InboxFile);
        for (long place = 0; first.After(place, 500, long.MaxValue) is { Count: > 0 } page; place = page[^1].Summary.Seq)
        {
            var copy = second.After(place, 500, long.MaxValue);
            Assert.Equal(page.Select(e => (e.Summary.Seq, e.Summary.Id, Convert.ToHexString(e.Body))), copy.Select(e => (e.Summary.Seq, e.Summary.Id, Convert.ToHexString(e.Body))));
        }
    }
}
