using System.Net;
using System.Text.Json;
using Creel.Console;
using Creel.Inbox;
using Creel.Storage.Sqlite;
using Creel.Tests.Inbox;

namespace Creel.Tests.WebConsole;

public sealed class QuarantineEndpointsTests : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("creel-test-");
    private SqliteQuarantine _store = null!;
    private ConsoleHost _host = null!;
    private AcceptOutcome _outcome = AcceptOutcome.Missing;
    private (Guid, string?) _asked;
    private (Guid, string?, string, string?) _wished;
    private VerifyOutcome _verified = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = new SqliteQuarantine(Path.Combine(_directory.FullName, "quarantine.db"), QuarantineBounds.Default, _ => { });
        _host = await ConsoleHost.StartAsync(new ListEventLog(), new ConsoleQuarantine
        {
            Log = _store,
            Accept = (id, source, _) =>
            {
                _asked = (id, source);
                return Task.FromResult(_outcome);
            },
            Verify = (refused, wish) =>
            {
                _wished = (refused.Row.Id, wish.Sender, string.Join('+', wish.Secrets), wish.Url);
                return _verified;
            },
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _store.Dispose();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task Lists_the_newest_first_page_by_page_and_as_filtered()
    {
        RefusedRequest[] added = [.. Enumerable.Range(0, 5).Select(i => Refusals.Unique($"192.0.2.{i}", i == 2 ? null : "webhook"))];
        _store.Write(added, []);
        using var first = await JsonAsync("/api/quarantine?limit=3");
        Assert.Equal([added[4].Id, added[3].Id, added[2].Id], Ids(first));
        using var rest = await JsonAsync($"/api/quarantine?limit=3&before={first.RootElement.GetProperty("next").GetString()}");
        Assert.Equal([added[1].Id, added[0].Id], Ids(rest));
        Assert.Equal(JsonValueKind.Null, rest.RootElement.GetProperty("next").ValueKind);
        using var one = await JsonAsync("/api/quarantine?source=webhook&address=192.0.2.3&reason=wrong%20credentials");
        Assert.Equal([added[3].Id], Ids(one));
        using var none = await JsonAsync("/api/quarantine?source=");
        Assert.Equal([added[2].Id], Ids(none));
    }

    [Fact]
    public async Task Shows_one_with_every_key_and_gives_its_body_as_it_came()
    {
        var added = Refusals.Unique() with { Body = [0, 255, 1] };
        _store.Write([added], [new(added.Id, 4, added.At.AddSeconds(1))]);
        using var shown = await JsonAsync($"/api/quarantine/{added.Id}");
        Assert.Equal(("id receivedAt lastAt count source status reason nextStep cause remoteAddress method path size bodyKept redacted acceptedAs acceptedAt "
            + "query tls tried headers bodyBase64").Split(' '), shown.RootElement.EnumerateObject().Select(key => key.Name));
        Assert.Equal((5, "whole", 401), (shown.RootElement.GetProperty("count").GetInt32(), shown.RootElement.GetProperty("bodyKept").GetString(),
            shown.RootElement.GetProperty("status").GetInt32()));

        var body = await _host.Client.GetAsync($"/api/quarantine/{added.Id}/body", Cancel);
        Assert.Equal(added.Body, await body.Content.ReadAsByteArrayAsync(Cancel));
        Assert.Equal("attachment", body.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("header.authorization, query.token", body.Headers.GetValues("Creel-Redacted").Single());
    }

    [Fact]
    public async Task Lets_one_in_by_post_only()
    {
        var id = Guid.CreateVersion7(MadeUp.Noon);
        _outcome = new(id, Already: true);
        await ConsoleGateTests.AssertProblemAsync(await _host.Client.GetAsync($"/api/quarantine/{id}/accept", Cancel), HttpStatusCode.MethodNotAllowed);
        Assert.Equal(default, _asked);
        var answer = await _host.Client.PostAsync($"/api/quarantine/{id}/accept?source=other", null, Cancel);
        Assert.Equal($$"""{"id":"{{id}}","eventId":"{{id}}","already":true,"repeat":false}""", await answer.Content.ReadAsStringAsync(Cancel));
        Assert.Equal((id, "other"), _asked);
    }

    [Fact]
    public async Task Tries_one_against_what_the_body_says_and_repeats_nothing_of_it()
    {
        var added = Refusals.Unique();
        _store.Write([added], []);
        var url = $"/api/quarantine/{added.Id}/verify";
        _verified = new() { Sender = "github", Scheme = "HMAC", Reason = "wrong signature", Explanation = new("clock", "Set it.", ["one", "two"]) };
        using var whole = new StringContent("""{"sender":"github","secrets":["s3cret-a","s3cret-b"],"url":"https://hooks.example.com/x"}""");
        var answer = await (await _host.Client.PostAsync(url, whole, Cancel)).Content.ReadAsStringAsync(Cancel);
        Assert.Equal((added.Id, "github", "s3cret-a+s3cret-b", "https://hooks.example.com/x"), _wished);
        Assert.Equal($$"""{"id":"{{added.Id}}","sender":"github","scheme":"HMAC","verified":false,"reason":"wrong signature","nextStep":"Set it.","cause":"clock","tried":["one","two"]}""", answer);
        await _host.Client.PostAsync(url, null, Cancel);
        Assert.Equal((added.Id, null, "", null), _wished);

        foreach (var bad in (string[])["[\"s3cret\"]", """{"secret":"s3cret"}""", """{"secrets":"s3cret"}""", """{"secrets":[1,"s3cret"]}""", "s3cret", $$"""{"secrets":["{{new string('s', 70_000)}}"]}"""])
        {
            using var content = new StringContent(bad);
            using var refused = await _host.Client.PostAsync(url, content, Cancel);
            Assert.True(refused.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge, $"{bad.Length} bytes: {refused.StatusCode}");
            Assert.DoesNotContain("s3cret", await refused.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        }
        _verified = VerifyOutcome.CannotBeTried("because");
        Assert.Equal("because", await ConsoleGateTests.AssertProblemAsync(await _host.Client.PostAsync(url, null, Cancel), HttpStatusCode.Conflict));
        await ConsoleGateTests.AssertProblemAsync(await _host.Client.PostAsync($"/api/quarantine/{Guid.CreateVersion7(MadeUp.Noon)}/verify", null, Cancel), HttpStatusCode.NotFound);
        await ConsoleGateTests.AssertProblemAsync(await _host.Client.GetAsync(url, Cancel), HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task Says_what_is_wrong_as_a_problem()
    {
        var id = Guid.CreateVersion7(MadeUp.Noon);
        await ConsoleGateTests.AssertProblemAsync(await _host.Client.GetAsync($"/api/quarantine/{id}", Cancel), HttpStatusCode.NotFound);
        await ConsoleGateTests.AssertProblemAsync(await _host.Client.GetAsync($"/api/quarantine/{id}/body", Cancel), HttpStatusCode.NotFound);
        await ConsoleGateTests.AssertProblemAsync(await _host.Client.PostAsync($"/api/quarantine/{id}/accept", null, Cancel), HttpStatusCode.NotFound);
        await ConsoleGateTests.AssertProblemAsync(await _host.Client.GetAsync("/api/quarantine/17", Cancel), HttpStatusCode.BadRequest);
        await ConsoleGateTests.AssertProblemAsync(await _host.Client.GetAsync("/api/quarantine?adress=192.0.2.1", Cancel), HttpStatusCode.BadRequest);
        _outcome = AcceptOutcome.Refused("because");
        var detail = await ConsoleGateTests.AssertProblemAsync(await _host.Client.PostAsync($"/api/quarantine/{id}/accept", null, Cancel), HttpStatusCode.Conflict);
        Assert.Equal("because", detail);
    }

    private static IEnumerable<Guid> Ids(JsonDocument page) => page.RootElement.GetProperty("refused").EnumerateArray().Select(row => row.GetProperty("id").GetGuid());

    private async Task<JsonDocument> JsonAsync(string url)
    {
        var answer = await _host.Client.GetAsync(url, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel));
    }
}
