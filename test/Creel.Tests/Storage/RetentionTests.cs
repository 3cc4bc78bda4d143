using System.Text;
using Creel.Inbox;
using Creel.Storage.Sqlite;
using Creel.Tests.Inbox;

namespace Creel.Tests.Storage;

public sealed class RetentionTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("creel-test-");
    private readonly SetClock _clock = new(Events.Noon);
    private readonly RetentionState _state;
    private RetentionPlan _plan = RetentionPlan.Default;
    private SqliteEventStore _store;

    public RetentionTests()
    {
        _state = new RetentionState(() => _plan);
        _store = Open();
    }

    private string InboxFile => Path.Combine(_directory.FullName, "inbox.db");

    public void Dispose()
    {
        _store.Dispose();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public void Keeps_everything_where_nothing_limits_it()
    {
        Keep(Old(400), Old(1));
        Tend();
        Assert.Equal([1, 2], Places());
        Assert.Empty(_state.TakeDeleted());
    }

    [Fact]
    public void Deletes_what_is_too_old_with_all_that_belongs_to_it_and_nothing_else()
    {
        _plan = Plan(age: 30);
        Keep(Old(31) with { Items = [Facts.None, Facts.None] }, Keyed("k", 40), Old(30.1), Old(29.9), Keyed("l", 0));
        _store.Append([Keyed("k", 1), Keyed("l", 0)]);
        Tend();
        Assert.Equal([4, 5], Places());
        Assert.Equal([0, 2, 1, 1], Counts("batch_item", "content", "sender_key", "repeat"));
        Assert.Equal(new Deleted(Deleted.Age, 3, Events.Noon.AddDays(-40), Events.Noon.AddDays(-30.1)), Assert.Single(_state.TakeDeleted()));
    }

    [Fact]
    public void Believes_the_clock_only_when_it_has_run_steadily_for_a_while()
    {
        _plan = Plan(age: 30);
        Keep(Old(1), Old(0));
        _clock.Set(Events.Noon.AddYears(50));
        Tend();
        _clock.Pass(SettledClock.SettlesIn - TimeSpan.FromSeconds(1));
        Tend();
        Assert.Equal([1, 2], Places());
        _clock.Set(_clock.GetUtcNow().AddYears(-50));
        Tend();
        _clock.Pass(SettledClock.SettlesIn);
        Tend();
        Assert.Equal([1, 2], Places());
    }

    [Fact]
    public void An_event_that_says_it_comes_from_the_future_goes_with_an_old_one_behind_it()
    {
        _plan = Plan(age: 30);
        Keep(Old(40), Old(-900), Old(31), Old(-900), Old(1));
        Tend();
        Assert.Equal([4, 5], Places());
    }

    [Fact]
    public void Goes_by_places_where_a_clock_stood_wrong_and_rather_keeps_too_long()
    {
        _plan = Plan(age: 30);
        Keep(Old(40), Old(2), Old(900), Old(1));
        Tend();
        Assert.Equal([2, 3, 4], Places());
    }

    [Fact]
    public void Follows_the_rule_of_each_source()
    {
        _plan = Plan(age: 30, ("short", new(TimeSpan.FromDays(7), null)), ("long", RetentionRule.None));
        Keep(From("long", 90), From("short", 60), From("other", 50), From("long", 40), From("short", 20), From("other", 20), From("short", 1));
        Tend();
        Assert.Equal([1, 4, 6, 7], Places());

        _plan = Plan(age: 30, ("short", new(TimeSpan.FromDays(7), null)));
        Tend();
        Assert.Equal([6, 7], Places());
    }

    [Fact]
    public void Keeps_a_source_within_its_own_bytes_and_leaves_the_others_alone()
    {
        _plan = Plan(null, ("loud", new(null, 64 << 20)));
        for (var i = 0; i < 90; i++) Keep(Large("loud"), From("quiet", 1));
        Tend();
        AssertWithin();
        for (var i = 0; i < 10; i++) Keep(Large("loud"));
        Reopen();
        Tend();
        AssertWithin();

        void AssertWithin()
        {
            var kept = _store.After(0, 1000, long.MaxValue);
            Assert.Equal(90, kept.Count(e => e.Summary.Source == "quiet"));
            var loud = kept.Where(e => e.Summary.Source == "loud").ToList();
            Assert.InRange(loud.Sum(e => e.Summary.Size + RetentionRule.EventOverhead), 62 << 20, 64 << 20);
            Assert.Equal(_store.LastSeq() is 180 ? 179 : 190, loud[^1].Summary.Seq);
        }
    }

    [Fact]
    public void Counts_anew_when_a_source_gets_its_limit_back()
    {
        var limited = Plan(null, ("loud", new(null, 64 << 20)));
        _plan = limited;
        for (var i = 0; i < 70; i++) Keep(Large("loud"));
        Tend();
        _plan = Plan(age: 30);
        for (var i = 0; i < 50; i++) Keep(Large("loud") with { ReceivedAt = Events.Noon.AddDays(-20) });
        Tend();
        _plan = new RetentionPlan(limited.Whole, limited.Sources);
        Tend();
        Assert.InRange(_store.After(0, 1000, long.MaxValue).Count, 62, 64);
    }

    [Fact]
    public void Deletes_the_oldest_once_the_inbox_takes_more_than_it_may_and_gives_the_space_back()
    {
        for (var i = 0; i < 160; i++) Keep(Large("webhook"));
        _plan = new RetentionPlan(new(null, 64 << 20), _plan.Sources);
        Tend();
        var kept = Places();
        Assert.Equal(160, kept[^1]);
        Assert.Equal(Enumerable.Range(160 - kept.Count + 1, kept.Count).Select(seq => (long)seq), kept);
        Assert.InRange(kept.Count, 50, 60);
        Assert.Equal(160 - kept.Count, Assert.Single(_state.TakeDeleted()).Events);
        // The log is emptied when nobody copies it at the moment.
        Assert.True(SpinWait.SpinUntil(() =>
        {
            Tend();
            return new FileInfo(InboxFile).Length + new FileInfo(InboxFile + "-wal").Length is >= 50 << 20 and <= 64 << 20;
        }, TimeSpan.FromSeconds(20)));
        Assert.Equal("ok", Check());
    }

    [Fact]
    public void Uses_the_space_of_what_it_deleted_for_what_comes_and_does_not_grow()
    {
        _plan = new RetentionPlan(new(null, 64 << 20), _plan.Sources);
        for (var i = 0; i < 400; i++)
        {
            Keep(Large("webhook"));
            while (_store.Tend(idle: false) == TimeSpan.Zero)
            {
            }
        }
        Assert.InRange(_state.Seen!.Space.File, 50 << 20, 64 << 20);
    }

    [Fact]
    public void Decides_repeats_of_events_that_are_deleted_even_after_a_restart()
    {
        _plan = Plan(age: 1);
        var first = Keyed("k", 2, window: 5);
        Keep(first, Old(0));
        Tend();
        Assert.Equal([2], Places());
        Reopen();
        var again = _store.Append([Keyed("k", 0, window: 5)])[0];
        Assert.Equal((true, first.Id), (again.Repeat, again.Id));
    }

    [Fact]
    public void Never_gives_a_place_twice_even_when_nothing_is_left()
    {
        _plan = Plan(age: 1);
        Keep(Old(3), Old(2));
        Tend();
        Assert.Empty(Places());
        Reopen();
        Assert.Equal(3, _store.Append([Events.Unique()])[0].Seq);
    }

    [Fact]
    public void Goes_on_reading_at_the_first_that_is_left()
    {
        _plan = Plan(age: 30);
        Keep([.. Enumerable.Range(0, 50).Select(i => Old(55 - i))]);
        Tend();
        Assert.Equal(26, _store.After(10, 1, 1)[0].Summary.Seq);
    }

    [Fact]
    public void Flushes_every_batch_after_it_deleted()
    {
        _plan = Plan(age: 1);
        Keep(Old(3));
        Tend();
        Assert.Equal(2, _store.Synchronous());
    }

    [Fact]
    public void A_fault_while_deleting_costs_no_event_and_is_told_and_tried_again()
    {
        _plan = Plan(age: 1);
        Keep(Old(3), Old(0));
        using (var other = SqliteFile.OpenForWriting(InboxFile))
        {
            other.Execute("CREATE TRIGGER stuck BEFORE DELETE ON content BEGIN SELECT raise(ABORT, 'made to fail'); END");
            Tend();
            Assert.Contains("made to fail", _state.Fault!.Message);
            Assert.Equal(3, _store.Append([Events.Unique()])[0].Seq);
            Assert.Equal([1, 2, 3], Places());
            Assert.Equal(2, _store.Synchronous());
            other.Execute("DROP TRIGGER stuck");
        }
        _clock.Pass(TimeSpan.FromMinutes(1));
        Tend();
        Assert.Equal([2, 3], Places());
        Assert.Null(_state.Fault);
    }

    private SqliteEventStore Open()
    {
        _clock.Set(Events.Noon - SettledClock.SettlesIn);
        var store = SqliteEventStore.Open(InboxFile, Path.Combine(_directory.FullName, "owner.lock"), _clock);
        store.Retain(_state);
        _clock.Pass(SettledClock.SettlesIn);
        return store;
    }

    private void Reopen()
    {
        _store.Dispose();
        _store = Open();
    }

    // As the writer does when no event comes: until nothing is to be done.
    private void Tend()
    {
        while (_store.Tend(idle: true) == TimeSpan.Zero)
        {
        }
    }

    private void Keep(params NewEvent[] events) => _store.Append(events);

    private List<long> Places() => [.. _store.After(0, 10_000, long.MaxValue).Select(e => e.Summary.Seq)];

    private long[] Counts(params string[] tables)
    {
        using var connection = SqliteFile.OpenForReading(InboxFile);
        return [.. tables.Select(table => connection.Scalar($"SELECT count(*) FROM {table}"))];
    }

    private string? Check()
    {
        using var connection = SqliteFile.OpenForReading(InboxFile);
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check";
        return command.ExecuteScalar() as string;
    }

    private static RetentionPlan Plan(double? age, params (string Source, RetentionRule Rule)[] sources) =>
        new(new(age is { } days ? TimeSpan.FromDays(days) : null, null), sources.ToDictionary(own => own.Source, own => own.Rule));

    private static NewEvent Old(double days) => Events.Unique() with { ReceivedAt = Events.Noon.AddDays(-days) };

    private static NewEvent From(string source, double days) => Old(days) with { Source = source };

    private static NewEvent Keyed(string key, double days, double window = 90) =>
        Events.WithKey(key, "same", TimeSpan.FromDays(window)) with { ReceivedAt = Events.Noon.AddDays(-days) };

    private static NewEvent Large(string source)
    {
        var body = Encoding.ASCII.GetBytes(Guid.CreateVersion7(Events.Noon).ToString().PadRight(1 << 20, 'x'));
        return Events.Unique() with { Source = source, Body = body, BodyHash = BodyHash.Of(body) };
    }
}
