using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Creel.Inbox;
using Creel.Search;
using Creel.Storage.Sqlite;

namespace Creel.Bench.Searching;

/// <summary><c>search</c>: how long queries take on an inbox with many events.</summary>
internal static class SearchCommand
{
    private const int Batch = 1024;
    private static readonly DateTimeOffset First = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[] Queries =
    [
        "level:2", "level:1 status:active", "subject:nowhere", "title:interf* -test:true subject:nowhere", "after:2026-03-01T00:10", "before:2026-03-01T00:00:10Z",
        "subject:größe", "ip:203.0.113.0/24", "id:01890a5d-ac96-774b-bcce-b302099a8057", "header.x-none:*", "body.details.Device:203.0.113.1", "needle", "\"is down\"", "level:1 needle",
    ];

    private static readonly Option<int> Events = new("--events") { Description = "how many are kept", DefaultValueFactory = _ => 1_000_000 };

    public static Command Create()
    {
        var command = new Command("search", "Measures queries on an inbox with many events.") { SharedOptions.Work, Events };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var directory = Directory.CreateDirectory(Path.Combine(parsed.GetRequiredValue(SharedOptions.Work), "search"));
        try
        {
            var path = Path.Combine(directory.FullName, "inbox.db");
            using var store = SqliteEventStore.Open(path, path + ".lock", TimeProvider.System);
            var clock = Stopwatch.StartNew();
            for (var n = 0; n < parsed.GetValue(Events); n += Batch) store.Append([.. Enumerable.Range(n, Batch).Select(Event)]);
            Console.WriteLine($"filled in {clock.Elapsed.TotalSeconds:0.0} s: {new FileInfo(path).Length / 1e6:0} MB");
            foreach (var text in Queries) Measure(new SqliteEventSearch(path, TimeProvider.System), EventQuery.Parse(text, First));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
        return 0;
    }

    // The first page, as somebody waits for it, and then all there is.
    private static void Measure(SqliteEventSearch search, EventQuery query)
    {
        search.Newest(query, null, 50);
        var clock = Stopwatch.StartNew();
        var page = search.Newest(query, null, 50);
        var first = clock.Elapsed;
        var (pages, found) = (0, 0);
        clock.Restart();
        for (long? before = null; pages == 0 || before is not null; before = page.Next, pages++)
        {
            page = search.Newest(query, before, 1000);
            found += page.Events.Count;
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{query.Text,-50} first 50: {first.TotalMilliseconds,8:0.0} ms   all: {clock.Elapsed.TotalSeconds,6:0.00} s in {pages} answers, {found} found"));
    }

    private static NewEvent Event(int n)
    {
        var facts = new Facts
        {
            Type = "NETWORK-NON-FABRIC_WIRED-1-251",
            Title = $"Interface GigabitEthernet1/0/{n % 48} is down",
            Level = 1 + n % 5,
            Status = n % 2 == 0 ? "active" : "resolved",
            Subject = $"198.51.100.{n % 250}",
            Link = $"https://192.0.2.10/dna/assurance/issueDetails?issueId={n}",
        };
        var body = Encoding.UTF8.GetBytes($$"""
            {"version":"1.0.0","instanceId":"7d0c2a94-51be-4c3f-9a60-{{n:000000000000}}","eventId":"NETWORK-NON-FABRIC_WIRED-1-251","namespace":"ASSURANCE","name":null,"description":null,
            "type":"NETWORK","category":"ERROR","domain":"Connectivity","subDomain":"Non-Fabric Wired","severity":2,"source":"ndp","timestamp":1732406400123,"details":{"Type":"Network Device",
            "Assurance Issue Priority":"P2","Assurance Issue Details":"Interface GigabitEthernet1/0/7 on access-7.example.com is down","Device":"198.51.100.{{n % 250}}",
            "Assurance Issue Name":"Interface connecting network devices is down","Assurance Issue Category":"Connectivity","Assurance Issue Status":"active"},
            "ciscoDnaEventLink":"https://192.0.2.10/dna/assurance/issueDetails?issueId={{n}}","note":"To get more information, ask the controller for the issue by its id {{(n == 5_000 ? "needle" : "")}}",
            "context":null,"userId":null,"i18n":null,"message":null,"parentInstanceId":null,"network":null,"dnacIP":"192.0.2.10"}
            """);
        return new NewEvent
        {
            Id = EventId.New(First.AddMilliseconds(n)),
            ReceivedAt = First.AddMilliseconds(n),
            Source = "webhook",
            Sender = "catalyst-center",
            Verdict = Verdict.Verified,
            Method = "POST",
            Path = "/webhook",
            RemoteAddress = "192.0.2.10",
            Headers = "Host: creel.example.net\nContent-Type: application/json\nUser-Agent: creel-bench\n"u8.ToArray(),
            Body = body,
            BodyHash = BodyHash.Of(body),
            Facts = facts,
            Items = [facts],
        };
    }
}
