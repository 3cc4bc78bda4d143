using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Creel.Bench.Compare;
using Creel.Bench.Grown;
using Creel.Bench.Parties;

namespace Creel.Bench.Searching;

/// <summary><c>search</c>: how long queries take over the API with many events kept, the first answer and all there is.</summary>
internal static class SearchCommand
{
    // All events of the bench are alike, so a query finds all of them or has to look at each: the two ends there are.
    private static readonly string[] Queries =
    [
        "level:2", "\"is down\"", "body.details.Device:198.51.100.7",
        "level:1", "title:interf* -test:true subject:nowhere", "before:2026-01-01", "subject:größe", "header.x-none:*", "body.details.Device:203.0.113.1", "needle",
        "\"to get more needles\"", "level:1 needle",
    ];

    private static readonly Option<int> Events = new("--events") { Description = "how many are kept", DefaultValueFactory = _ => 1_000_000 };

    public static Command Create()
    {
        var command = new Command("search", "Measures queries with many events kept.") { SharedOptions.Creel, SharedOptions.Work, Events };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult given, CancellationToken stop)
    {
        using var work = await WorkPlace.CreateAsync(given.GetRequiredValue(SharedOptions.Work), stop);
        var party = PartyList.CreelAt(Path.GetFullPath(given.GetRequiredValue(SharedOptions.Creel)));
        var place = work.New("search");
        await using var creel = await RunningParty.StartAsync(party, place, stop);
        var (fill, _) = await new LoadProcess(party.Connections).RunAsync(creel, new LoadSpan(TimeSpan.Zero, TimeSpan.Zero, given.GetValue(Events)), stop);
        Console.WriteLine($"filled at {fill.Rate:N0}/s, {new FileInfo(place.At("data/inbox.db")).Length / 1e6:0} MB");
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(30), BaseAddress = new Uri($"http://127.0.0.1:{place.ConsolePort}/") };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await NewestPage.TokenAsync(place, stop));
        foreach (var query in Queries) await MeasureAsync(client, query, stop);
        return 0;
    }

    private static async Task MeasureAsync(HttpClient client, string query, CancellationToken stop)
    {
        await AskAsync(client, query, 50, null, stop);
        var first = await AskAsync(client, query, 50, null, stop);
        var (answers, found, longest, all) = (0, 0, TimeSpan.Zero, TimeSpan.Zero);
        // Of a query that finds everything a hundred pages tell enough.
        for (string? before = null; answers == 0 || (before is not null && answers < 100); answers++)
        {
            var answer = await AskAsync(client, query, 1000, before, stop);
            (found, all, before) = (found + answer.Found, all + answer.Took, answer.Next);
            if (answer.Took > longest) longest = answer.Took;
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{query,-42} first 50: {first.Took.TotalMilliseconds,7:0.0} ms   then {found,7} in {answers,3} answers, {all.TotalSeconds,6:0.00} s, the longest {longest.TotalMilliseconds:0} ms"));
    }

    private static async Task<(int Found, string? Next, TimeSpan Took)> AskAsync(HttpClient client, string query, int limit, string? before, CancellationToken stop)
    {
        var started = Stopwatch.GetTimestamp();
        using var answer = await client.GetAsync($"api/events?q={Uri.EscapeDataString(query)}&limit={limit}{(before is null ? "" : "&before=" + before)}", stop);
        var text = await answer.Content.ReadAsByteArrayAsync(stop);
        var took = Stopwatch.GetElapsedTime(started);
        if (!answer.IsSuccessStatusCode) throw new BenchException($"{query} was answered with {(int)answer.StatusCode}.");
        using var page = JsonDocument.Parse(text);
        return (page.RootElement.GetProperty("events").GetArrayLength(), page.RootElement.GetProperty("next").GetString(), took);
    }
}
