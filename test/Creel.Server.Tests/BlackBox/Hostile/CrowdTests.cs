using System.Text.RegularExpressions;

namespace Creel.Server.Tests.BlackBox.Hostile;

/// <summary>Many at once: connections that do nothing, strangers who knock without end.</summary>
[Collection(OneAttackAtATime.Name)]
public sealed partial class CrowdTests : BlackBoxTest
{
    [Fact]
    public async Task Two_thousand_idle_connections_cost_others_nothing()
    {
        const int addresses = 5, each = 400;
        var creel = await ServeAsync("--print", "line");
        var meanwhile = new Meanwhile(creel);
        var idle = new List<RawConnection>();
        await meanwhile.AssertServedAsync(async (begun, end) =>
        {
            for (var address = 1; address <= addresses; address++)
            {
                for (var i = 0; i < each; i += 50)
                    idle.AddRange(await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => RawConnection.OpenAsync(creel.Url, $"127.0.6.{address}"))));
            }
            begun.TrySetResult();
            await Task.WhenAny(Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end));
        });
        Assert.Equal(addresses * each, idle.Count);
        // They are still connected, and each could send.
        Assert.Equal(new[] { 202 }, await idle[^1].AskAsync(RawConnection.Head + "Content-Length: 2\r\n\r\n{}"));
        foreach (var connection in idle) await connection.DisposeAsync();
        Assert.Equal(meanwhile.Acknowledged.Count + 1, (await ExportAsync()).Count);
    }

    [Fact]
    public async Task One_address_gets_no_more_than_its_connections_and_others_get_theirs()
    {
        const int most = 512;
        var creel = await ServeAsync("--print", "line");
        var held = new List<RawConnection>();
        for (var i = 0; i < most; i++) held.Add(await RawConnection.OpenAsync(creel.Url, "127.0.6.20"));
        for (var i = 0; i < 30; i++) await Assert.ThrowsAnyAsync<SystemException>(() => RawConnection.OpenAsync(creel.Url, "127.0.6.20"));
        Assert.Contains("should use its connections again", await creel.PrintedAsync("512 connections are open already"));
        using var client = creel.Client();
        using var answer = await client.PostAsync("/webhook", Json("{}"));
        Assert.Equal(System.Net.HttpStatusCode.Accepted, answer.StatusCode);
        foreach (var connection in held) await connection.DisposeAsync();
    }

    [Fact]
    public async Task Strangers_who_knock_without_end_hold_nobody_up_and_do_not_fill_the_log()
    {
        const int strangers = 50;
        var creel = await ServeAsync("--print", "line");
        var meanwhile = new Meanwhile(creel);
        var refused = 0;
        await meanwhile.AssertServedAsync((begun, end) => Task.WhenAll(Enumerable.Range(0, strangers).Select(number => Task.Run(async () =>
        {
            await using var connection = await RawConnection.OpenAsync(creel.Url, $"127.0.7.{number % 4 + 1}");
            using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            var answer = new byte[4096];
            while (!end.IsCancellationRequested)
            {
                await connection.SendAsync("POST /webhook HTTP/1.1\r\nHost: a\r\nAuthorization: Basic bm9jOndyb25n\r\nContent-Length: 2\r\n\r\n{}");
                Assert.True(await connection.Stream.ReadAsync(answer) > 12);
                Assert.StartsWith("HTTP/1.1 401", System.Text.Encoding.ASCII.GetString(answer, 0, 12));
                if (Interlocked.Increment(ref refused) == 10 * strangers) begun.TrySetResult();
                await pace.WaitForNextTickAsync();
            }
        }))));
        Assert.True(refused >= 10 * strangers);
        Assert.Equal(0, await creel.StopAsync());
        // 20 lines a minute and address; a minute may have ended in between.
        Assert.InRange(Refused().Count(creel.Output), 4, 4 * 20 * 2);
        Assert.Equal(meanwhile.Acknowledged.Count, (await ExportAsync()).Count);
    }

    [GeneratedRegex(@" 127\.0\.7\.\d POST /webhook 401 · wrong credentials: .+")]
    private static partial Regex Refused();
}
