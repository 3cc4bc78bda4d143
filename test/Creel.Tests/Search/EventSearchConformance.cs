using System.Text;
using Creel.Inbox;
using Creel.Search;
using Creel.Storage.Sqlite;
using Creel.Tests.Inbox;

namespace Creel.Tests.Search;

/// <summary>What every search must do, whatever it is built on.</summary>
public abstract class EventSearchConformance : IDisposable
{
    private static readonly DateTimeOffset Now = Events.Noon.AddHours(1);
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("creel-search-");
    private protected readonly SqliteEventStore Store;

    protected EventSearchConformance() => Store = SqliteEventStore.Open(File, File + ".lock", TimeProvider.System);

    protected string File => Path.Combine(_directory.FullName, "inbox.db");

    private protected abstract IEventSearch Search(TimeSpan budget);

    public void Dispose()
    {
        Store.Dispose();
        _directory.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData("level:1"), InlineData("tenth"), InlineData("level:1 tenth"), InlineData("subject:größe"), InlineData("header.x-n:10")]
    public void Pages_go_backwards_through_all_matches_each_once(string query)
    {
        Keep(250);
        Assert.Equal(Tenths(250).Reverse(), Back(query, limit: 7, TimeSpan.FromMinutes(1)).SelectMany(page => page.Events).Select(e => e.Seq));
    }

    [Theory]
    [InlineData("level:1"), InlineData("tenth")]
    public void A_search_whose_time_is_up_says_how_far_it_came_and_goes_on_from_there(string query)
    {
        Keep(600);
        var pages = Back(query, limit: 1000, TimeSpan.Zero);
        Assert.Equal(Tenths(600).Reverse(), pages.SelectMany(page => page.Events).Select(e => e.Seq));
        Assert.True(pages.Count > 1);
        Assert.All(pages.SkipLast(1), page => Assert.Equal((false, true), (page.IsComplete, page.BackTo is not null)));
        Assert.Equal((true, null), (pages[^1].IsComplete, pages[^1].Next));
        // Where nothing older was left to be looked at, the last page says no time.
        var times = pages.Select(page => page.BackTo).OfType<DateTimeOffset>().ToList();
        Assert.Equal(times.OrderDescending(), times);
        Assert.Equal(Events.Noon, times[^1]);
    }

    [Fact]
    public void A_full_page_says_that_it_is_one()
    {
        Keep(40);
        var page = Search(TimeSpan.FromMinutes(1)).Newest(Parse("level:1"), null, 2);
        Assert.Equal([40, 30], page.Events.Select(e => e.Seq));
        Assert.Equal((true, 30L), (page.IsComplete, page.Next));
        Assert.Equal([20], Search(TimeSpan.FromMinutes(1)).Newest(Parse("level:1"), 30, 1).Events.Select(e => e.Seq));
    }

    [Fact]
    public void Nothing_is_found_in_nothing()
    {
        var page = Search(TimeSpan.FromMinutes(1)).Newest(Parse("level:1"), null, 2);
        Assert.Equal((0, true, null, null), (page.Events.Count, page.IsComplete, page.Next, page.BackTo));
        Assert.Equal((0, 7), (Search(TimeSpan.Zero).After(Parse("a"), 3, 7, new(1, 1)).Events.Count, Search(TimeSpan.Zero).After(Parse("a"), 3, 7, new(1, 1)).LookedTo));
    }

    [Theory]
    [InlineData("level:1", 3, long.MaxValue), InlineData("tenth", 1000, 1), InlineData("tenth", 1000, long.MaxValue)]
    public void Slices_go_forwards_through_all_matches_up_to_the_last(string query, int events, long bytes)
    {
        Keep(200);
        foreach (var budget in (TimeSpan[])[TimeSpan.Zero, TimeSpan.FromMinutes(1)])
        {
            var found = new List<long>();
            for (var place = 15L; place < 150;)
            {
                var slice = Search(budget).After(Parse(query), place, 150, new(events, bytes));
                Assert.InRange(slice.LookedTo, place + 1, 150);
                Assert.InRange(slice.Events.Count, 0, bytes == 1 ? 1 : events);
                Assert.All(slice.Events, e => Assert.Contains("tenth", Encoding.UTF8.GetString(e.Body)));
                found.AddRange(slice.Events.Select(e => e.Summary.Seq));
                place = slice.LookedTo;
            }
            Assert.Equal(Tenths(150).Skip(1), found);
        }
    }

