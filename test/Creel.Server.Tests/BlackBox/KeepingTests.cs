using System.Collections.Concurrent;
using System.Net;

namespace Creel.Server.Tests.BlackBox;

/// <summary>What was answered with success is there, whatever happens to the process.</summary>
public sealed class KeepingTests : BlackBoxTest
{
    [Fact]
    public async Task Has_everything_it_acknowledged_after_being_killed_under_load_again_and_again()
    {
        var acknowledged = new ConcurrentDictionary<string, int>();
        for (var round = 0; round < 6; round++)
        {
            var creel = await ServeAsync("--print", "none");
            var target = acknowledged.Count + 150 + 100 * round;
            await LoadUntilAsync(creel, acknowledged, () => acknowledged.Count >= target, creel.KillAsync);
        }
        await AssertAllKeptOnceAsync(acknowledged);
    }

    [Fact]
    public async Task Finishes_and_answers_what_it_accepted_when_it_is_asked_to_stop()
    {
        var creel = await ServeAsync("--print", "none");
        var acknowledged = new ConcurrentDictionary<string, int>();
        var refused = new ConcurrentBag<HttpStatusCode>();
        await LoadUntilAsync(creel, acknowledged, () => acknowledged.Count >= 300, async () => Assert.Equal(0, await creel.StopAsync()), refused);
        Assert.DoesNotContain(refused, status => (int)status is >= 400 and < 500);
        await AssertAllKeptOnceAsync(acknowledged);
    }

    [Fact]
    public async Task Refuses_a_second_server_on_the_same_data_and_lets_readers_in()
    {
        var creel = await ServeAsync();
        using (var client = creel.Client()) (await client.PostAsync("/webhook", Json("{}"))).Dispose();
        var (exit, _, error) = await CreelProcess.RunAsync("serve", "--data", Data, "--listen", "https://127.0.0.1:0", "--console", "off");
        Assert.Equal(1, exit);
        Assert.Contains("already receiving", error);
        Assert.Single(await ExportAsync());
    }

    [Fact]
    public async Task Names_the_port_that_is_taken_and_what_to_do()
    {
        var creel = await ServeAsync();
        var (exit, _, error) = await CreelProcess.RunAsync("serve", "--data", At("other"), "--listen", creel.Url.ToString(), "--console", "off");
        Assert.Equal(1, exit);
        Assert.Contains(creel.Url.Port.ToString(), error);
        Assert.Contains("--listen", error);
    }

    private static async Task LoadUntilAsync(CreelProcess creel, ConcurrentDictionary<string, int> acknowledged, Func<bool> enough, Func<Task> end,
        ConcurrentBag<HttpStatusCode>? refused = null)
    {
        using var client = creel.Client();
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var senders = Enumerable.Range(0, 16).Select(sender => Task.Run(async () =>
        {
            var number = acknowledged.Count;
            try
            {
                while (true)
                {
                    using var answer = await client.PostAsync("/webhook", Json($$"""{"instanceId": "{{sender}}-{{number++}}"}"""));
                    if (answer.StatusCode == HttpStatusCode.Accepted) acknowledged[answer.Headers.GetValues("Creel-Event-Id").Single()] = 1;
                    else refused?.Add(answer.StatusCode);
                    if (enough()) reached.TrySetResult();
                }
            }
            catch (HttpRequestException)
            {
                // The server is gone: what this load is for.
            }
        })).ToList();
        await reached.Task.WaitAsync(CreelProcess.Patience);
        await end();
        await Task.WhenAll(senders).WaitAsync(CreelProcess.Patience);
    }

    private async Task AssertAllKeptOnceAsync(ConcurrentDictionary<string, int> acknowledged)
    {
        var kept = await ExportAsync();
        var ids = kept.Select(one => one.GetProperty("id").GetString()!).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.Empty(acknowledged.Keys.Except(ids));
        Assert.All(kept, one => Assert.StartsWith("{\"instanceId\": \"", one.GetProperty("body").GetString()));
        var seqs = kept.Select(one => one.GetProperty("seq").GetInt64()).ToList();
        Assert.Equal(seqs.Order(), seqs);
    }
}
