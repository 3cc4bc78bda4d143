using System.Text.RegularExpressions;
using Creel.Inbox;
using Creel.Search;
using Creel.Senders;
using Creel.Storage.Sqlite;
using Creel.Tests.Inbox;

namespace Creel.Tests.Search;

/// <summary>docs/queries.md, held to: each of its examples is read, and asked of an inbox with the event that <c>creel send</c> sends.</summary>
public sealed partial class QueriesPageTests : IDisposable
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "queries.md"));
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("creel-queries-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void Every_example_finds_the_sample_event()
    {
        var path = Path.Combine(_directory.FullName, "inbox.db");
        using var store = SqliteEventStore.Open(path, path + ".lock", TimeProvider.System);
        var sample = Sample();
        store.Append([sample, Events.WithBody("other") with { Sender = "generic", Facts = Facts.None, Items = [Facts.None] }]);
        var search = new SqliteEventSearch(path, TimeProvider.System);
        var queries = Examples().Select(match => match.Groups[1].Value).SelectMany(block => block.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .Concat(Keys().Select(row => row.Groups[2].Value)).ToList();
        Assert.True(queries.Count > 35);
        Assert.All(queries, text => Assert.True(
            search.Newest(EventQuery.Parse(text, Events.Noon.AddHours(1)), null, 5).Events.Any(e => e.Id == sample.Id), $"{text} does not find it"));
    }

    [Fact]
    public void Every_key_is_on_the_page() => Assert.Equal(QueryKey.All.Select(key => key.Name), Keys().Select(row => row.Groups[1].Value));

    [Fact]
    public void Every_value_of_a_key_with_few_of_them_is_on_the_page()
    {
        foreach (Match row in Keys())
        {
            var known = row.Groups[1].Value is "severity" or "status" or "verdict" or "has" or "test" or "malformed";
            if (!known) continue;
            foreach (Match word in Word().Matches(row.Value.Split('|')[2])) EventQuery.Parse($"{row.Groups[1].Value}:{word.Groups[1].Value}", Events.Noon);
        }
    }

    private static NewEvent Sample()
    {
        var body = SampleCatalog.Find("catalyst-center")!;
        var read = FactsReader.Read(SenderCatalog.Embedded.Find("catalyst-center")!, body, "application/json", "192.0.2.10");
        return Events.WithBody("") with
        {
            RemoteAddress = "192.0.2.10",
            Body = body,
            BodyHash = BodyHash.Of(body),
            Facts = read.Facts,
            Items = read.Items,
        };
    }

    private static MatchCollection Examples() => ExampleBlock().Matches(Page);

    private static MatchCollection Keys() => KeyRow().Matches(Page);

    [GeneratedRegex("```query finds\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex ExampleBlock();

    [GeneratedRegex(@"^\| `(\w+):` \|.*\| `(.+?)` \|$", RegexOptions.Multiline)]
    private static partial Regex KeyRow();

    [GeneratedRegex("`(\\w+)`")]
    private static partial Regex Word();
}
