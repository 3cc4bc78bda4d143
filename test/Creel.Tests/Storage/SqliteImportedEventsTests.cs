using Creel.Inbox;
using Creel.Storage.Sqlite;
using Creel.Tests.Inbox;

namespace Creel.Tests.Storage;

public sealed class SqliteImportedEventsTests : ImportedEventsConformance
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("creel-test-");

    private string InboxFile => Path.Combine(_directory.FullName, "inbox.db");

    private protected override IEventStore Open() =>
        SqliteEventStore.Open(InboxFile, Path.Combine(_directory.FullName, "owner.lock"), new StoppedClock(Events.Noon));

    public override void Dispose()
    {
        base.Dispose();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public void A_copy_has_the_repeats_that_were_counted_elsewhere()
    {
        var imported = Events.Unique() with { Verdict = Verdict.Imported, Imported = new ImportMarks { Repeats = 7, ReceivedAtUnknown = true } };
        Store.Append([imported, Events.WithKey("k", "same"), Events.WithKey("k", "same")]);
        var copied = Path.Combine(_directory.FullName, "copy.db");
        SqliteFile.CreateEmpty(copied);
        using (var copy = new InboxCopy(InboxFile, copied))
        {
            copy.Run(_ => { }, TestContext.Current.CancellationToken);
            copy.Complete([]);
        }
        using var log = new SqliteEventLog(copied);
        Assert.Equal([(7, true), (1, false)], log.After(0, 10, long.MaxValue).Select(e => (e.Summary.Repeats, e.Summary.ReceivedAtUnknown)));
    }
}
