using Creel.Search;
using Creel.Storage.Sqlite;
using Creel.Tests.Inbox;
using CsCheck;

namespace Creel.Tests.Search;

/// <summary>Both ways of answering a query, held to what the query means.</summary>
public sealed class QueryModelTests : IDisposable
{
    private static readonly DateTimeOffset Now = Events.Noon.AddMinutes(200);
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("creel-query-");
    private int _inboxes;
    private int _telling;

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void The_matcher_the_database_and_plain_sense_agree()
    {
        Compare();
        // Queries that all or none of the events match tell little.
        Assert.InRange(_telling, 500, int.MaxValue);
    }

    private void Compare() => Gen.Select(RandomEvent.Events.Array[1, 60], RandomQuery.Queries.Array[40]).Sample((events, queries) =>
    {
        var path = Path.Combine(_directory.FullName, $"{_inboxes++}.db");
        using var store = SqliteEventStore.Open(path, path + ".lock", TimeProvider.System);
        // Sender keys that come again would be merged: here each event is to be one.
        events = [.. events.Select((one, i) => one with { Event = one.Event with { SenderKey = one.Event.SenderKey is { } key ? key + i : null } })];
        store.Append([.. events.Select(one => one.Event)]);
        var kept = store.After(0, int.MaxValue, long.MaxValue);
        var search = new SqliteEventSearch(path, TimeProvider.System);
        foreach (var query in queries)
        {
            EventQuery parsed;
            try { parsed = EventQuery.Parse(query.Text, Now); }
            catch (QueryException e) when (e.Message.Contains("terms") || e.Message.Contains("longer") || e.Message.Contains("nested")) { continue; }
            var expected = kept.Where((_, i) => query.Matches(events[i])).Select(e => e.Summary.Seq).ToList();
            if (expected.Count > 0 && expected.Count < kept.Count) _telling++;
            AssertSame(expected, kept.Where(parsed.Matches).Select(e => e.Summary.Seq), query.Text);
            AssertSame(expected, search.After(parsed, 0, kept.Count, new(int.MaxValue, long.MaxValue)).Events.Select(e => e.Summary.Seq), query.Text);
            AssertSame(expected, search.Newest(parsed, null, int.MaxValue).Events.Select(e => e.Seq).Reverse(), query.Text);
        }
    }, iter: 60, threads: 1);

    private static void AssertSame(List<long> expected, IEnumerable<long> found, string query)
    {
        var all = found.ToList();
        Assert.True(expected.SequenceEqual(all), $"{query}: expected {string.Join(' ', expected)}, found {string.Join(' ', all)}");
    }
}
