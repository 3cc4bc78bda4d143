using System.Net;
using System.Text.Json;

namespace Creel.Tests.WebConsole;

public sealed class EventEndpointsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pages_go_from_the_newest_to_the_oldest_each_event_once()
    {
        await using var host = await ConsoleHost.StartAsync(new ListEventLog(MadeUp.Events(7)));
        var seen = new List<long>();
        var pages = 0;
        for (string? next = ""; next is not null; pages++)
        {
            using var page = await JsonAsync(host, $"/api/events?limit=3{(next.Length > 0 ? $"&before={next}" : "")}");
            seen.AddRange(page.RootElement.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("seq").GetInt64()));
            next = page.RootElement.GetProperty("next").GetString();
        }
        Assert.Equal([7, 6, 5, 4, 3, 2, 1], seen);
        Assert.Equal(3, pages);
    }

    [Fact]
    public async Task A_page_that_ends_exactly_at_the_oldest_has_no_next()
    {
        await using var host = await ConsoleHost.StartAsync(new ListEventLog(MadeUp.Events(50)));
        using var page = await JsonAsync(host, "/api/events");
        Assert.Equal(50, page.RootElement.GetProperty("events").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, page.RootElement.GetProperty("next").ValueKind);
    }

    [Theory]
    [InlineData("/api/events?q=levle:1", "Character 1: There is no key `levle`. Did you mean level:?")]
    [InlineData("/api/export?q=(level:1", "Character 1: This parenthesis is never closed.")]
    [InlineData("/api/events?limt=5", "q, limit, before")]
    [InlineData("/api/events?limit=0", "from 1 to 1000")]
    [InlineData("/api/events?limit=1001", "from 1 to 1000")]
    [InlineData("/api/events?limit=%2B5", "from 1 to 1000")]
    [InlineData("/api/events?limit=1&limit=2", "2 times")]
    [InlineData("/api/events?before=12", "not a cursor")]
    [InlineData("/api/export?after=x", "not a cursor")]
    [InlineData("/api/export?format=csv", "ndjson")]
    [InlineData("/api/events/42", "not an event's id")]
    [InlineData("/api/events/42/body", "not an event's id")]
    [InlineData("/metrics?x=1", "takes none")]
    public async Task What_cannot_be_answered_is_refused_with_the_remedy(string url, string said)
    {
        await using var host = await ConsoleHost.StartAsync(new ListEventLog());
        var detail = await ConsoleGateTests.AssertProblemAsync(await host.Client.GetAsync(url, Cancel), HttpStatusCode.BadRequest);
        Assert.Contains(said, detail);
    }

    [Fact]
    public async Task An_event_is_found_by_its_id()
    {
        var kept = MadeUp.Event(5);
        await using var host = await ConsoleHost.StartAsync(new ListEventLog(kept));
        using var found = await JsonAsync(host, $"/api/events/{kept.Summary.Id}");
        Assert.Equal(5, found.RootElement.GetProperty("seq").GetInt64());
        Assert.Equal("""{"a": 1}""", found.RootElement.GetProperty("body").GetString());

        var missing = await host.Client.GetAsync($"/api/events/{Guid.CreateVersion7(MadeUp.Noon)}", Cancel);
        await ConsoleGateTests.AssertProblemAsync(missing, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_body_is_downloaded_as_it_was_sent_and_harmless()
    {
        byte[] body = [0x1f, 0x8b, 0, 255, 10, 13];
        var kept = MadeUp.Event(1, body, "Content-Type: text/html\nContent-Encoding: gzip\n");
        kept = kept with { Summary = kept.Summary with { Redacted = ["header.authorization", "query.key"] } };
        await using var host = await ConsoleHost.StartAsync(new ListEventLog(kept));

        var answer = await host.Client.GetAsync($"/api/events/{kept.Summary.Id}/body", Cancel);

        Assert.Equal(body, await answer.Content.ReadAsByteArrayAsync(Cancel));
        Assert.Equal("text/html", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Empty(answer.Content.Headers.ContentEncoding);
        Assert.Equal("gzip", answer.Headers.GetValues("Creel-Content-Encoding").Single());
        Assert.Equal("header.authorization, query.key", answer.Headers.GetValues("Creel-Redacted").Single());
        Assert.Contains("sandbox", answer.Headers.GetValues("Content-Security-Policy").Single());
    }

    [Theory]
    [InlineData("Content-Type: \u0001\u00ff\n")]
    [InlineData("Content-Type: nonsense\n")]
    [InlineData("")]
    public async Task A_body_of_no_known_type_is_downloaded_as_bytes(string headers)
    {
        var kept = MadeUp.Event(1, "x", headers);
        await using var host = await ConsoleHost.StartAsync(new ListEventLog(kept));
        var answer = await host.Client.GetAsync($"/api/events/{kept.Summary.Id}/body", Cancel);
        Assert.Equal("application/octet-stream", answer.Content.Headers.ContentType!.ToString());
    }

    [Fact]
    public async Task An_export_gives_every_event_once_oldest_first()
    {
        await using var host = await ConsoleHost.StartAsync(new ListEventLog(MadeUp.Events(700)));
        var answer = await host.Client.GetAsync("/api/export", Cancel);
        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal(("1", "700"), (Header(answer, "Creel-First-Seq"), Header(answer, "Creel-Last-Seq")));
        Assert.Equal(Enumerable.Range(1, 700).Select(n => (long)n), Seqs(await answer.Content.ReadAsStringAsync(Cancel)));

        var later = await host.Client.GetAsync($"/api/export?after={Header(answer, "Creel-Next")}", Cancel);
        Assert.Equal("0", Header(later, "Creel-First-Seq"));
        Assert.Equal("", await later.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task Big_bodies_make_the_pages_of_an_export_small()
    {
        var log = new ListEventLog([.. Enumerable.Range(1, 12).Select(seq => MadeUp.Event(seq, new byte[600_000], ""))]);
        await using var host = await ConsoleHost.StartAsync(log);
        Assert.Equal(12, Seqs(await host.Client.GetStringAsync("/api/export", Cancel)).Count());
        Assert.True(log.Pages >= 12);
    }

    [Fact]
    public async Task An_export_that_fails_midway_does_not_look_whole()
    {
        var events = Enumerable.Range(1, 40).Select(seq => MadeUp.Event(seq, new byte[100_000], ""));
        var log = new ListEventLog([.. events]) { FailsAfter = 20 };
        await using var host = await ConsoleHost.StartAsync(log);
        using var answer = await host.Client.GetAsync("/api/export", HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await Assert.ThrowsAnyAsync<Exception>(() => answer.Content.ReadAsByteArrayAsync(Cancel));
    }

    private static string Header(HttpResponseMessage answer, string name) => answer.Headers.GetValues(name).Single();

    private static IEnumerable<long> Seqs(string lines) => lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
    {
        using var e = JsonDocument.Parse(line);
        return e.RootElement.GetProperty("seq").GetInt64();
    });

    private static async Task<JsonDocument> JsonAsync(ConsoleHost host, string url)
    {
        var answer = await host.Client.GetAsync(url, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.ToString());
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel));
    }
}