    [Fact]
    public void A_batch_matches_by_one_item_and_comes_with_all_of_them()
    {
        var (down, up) = (new Facts { Level = 1, Status = "resolved" }, new Facts { Level = 4, Status = "active" });
        Store.Append([Events.WithBody("[]") with { Facts = down with { Status = "active" }, Items = [down, up] }]);
        Assert.Empty(Search(TimeSpan.Zero).Newest(Parse("level:1 status:active"), null, 5).Events);
        Assert.Single(Search(TimeSpan.Zero).Newest(Parse("-level:1"), null, 5).Events);
        Assert.Equal([down, up], Search(TimeSpan.Zero).After(Parse("level:4"), 0, 1, new(5, 5)).Events.Single().Items);
    }

    private protected static EventQuery Parse(string text) => EventQuery.Parse(text, Now);

    // Every tenth is critical, and says so in its body, in a subject, in a header.
    private void Keep(int count) => Store.Append([.. Enumerable.Range(1, count).Select(n => Events.WithBody(n % 10 == 0 ? $"the tenth, {n}" : $"{n}") with
    {
        ReceivedAt = Events.Noon.AddSeconds(n - 1),
        Facts = new Facts { Level = n % 10 == 0 ? 1 : 3, Subject = n % 10 == 0 ? "GRÖßE" : "s" },
        Items = [new Facts { Level = n % 10 == 0 ? 1 : 3, Subject = n % 10 == 0 ? "GRÖßE" : "s" }],
        Headers = HeaderLines.Encode([new("X-N", n % 10 == 0 ? "10" : "1")]),
    })]);

    private static IEnumerable<long> Tenths(int count) => Enumerable.Range(1, count / 10).Select(n => n * 10L);

    private List<SearchPage> Back(string query, int limit, TimeSpan budget)
    {
        var pages = new List<SearchPage>();
        for (long? before = null; pages.Count == 0 || before is not null; before = pages[^1].Next) pages.Add(Search(budget).Newest(Parse(query), before, limit));
        return pages;
    }
}

public sealed class SqliteEventSearchTests : EventSearchConformance
{
    private protected override IEventSearch Search(TimeSpan budget) => new SqliteEventSearch(File, TimeProvider.System, budget);

    [Fact]
    public void What_sql_can_decide_is_decided_there_without_reading_a_body()
    {
        Assert.True(QuerySql.Compile(Parse("level:<=2 -(source:a* OR test:true) after:2h id:01890a5d* has:link")).IsExact);
        Assert.False(QuerySql.Compile(Parse("subject:größe")).IsExact);
        Assert.False(Parse("subject:größe ip:192.0.2.0/24").ReadsContent);
        Store.Append([Events.Unique()]);
        using (var connection = SqliteFile.OpenForWriting(File, null)) connection.Execute("DELETE FROM content");
        Assert.Single(Search(TimeSpan.Zero).Newest(Parse("level:3 -subject:größe"), null, 5).Events);
        Assert.Empty(Search(TimeSpan.Zero).Newest(Parse("number"), null, 5).Events);
    }

    [Fact]
    public void Holes_of_any_size_are_no_end()
    {
        Store.Append([Events.Unique()]);
        using (var connection = SqliteFile.OpenForWriting(File, null))
            connection.Execute("UPDATE event SET seq = 3000000; UPDATE content SET seq = 3000000");
        Store.Append([Events.Unique()]);
        using (var connection = SqliteFile.OpenForWriting(File, null))
            connection.Execute("UPDATE event SET seq = 9000000 WHERE seq < 3000000; UPDATE content SET seq = 9000000 WHERE seq < 3000000");
        var search = Search(TimeSpan.FromMinutes(1));
        Assert.Equal([9_000_000, 3_000_000], search.Newest(Parse("level:3"), null, 5).Events.Select(e => e.Seq));
        Assert.Equal([3_000_000, 9_000_000], search.After(Parse("number OR level:3"), 0, 9_000_000, new(5, 5000)).Events.Select(e => e.Summary.Seq));
    }
}

public sealed class LogSearchTests : EventSearchConformance
{
    private protected override IEventSearch Search(TimeSpan budget) => new LogSearch(Store, TimeProvider.System, budget);
}
