using System.Text;
using System.Text.Json;
using Creel.Inbox;
using Creel.Search;
using Creel.Server.Printing;
using Creel.Server.Saving;
using Creel.Server.Tests.Inboxes;
using Creel.Storage.Sqlite;

namespace Creel.Server.Tests.Saving;

/// <summary>A save file that is rotated: every body is in one of the files, once, whenever it was moved or cut and the process ended.</summary>
public sealed class RotationTests : IAsyncDisposable
{
    private readonly KeptInbox _inbox = new();
    private readonly SqliteEventLog _log;
    private string _positionAtAppend = "";
    private int _kept;

    public RotationTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "files are told apart on Linux");
        _log = SqliteEventLog.Open(_inbox.Data.InboxFile);
    }

    private string Saved => _inbox.At("saved.json");
    private string Moved => _inbox.At("saved.json.1");

    public async ValueTask DisposeAsync()
    {
        _log.Dispose();
        await _inbox.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Goes_on_in_a_new_file_when_it_was_moved_while_running(bool created)
    {
        var file = Start();
        Keep(3, file);
        MoveAway(created);
        Keep(2, file);
        Assert.Equal([[1, 2, 3], [4, 5]], [Bodies(Moved), Bodies(Saved)]);
    }

    [Fact]
    public void Goes_on_in_what_is_left_when_it_was_copied_and_cut_while_running()
    {
        var file = Start();
        Keep(3, file);
        CopyAndCut();
        Keep(2, file);
        Keep(2, file);
        Assert.Equal([[1, 2, 3], [4, 5, 6, 7]], [Bodies(Moved), Bodies(Saved)]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Goes_on_after_it_was_rotated_while_stopped(bool moved)
    {
        Keep(3, Start());
        if (moved) MoveAway(created: false);
        else CopyAndCut();
        Keep(1, file: null);
        Keep(1, Start());
        Assert.Equal([[1, 2, 3], [4, 5]], [Bodies(Moved), Bodies(Saved)]);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(true, 7)]
    [InlineData(false, 1)]
    [InlineData(false, 7)]
    public void Doubles_nothing_when_it_was_killed_right_after_the_first_append_that_followed_a_rotation(bool moved, int appended)
    {
        var file = Start();
        // All of one length, so that the new file may well reach the length of the old one, in the middle of nowhere.
        Keep(3, file);
        if (moved) MoveAway(created: false);
        else CopyAndCut();
        KillAfterAppending(appended, file);
        Keep(2, Start());
        Assert.Equal([[1, 2, 3], [.. Enumerable.Range(4, appended + 2)]], [Bodies(Moved), Bodies(Saved)]);
    }

    [Fact]
    public void Doubles_nothing_when_it_was_killed_after_an_append_and_moved_away_before_the_next_start()
    {
        var file = Start();
        Keep(3, file);
        KillAfterAppending(2, file);
        MoveAway(created: true);
        Keep(2, Start());
        Assert.Equal([[1, 2, 3, 4, 5], [6, 7]], [Bodies(Moved), Bodies(Saved)]);
    }

    [Fact]
    public void Takes_half_a_body_back_from_the_file_that_was_moved_away_and_writes_it_whole()
    {
        var file = Start();
        Keep(3, file);
        KillAfterAppending(2, file);
        using (var cut = new FileStream(Saved, FileMode.Open)) cut.SetLength(cut.Length - 20);
        MoveAway(created: false);
        Keep(1, Start());
        Assert.Equal([[1, 2, 3, 4], [5, 6]], [Bodies(Moved), Bodies(Saved)]);
    }

    /// <summary>Numbers of files are used again at once by some file systems.</summary>
    [Fact]
    public void Takes_a_new_file_for_none_of_the_old_ones_when_it_was_deleted()
    {
        var file = Start();
        Keep(2, file);
        File.Delete(Saved);
        KillAfterAppending(4, file);
        Keep(1, Start());
        Assert.Equal([3, 4, 5, 6, 7], Bodies(Saved));
    }

    [Fact]
    public void Is_not_confused_by_a_position_that_an_older_version_stored()
    {
        Keep(2, Start());
        var text = File.ReadAllText(PositionFile);
        File.WriteAllText(PositionFile, text[..text.IndexOf(",\"file\"", StringComparison.Ordinal)] + "}");
        Keep(2, Start());
        Assert.Equal([1, 2, 3, 4], Bodies(Saved));
    }

    /// <summary>Only SQLite may open the inbox in this process: closing it otherwise takes away its locks.</summary>
    [Fact]
    public void Opens_no_other_file_while_it_looks_for_the_one_that_was_moved()
    {
        var file = Start();
        Keep(3, file);
        KillAfterAppending(1, file);
        MoveAway(created: false);
        // Whoever opened this to read or write would wait for ever.
        using (var made = System.Diagnostics.Process.Start("mkfifo", [_inbox.At("a-pipe")])) made.WaitForExit();
        Keep(1, Start());
        Assert.Equal([[1, 2, 3, 4], [5]], [Bodies(Moved), Bodies(Saved)]);
    }

    private string PositionFile => Directory.GetFiles(_inbox.Data.SaveDirectory).Single();

    private SaveFile Start()
    {
        var file = new SaveFile(Saved, SavePosition.ReadOrBegin(_inbox.Data, Saved, _log.LastSeq()),
            source: null, (_log, new WatchedSearch(new SqliteEventSearch(_inbox.Data.InboxFile, TimeProvider.System), () => _positionAtAppend = File.ReadAllText(PositionFile))));
        file.Recover();
        return file;
    }

    private void Keep(int count, SaveFile? file)
    {
        for (var i = 0; i < count; i++) _inbox.Keep($$"""{"n": {{10_000 + ++_kept}}}""");
        while (file?.AppendNext() == true)
        {
        }
    }

    // As a kill would leave it that comes after the append and before the position is stored.
    private void KillAfterAppending(int count, SaveFile file)
    {
        Keep(count, file: null);
        while (file.AppendNext())
        {
        }
        Assert.NotEqual(_positionAtAppend, File.ReadAllText(PositionFile));
        File.WriteAllText(PositionFile, _positionAtAppend);
    }

    private void MoveAway(bool created)
    {
        File.Move(Saved, Moved);
        if (created) File.WriteAllBytes(Saved, []);
    }

    private void CopyAndCut()
    {
        File.Copy(Saved, Moved);
        using var cut = new FileStream(Saved, FileMode.Open);
        cut.SetLength(0);
    }

    private static int[] Bodies(string path) =>
        [.. File.ReadAllText(path).Split($"\n{Encoding.ASCII.GetString(FlaskFormat.Line)}\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(body => JsonDocument.Parse(body).RootElement.GetProperty("n").GetInt32() - 10_000)];

    /// <summary>Tells when the events of a page are gone through: for the last time while they are appended.</summary>
    private sealed class WatchedSearch(IEventSearch search, Action gone) : IEventSearch
    {
        public SearchPage Newest(EventQuery query, long? before, int limit) => search.Newest(query, before, limit);

        public SearchSlice After(EventQuery query, long seq, long last, SliceLimit limit)
        {
            var slice = search.After(query, seq, last, limit);
            return slice with { Events = new Page(slice.Events, gone) };
        }

        private sealed class Page(IReadOnlyList<KeptEvent> events, Action gone) : IReadOnlyList<KeptEvent>
        {
            public int Count => events.Count;

            public KeptEvent this[int index] => events[index];

            public IEnumerator<KeptEvent> GetEnumerator()
            {
                gone();
                return events.GetEnumerator();
            }

            System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
        }
    }
}
