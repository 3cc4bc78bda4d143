using Creel.Configuration;
using Creel.Inbox;
using Creel.Receiving;
using Creel.Receiving.Explaining;
using Creel.Storage.Sqlite;
using Creel.Tests.Inbox;
using Microsoft.AspNetCore.Http;
using static Creel.Tests.Receiving.SignedSources;

namespace Creel.Tests.Receiving;

/// <summary>What is kept of signatures that were not taken: explained, without what would help a stranger.</summary>
public sealed class ExplainedRefusalTests
{
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Theory, InlineData(false), InlineData(true)]
    public async Task Explains_what_it_keeps_and_tells_the_sender_nothing(bool http2)
    {
        await using var server = await RefusingServer.StartAsync();
        Source[] now = [Source("plain", Plain, Secret), Source("timed", Timed, Other)];
        server.Topology = new(now) { PreviousSecrets = PreviousSecrets.None.After([Source("plain", Plain, "earlier-s3cret")], now) };
        using var client = server.Client(password: null, http2);
        string[] answers =
        [
            await PostAsync(client, "/hooks/plain", Sent(Plain, "earlier-s3cret", "{}", Now)),
            await PostAsync(client, "/hooks/timed", Sent(Timed, Other, "{}", Now.AddMinutes(-40))),
            await PostAsync(client, "/hooks/timed", Sent(Plain, Secret, "{}", Now)),
            await PostAsync(client, "/hooks/plain", Sent(Plain, "unheard-of-s3cret", new string('x', 100_000), Now)),
        ];
        Assert.Equal("401 Unauthorized\n", Assert.Single(answers.Distinct()));

        await server.KeptAsync(3);
        var kept = (await server.RefusedAsync()).OrderBy(one => one.Row.FirstAt).ToList();
        // The fourth has the same address, reason and source as the first: it is counted with it.
        Assert.Equal(["wrong signature previous-secret", "stale signature clock", "no signature other-source"], kept.Select(one => $"{one.Row.Reason} {one.Row.Cause}"));
        Assert.Contains("40 minutes behind", kept[1].Row.NextStep, StringComparison.Ordinal);
        Assert.Contains("/hooks/plain", kept[2].Row.NextStep, StringComparison.Ordinal);
        Assert.Equal(["the secrets that the source had before"], kept[0].Tried);
        Assert.All((string[])[Secret, Other, "earlier-s3cret"], secret => Assert.DoesNotContain(secret, server.QuarantineBytes(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Keeps_what_trying_again_needs_of_a_sender_that_no_source_expects()
    {
        await using var server = await RefusingServer.StartAsync();
        server.Topology = new([Source("plain", Plain, Secret)]);
        using var client = server.Client(password: null);
        var known = SenderCatalogHeaders();
        Assert.Contains("X-Hub-Signature", known);
        Assert.Contains("X-Signature-Timestamp", known);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/hooks/plain") { Content = new StringContent("{}") };
        foreach (var name in known) request.Headers.TryAddWithoutValidation(name, "signed");
        request.Headers.TryAddWithoutValidation("X-Any-Other-Signature", "s3cret-perhaps");
        using (await client.SendAsync(request, TestContext.Current.CancellationToken))
        {
        }
        var kept = Assert.Single(await server.RefusedAsync());
        Assert.Equal(["header.x-any-other-signature"], kept.Row.Redacted);
    }

    [Fact]
    public void Explains_so_many_a_second_and_only_signatures()
    {
        var clock = new SetClock(Noon);
        var topology = new Topology([Source("plain", Plain, Secret), RefusingServer.Source("basic")]);
        var explainer = new Explainer(() => topology, clock);
        var request = new DefaultHttpContext().Request;
        RequestOutcome Refused(string? source, int status) => new() { At = Noon, Source = source, Status = status, RemoteAddress = "192.0.2.1", Method = "POST", Path = "/", Reason = "no signature" };
        for (var second = 0; second < 2; second++)
        {
            foreach (var other in (RequestOutcome[])[Refused("basic", 401), Refused(null, 404), Refused("gone", 401), Refused("plain", 413)]) Assert.Null(explainer.For(request, RefusedBody.None, other));
            var explained = Enumerable.Range(0, 50).Count(_ => explainer.For(request, RefusedBody.None, Refused("plain", 401)) is not null);
            Assert.Equal(Explainer.MostPerSecond, explained);
            clock.Pass(TimeSpan.FromSeconds(1));
        }
        var large = new RefusedBody(new byte[QuarantineBounds.Default.BodyBytes], BodyExtent.Whole);
        Assert.Equal(1, Enumerable.Range(0, 5).Count(_ => explainer.For(request, large, Refused("plain", 401)) is not null));
        clock.Pass(TimeSpan.FromSeconds(1));
        // Refused for another reason than its signature: that one stays.
        Assert.Null(explainer.For(request, RefusedBody.None, Refused("plain", 401) with { Reason = "address not allowed" })!());
        Assert.Equal("no-signature", explainer.For(request, RefusedBody.None, Refused("plain", 401))!()!.Cause);
    }

    [Fact]
    public void Reads_a_quarantine_that_an_older_version_wrote()
    {
        var directory = Directory.CreateTempSubdirectory("creel-test-");
        var path = Path.Combine(directory.FullName, "quarantine.db");
        var refused = Refusals.Unique();
        using (var store = new SqliteQuarantine(path, QuarantineBounds.Default, _ => { })) store.Write([refused with { Explanation = new("clock", "look at the clock", ["one", "two"]) }], []);
        using (var log = new SqliteQuarantineLog(path))
        {
            var whole = log.Find(refused.Id)!;
            Assert.Equal(("clock", "look at the clock", "one two"), (whole.Row.Cause, whole.Row.NextStep, string.Join(' ', whole.Tried)));
        }
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={path};Pooling=false"))
        {
            connection.Open();
            using var older = connection.CreateCommand();
            older.CommandText = "ALTER TABLE refused DROP COLUMN cause; ALTER TABLE content DROP COLUMN tried; PRAGMA user_version = 1";
            older.ExecuteNonQuery();
        }
        using (var log = new SqliteQuarantineLog(path))
        {
            Assert.Null(Assert.Single(log.Newest(QuarantineFilter.All, null, 10)).Cause);
            Assert.Empty(log.Find(refused.Id)!.Tried);
        }
        using (var store = new SqliteQuarantine(path, QuarantineBounds.Default, _ => { }))
        {
            store.Write([Refusals.Unique() with { Explanation = new("delayed", "it waited", []) }], []);
            Assert.Equal(["delayed", null], store.Newest(QuarantineFilter.All, null, 10).Select(row => row.Cause));
        }
        directory.Delete(recursive: true);
    }

    private static IReadOnlyCollection<string> SenderCatalogHeaders() => new Topology([]).Secrets.Signatures;

    private static async Task<string> PostAsync(HttpClient client, string path, Creel.Signatures.OutgoingRequest sent)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(sent.Body), Version = client.DefaultRequestVersion, VersionPolicy = client.DefaultVersionPolicy };
        foreach (var (name, value) in sent.Headers) request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}";
    }
}
