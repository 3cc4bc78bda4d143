using System.Net;
using Creel.Inbox;
using Creel.Senders;
using Creel.Server.Tests.BlackBox.Hostile;

namespace Creel.Server.Tests.Hosting;

/// <summary>What a sender is told when a bound of receiving is reached: 408 is his fault, 503 is ours, and nothing is kept of either.</summary>
public sealed class BoundsTests
{
    public static TheoryData<string> Versions => ["1.1", "2.0"];

    [Fact]
    public async Task A_body_that_brings_enough_bytes_a_second_but_never_ends_is_refused_at_its_deadline()
    {
        await using var server = await ReceivingServer.StartAsync(new() { BodyDeadline = TimeSpan.FromMilliseconds(600) });
        await using var connection = await RawConnection.OpenAsync(server.Url);
        await connection.SendAsync($"POST /webhook HTTP/1.1\r\nHost: a\r\nAuthorization: {ReceivingServer.Authorization}\r\nContent-Length: 10000000\r\n\r\n");
        var reading = connection.ReadToEndAsync();
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        try
        {
            while (!reading.IsCompleted && await pace.WaitForNextTickAsync(TestContext.Current.CancellationToken)) await connection.SendAsync(new string('a', 100));
        }
        catch (IOException)
        {
            // It was told to go.
        }
        Assert.Equal(new[] { 408 }, RawConnection.Statuses(await reading));
        var outcome = Assert.Single(server.Outcomes);
        Assert.Equal((408, "too slow"), (outcome.Status, outcome.Reason));
        Assert.Contains("must arrive within", outcome.NextStep);
        Assert.Equal(0, server.Kept.LastSeq());
    }

    [Fact]
    public async Task Over_HTTP_2_only_the_slow_stream_is_ended()
    {
        await using var server = await ReceivingServer.StartAsync(new() { BodyDeadline = TimeSpan.FromMilliseconds(600) });
        using var client = server.Client(HttpVersion.Version20);
        using var never = new HttpRequestMessage(HttpMethod.Post, "/webhook") { Version = HttpVersion.Version20, Content = new NeverEnding() };
        var refused = Assert.ThrowsAnyAsync<HttpRequestException>(() => client.SendAsync(never));
        for (var i = 0; i < 20; i++)
        {
            using var answer = await client.PostAsync("/webhook", new StringContent("{}"), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        }
        await refused;
        Assert.Equal(20, server.Kept.LastSeq());
        await server.ReportsAsync(outcome => outcome is { Status: 408, Reason: "too slow" });
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task Where_the_memory_for_bodies_is_spent_senders_are_told_to_come_back(string version)
    {
        await using var server = await ReceivingServer.StartAsync(new() { Memory = 3 << 20 });
        using var client = server.Client(new Version(version));
        server.Disk.Reset();
        var waiting = client.PostAsync("/webhook", new ByteArrayContent(new byte[2 << 20]), TestContext.Current.CancellationToken);
        await server.Stuck.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        using var refused = await client.PostAsync("/webhook", new ByteArrayContent(new byte[2 << 20]), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        await server.ReportsAsync(outcome => outcome is { Status: 503, Reason: "memory budget spent", NextStep: not null });

        server.Disk.Set();
        using (var answer = await waiting) Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        // What was held is given back, by those who were refused as well.
        using var again = await client.PostAsync("/webhook", new ByteArrayContent(new byte[2 << 20]), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);
        Assert.Equal(2, server.Kept.LastSeq());
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task Where_the_queue_is_full_senders_are_told_to_come_back(string version)
    {
        await using var server = await ReceivingServer.StartAsync(new());
        using var client = server.Client(new Version(version));
        server.Disk.Reset();
        var waiting = new List<Task<Appended>> { server.Inbox.KeepAsync(Event()) };
        await server.Stuck.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        while (server.Inbox.QueueDepth < InboxWriter.QueueCapacity) waiting.Add(server.Inbox.KeepAsync(Event()));

        using var refused = await client.PostAsync("/webhook", new StringContent("{}"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        await server.ReportsAsync(outcome => outcome is { Status: 503, Reason: "not stored", NextStep: not null });

        server.Disk.Set();
        await Task.WhenAll(waiting);
        using var again = await client.PostAsync("/webhook", new StringContent("{}"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);
        Assert.Equal(waiting.Count + 1, server.Kept.LastSeq());
    }

    private static NewEvent Event()
    {
        var facts = FactsReader.Read(SenderCatalog.Embedded.Find("generic")!, "{}"u8, null, "203.0.113.9");
        return new NewEvent
        {
            Id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()),
            ReceivedAt = TimeProvider.System.GetUtcNow(),
            Source = "webhook",
            Sender = "generic",
            Verdict = Verdict.Verified,
            Method = "POST",
            Path = "/webhook",
            Query = "",
            RemoteAddress = "203.0.113.9",
            Headers = Array.Empty<byte>(),
            Body = "{}"u8.ToArray(),
            BodyHash = BodyHash.Of("{}"u8),
            BodyReading = facts.BodyReading,
            Facts = facts.Facts,
            Items = facts.Items,
        };
    }

    private sealed class NeverEnding : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            while (await pace.WaitForNextTickAsync())
            {
                await stream.WriteAsync(new byte[100]);
                await stream.FlushAsync();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
