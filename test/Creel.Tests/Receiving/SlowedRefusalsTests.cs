using System.Collections.Concurrent;
using System.Net;
using Creel.Receiving;

namespace Creel.Tests.Receiving;

public sealed class SlowedRefusalsTests
{
    public static TheoryData<string> Versions => ["1.1", "2.0"];

    [Theory, MemberData(nameof(Versions))]
    public async Task An_address_that_keeps_failing_waits_and_valid_requests_from_it_do_not(string version)
    {
        var clock = new HeldClock();
        await using var server = await ReceivingServer.StartAsync(new([ReceivingServer.Source("hooks") with { Bearer = [new("right")] }]), clock);
        using var client = server.Client(version);
        for (var i = 0; i < FailingAddresses.Free; i++) Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(client, "wrong"));

        var waiting = new BlockingCollection<TimeSpan>();
        clock.Waiting = waiting.Add;
        var late = PostAsync(client, "wrong");
        Assert.True(waiting.TryTake(out var delay, TimeSpan.FromSeconds(30)));
        Assert.Equal(FailingAddresses.Delay(FailingAddresses.Free + 1), delay);

        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(client, "right"));
        Assert.False(late.IsCompleted);
        Assert.Empty(waiting); // the valid one waited for no clock

        clock.Advance(delay);
        Assert.Equal(HttpStatusCode.Unauthorized, await late);
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task When_too_many_answers_are_held_the_next_is_given_at_once_and_its_connection_closed(string version)
    {
        var clock = new HeldClock();
        await using var server = await ReceivingServer.StartAsync(new([ReceivingServer.Source("hooks") with { Bearer = [new("right")] }]), clock);
        using var client = server.Client(version);
        using var waiting = new SemaphoreSlim(0);
        clock.Waiting = _ => waiting.Release();
        for (var i = 0; i < FailingAddresses.Free; i++) await PostAsync(client, "wrong");
        var held = new List<Task<HttpStatusCode>>();
        for (var i = 0; i < SlowedRefusals.MostHeld; i++)
        {
            held.Add(PostAsync(client, "wrong"));
            Assert.True(await waiting.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        }
        using var request = Request(client, "wrong");
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        if (version == "1.1") Assert.True(answer.Headers.ConnectionClose);
        Assert.DoesNotContain(held, task => task.IsCompleted);

        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.All(await Task.WhenAll(held), status => Assert.Equal(HttpStatusCode.Unauthorized, status));
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(client, "right"));
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient client, string token)
    {
        using var request = Request(client, token);
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private static HttpRequestMessage Request(HttpClient client, string token) => new(HttpMethod.Post, "/hooks")
    {
        Content = new StringContent("{}"),
        Version = client.DefaultRequestVersion,
        VersionPolicy = client.DefaultVersionPolicy,
        Headers = { Authorization = new("Bearer", token) },
    };
}
