using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Creel.Server.Sending;
using Microsoft.AspNetCore.Http;

namespace Creel.Server.Tests.Sending;

public sealed class SendRunTest
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_arguments_the_local_receiver_gets_the_sample_with_its_own_credentials()
    {
        string? authorization = null, type = null, path = null;
        var body = Array.Empty<byte>();
        await using var end = await ReceivingEnd.StartAsync(async c =>
        {
            (authorization, type, path) = (c.Request.Headers.Authorization, c.Request.ContentType, c.Request.Path);
            body = await ReadAsync(c);
            await AnswerAsync(c, 202, "Webhook notification received");
        });
        var target = SendTarget.Find(null, null, end.Folder.FullName);

        var tally = await RunAsync(Plan(target) with { Body = SendBody.Same(EmbeddedSamples.Read("catalyst-center")) });

        Assert.Equal((202, "Webhook notification received"), (tally.Last!.Status, tally.Last.Text));
        Assert.Equal("Basic " + Convert.ToBase64String("webhook:pass:wörd"u8), authorization);
        Assert.Equal(("application/json", "/webhook"), (type, path));
        Assert.Equal(EmbeddedSamples.Read("catalyst-center"), body);
    }

    [Fact]
    public async Task A_run_sends_every_event_once_and_counts_every_answer()
    {
        var bodies = new ConcurrentBag<string>();
        await using var end = await ReceivingEnd.StartAsync(async c =>
        {
            bodies.Add(Encoding.UTF8.GetString(await ReadAsync(c)));
            await AnswerAsync(c, bodies.Count % 4 == 0 ? 503 : 202, "");
        });
        var plan = Plan(SendTarget.Find(null, null, end.Folder.FullName)) with
        {
            Body = SendBody.UniqueSample(EmbeddedSamples.Read("catalyst-center"), TimeProvider.System),
            Count = 400,
            Concurrency = 8,
        };

        var tally = await RunAsync(plan);

        Assert.Equal((400, 400), (bodies.Count, bodies.Distinct().Count()));
        Assert.Equal(400, tally.Sent);
        Assert.Equal(400, tally.ByStatus.Sum(s => s.Value));
        Assert.Equal(tally.Failed, tally.ByStatus.Single(s => s.Key == 503).Value);
        Assert.Equal(503, tally.FirstFailure!.Status);
        Assert.Contains("202 × ", SendSummary.Text(tally, plan, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task A_receiver_that_stalls_is_seen_in_the_latencies_of_all_that_had_to_wait()
    {
        var arrived = 0;
        var release = new TaskCompletionSource();
        await using var end = await ReceivingEnd.StartAsync(async c =>
        {
            if (Interlocked.Increment(ref arrived) == 1) await release.Task;
            await AnswerAsync(c, 202, "");
        });
        var plan = Plan(SendTarget.Find(null, null, end.Folder.FullName)) with
        {
            Count = 50,
            Schedule = SendSchedule.AtRate(100),
            Concurrency = 1,
        };
        var run = new SendRun(plan, TimeProvider.System);
        var running = run.RunAsync(Stop);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (run.Elapsed < TimeSpan.FromMilliseconds(600)) await timer.WaitForNextTickAsync(Stop);
        release.SetResult();

        var tally = await running;

        // The last was due at 490 ms, the first answered after 600: all fifty waited, though only one request was slow.
        Assert.Equal(50, tally.Sent);
        Assert.True(tally.Latencies.Percentile(0.5) > TimeSpan.FromMilliseconds(300), $"p50 {tally.Latencies.Percentile(0.5)}");
        Assert.Equal(49, tally.Behind);
        Assert.True(tally.MostBehind > TimeSpan.FromMilliseconds(500), $"behind {tally.MostBehind}");
    }

    [Fact]
    public async Task A_certificate_that_nobody_here_vouches_for_is_refused_with_the_way_out()
    {
        await using var end = await ReceivingEnd.StartAsync(c => AnswerAsync(c, 202, ""));
        var stranger = new SendTarget(new Uri(end.Url + "/webhook"), null, CaFile: null);

        var refused = await RunAsync(Plan(stranger));
        var looked_past = await RunAsync(Plan(stranger) with { Insecure = true });

        Assert.Equal("certificate not trusted", refused.Last!.Fault!.Kind);
        Assert.Contains("--insecure", refused.Last.Fault.Remedy);
        Assert.Equal(202, looked_past.Last!.Status);
    }

    [Fact]
    public async Task A_certificate_for_another_name_says_which_names_it_is_for()
    {
        await using var end = await ReceivingEnd.StartAsync(c => AnswerAsync(c, 202, ""));
        var byAddress = new Uri(end.Url.Replace("localhost", "127.0.0.1"));

        var tally = await RunAsync(Plan(new SendTarget(byAddress, null, Path.Combine(end.Data.TlsDirectory, "ca.pem"))));

        Assert.Contains("it is for localhost, not for 127.0.0.1", tally.Last!.Fault!.Detail);
    }

    [Fact]
    public async Task A_closed_port_asks_whether_the_receiver_runs_and_a_long_run_gives_up()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        taken.Stop();
        var plan = Plan(new SendTarget(new Uri($"https://127.0.0.1:{port}/webhook"), null, null)) with { Count = 1_000_000, Concurrency = 4 };

        var tally = await RunAsync(plan);

        Assert.Equal("connection refused", tally.FirstFailure!.Fault!.Kind);
        Assert.Contains("creel serve", tally.FirstFailure.Fault.Remedy);
        Assert.InRange(tally.Sent, 20, 40);
    }

    [Fact]
    public async Task A_receiver_that_never_answers_is_given_up_after_the_time_limit()
    {
        await using var end = await ReceivingEnd.StartAsync(c => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, c.RequestAborted));

        var tally = await RunAsync(Plan(SendTarget.Find(null, null, end.Folder.FullName)) with { Timeout = TimeSpan.FromMilliseconds(300) });

        Assert.Equal("timed out", tally.Last!.Fault!.Kind);
    }

    [Fact]
    public async Task Headers_of_the_user_replace_ours()
    {
        IHeaderDictionary? headers = null;
        await using var end = await ReceivingEnd.StartAsync(c =>
        {
            headers = new HeaderDictionary(c.Request.Headers.ToDictionary(h => h.Key, h => h.Value));
            return AnswerAsync(c, 202, "");
        });
        var plan = Plan(SendTarget.Find(null, null, end.Folder.FullName)) with
        {
            Method = HttpMethod.Put,
            ContentType = null,
            Headers = [new("Authorization", "Bearer abc"), new("X-Twice", "1"), new("X-Twice", "2"), new("Content-Type", "text/plain")],
        };

        Assert.Equal(202, (await RunAsync(plan)).Last!.Status);

        Assert.Equal("Bearer abc", headers!.Authorization);
        Assert.Equal("text/plain", headers.ContentType);
        Assert.Equal("1,2", headers["X-Twice"].ToString().Replace(" ", ""));
    }

    [Fact]
    public async Task An_endless_answer_is_read_only_as_far_as_it_is_of_use()
    {
        await using var end = await ReceivingEnd.StartAsync(async c =>
        {
            while (!c.RequestAborted.IsCancellationRequested) await c.Response.Body.WriteAsync(new byte[8192], c.RequestAborted);
        });

        var tally = await RunAsync(Plan(SendTarget.Find(null, null, end.Folder.FullName)));

        Assert.Equal(64 * 1024, tally.Last!.Text.Length);
    }

    private static SendPlan Plan(SendTarget target) => new()
    {
        Target = target,
        Method = HttpMethod.Post,
        ContentType = "application/json",
        Body = SendBody.Same("{}"u8.ToArray()),
        Count = 1,
        Schedule = SendSchedule.AsFastAsAnswered,
    };

    private static Task<SendTally> RunAsync(SendPlan plan) => new SendRun(plan, TimeProvider.System).RunAsync(Stop);

    private static async Task<byte[]> ReadAsync(HttpContext context)
    {
        using var copy = new MemoryStream();
        await context.Request.Body.CopyToAsync(copy, context.RequestAborted);
        return copy.ToArray();
    }

    private static Task AnswerAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
