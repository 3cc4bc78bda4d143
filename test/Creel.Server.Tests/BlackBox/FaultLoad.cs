using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Creel.Storage.Sqlite;

namespace Creel.Server.Tests.BlackBox;

/// <summary>Senders that go on until the server is gone, and the comparison of what they were told with what is kept.</summary>
internal sealed class FaultLoad
{
    private const int Senders = 12;

    private readonly ConcurrentDictionary<string, byte> _sent = new();
    private int _number;
    private long _checked;

    /// <summary>The body by the id that was answered.</summary>
    public ConcurrentDictionary<Guid, string> Acknowledged { get; } = new();

    /// <summary>Bodies that were refused.</summary>
    public ConcurrentDictionary<string, HttpStatusCode> Refused { get; } = new();

    private int _cut;

    /// <summary>How many rounds: as many as told by CREEL_FAULT_ROUNDS (bench/faults.sh), else a few.</summary>
    public static int Rounds(int few) => int.TryParse(Environment.GetEnvironmentVariable("CREEL_FAULT_ROUNDS"), out var told) ? told : few;

    /// <summary>Sends until <paramref name="end"/>, begun when so many more were acknowledged (or the server is gone), has ended it.</summary>
    public async Task RunAsync(CreelProcess creel, int more, Func<Task> end, Version? version = null)
    {
        using var client = creel.Client(version);
        var target = Acknowledged.Count + more;
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var senders = Enumerable.Range(0, Senders).Select(_ => Task.Run(async () =>
        {
            try
            {
                while (true)
                {
                    await SendAsync(client);
                    if (Acknowledged.Count >= target) reached.TrySetResult();
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                // The server is gone: what this load is for.
                Interlocked.Increment(ref _cut);
            }
        })).ToList();
        var all = Task.WhenAll(senders);
        await Task.WhenAny(reached.Task, all).WaitAsync(CreelProcess.Patience);
        await end();
        await all.WaitAsync(CreelProcess.Patience);
    }

    public async Task<HttpResponseMessage> SendAsync(HttpClient client)
    {
        var number = Interlocked.Increment(ref _number);
        var body = $$"""{"instanceId": "{{number}}", "text": "{{new string((char)('a' + number % 26), number * 7919 % 3000)}}"}""";
        _sent[body] = 1;
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = new("application/json");
        var answer = await client.PostAsync("/webhook", content);
        if (answer.StatusCode == HttpStatusCode.Accepted) Acknowledged[Guid.Parse(answer.Headers.GetValues("Creel-Event-Id").Single())] = body;
        else Refused[body] = answer.StatusCode;
        return answer;
    }

    /// <summary>Everything that was acknowledged is there, once, whole, in order; and nothing that was not sent.</summary>
    public void AssertKept(string data, bool everything = true)
    {
        using var log = SqliteEventLog.Open(Path.Combine(data, "inbox.db"));
        if (everything) _checked = 0;
        var from = _checked;
        var ids = new HashSet<Guid>();
        while (log.After(_checked, 1000, 16 << 20) is { Count: > 0 } page)
        {
            foreach (var kept in page)
            {
                var body = Encoding.UTF8.GetString(kept.Body);
                Assert.True(kept.Summary.Seq > _checked, "the order is broken");
                Assert.True(ids.Add(kept.Summary.Id), $"{kept.Summary.Id} is there twice");
                Assert.True(_sent.ContainsKey(body), $"never sent: {body}");
                if (Acknowledged.TryGetValue(kept.Summary.Id, out var acknowledged)) Assert.Equal(acknowledged, body);
                _checked = kept.Summary.Seq;
            }
        }
        if (from == 0) Assert.DoesNotContain(Acknowledged.Keys, id => !ids.Contains(id));
    }

    /// <summary>A refusal is our fault and says so: 503; what was refused is not there.</summary>
    public void AssertRefusedIsNotKept(string data)
    {
        Assert.All(Refused.Values, status => Assert.Equal(HttpStatusCode.ServiceUnavailable, status));
        using var log = SqliteEventLog.Open(Path.Combine(data, "inbox.db"));
        long at = 0;
        while (log.After(at, 1000, 16 << 20) is { Count: > 0 } page)
        {
            at = page[^1].Summary.Seq;
            Assert.DoesNotContain(page, kept => Refused.ContainsKey(Encoding.UTF8.GetString(kept.Body)));
        }
    }

    /// <summary>A line for the report, where one is wanted.</summary>
    public void Report(string what)
    {
        if (Environment.GetEnvironmentVariable("CREEL_FAULT_REPORT") is { Length: > 0 } report)
            File.AppendAllText(report, $"{what}: {Acknowledged.Count} acknowledged, {Refused.Count} refused, {_cut} cut\n");
    }
}
