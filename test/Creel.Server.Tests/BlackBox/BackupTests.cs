using System.Collections.Concurrent;
using System.Text.Json;

namespace Creel.Server.Tests.BlackBox;

/// <summary>A backup made while senders are at work.</summary>
public sealed class BackupTests : BlackBoxTest
{
    [Fact]
    public async Task Holds_everything_acknowledged_before_it_began_and_disturbs_no_sender()
    {
        var creel = await ServeAsync("--print", "none");
        var acknowledged = new ConcurrentDictionary<string, string>();
        using var stop = new CancellationTokenSource();
        var before = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var senders = Enumerable.Range(0, 8).Select(sender => Task.Run(() => SendAsync(creel, sender, acknowledged, before, stop.Token))).ToList();
        await before.Task.WaitAsync(CreelProcess.Patience);

        var owed = acknowledged.ToDictionary();
        var (exit, _, error) = await CreelProcess.RunAsync("backup", At("backup"), "--data", Data);
        Assert.True(exit == 0, error);
        Assert.Contains("private keys", error);
        await stop.CancelAsync();
        // Fails when any answer was not 202.
        await Task.WhenAll(senders).WaitAsync(CreelProcess.Patience);
        Assert.True(acknowledged.Count > owed.Count);

        (exit, _, error) = await CreelProcess.RunAsync("restore", At("backup"), "--data", At("restored"));
        Assert.True(exit == 0, error);
        var (_, output, _) = await CreelProcess.RunAsync("export", "--data", At("restored"));
        var kept = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)
            .ToDictionary(one => one.GetProperty("id").GetString()!, one => one.GetProperty("body").GetString()!);
        Assert.All(owed, one => Assert.Equal(one.Value, kept.GetValueOrDefault(one.Key)));
        Assert.All(kept, one => Assert.Equal(one.Value, acknowledged.GetValueOrDefault(one.Key)));

        // The restored one is a server as the other was: same credentials, same CA.
        Assert.Equal(0, await creel.StopAsync());
        await using var again = await CreelProcess.ServeAsync(At("restored"));
        using var client = creel.Client();
        client.BaseAddress = again.Url;
        using var answer = await client.PostAsync("/webhook", Json("{}"));
        Assert.Equal(202, (int)answer.StatusCode);
    }

    private static async Task SendAsync(
        CreelProcess creel, int sender, ConcurrentDictionary<string, string> acknowledged, TaskCompletionSource before, CancellationToken stop)
    {
        using var client = creel.Client();
        for (var number = 0; !stop.IsCancellationRequested; number++)
        {
            var body = $$"""{"instanceId": "{{sender}}-{{number}}", "fill": "{{new string('x', 700)}}"}""";
            using var answer = await client.PostAsync("/webhook", Json(body));
            Assert.Equal(202, (int)answer.StatusCode);
            acknowledged[answer.Headers.GetValues("Creel-Event-Id").Single()] = body;
            if (acknowledged.Count >= 5000) before.TrySetResult();
        }
    }
}
