using System.Text;

namespace Creel.Server.Tests.BlackBox.Hostile;

/// <summary>Senders that take their time. Each costs a connection and nothing else, and is told to go in the end.</summary>
[Collection(OneAttackAtATime.Name)]
public sealed class SlowTests : BlackBoxTest
{
    private const int Each = 100;
    private const int Unread = 4;
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Headers_and_bodies_that_trickle_cost_others_nothing_and_end_in_408()
    {
        var creel = await ServeAsync("--print", "line");
        var meanwhile = new Meanwhile(creel);
        var slow = new List<Task<int[]>>();
        await meanwhile.AssertServedAsync(async (begun, end) =>
        {
            slow.AddRange(await StartAsync(creel, "127.0.5.1", "POST /webhook HTTP/1.1\r\nHost: a\r\nX-Slow: "));
            slow.AddRange(await StartAsync(creel, "127.0.5.2", RawConnection.Head + "Content-Length: 1000\r\n\r\n"));
            slow.AddRange(await StartAsync(creel, "127.0.5.3", RawConnection.Head + "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n"));
            begun.TrySetResult();
            await Task.WhenAny(Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end));
        });
        // Headers have 15 s, a body must bring 240 bytes a second after its first 5.
        var answers = await Task.WhenAll(slow).WaitAsync(CreelProcess.Patience);
        Assert.Equal(3 * Each, answers.Length);
        Assert.DoesNotContain(answers, statuses => statuses.Any(status => status != 408));
        Assert.True(answers.Count(statuses => statuses is [408]) > Each, "hardly any of them was told 408");
        foreach (var from in (string[])["127.0.5.1", "127.0.5.2", "127.0.5.3"]) Assert.Matches(" 408 · [^:]+: .+", await creel.PrintedAsync($" {from} "));
        Assert.Equal(meanwhile.Acknowledged.Count, (await ExportAsync()).Count);
    }

    [Fact]
    public async Task Answers_that_are_not_read_hold_nobody_up()
    {
        var creel = await ServeAsync("--print", "none");
        var meanwhile = new Meanwhile(creel);
        var request = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat("GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n", 200)));
        await meanwhile.AssertServedAsync(async (begun, end) =>
        {
            var stalled = 0;
            await Task.WhenAll(Enumerable.Range(0, Unread).Select(_ => Task.Run(async () =>
            {
                await using var connection = await RawConnection.OpenAsync(creel.Url, "127.0.5.4");
                try
                {
                    // Until no buffer holds more answers and the writes themselves wait.
                    while (!end.IsCancellationRequested)
                    {
                        var write = connection.Stream.WriteAsync(request, end).AsTask();
                        if (await Task.WhenAny(write, Task.Delay(Pace, TimeProvider.System, end)) != write && Interlocked.Increment(ref stalled) == Unread)
                            begun.TrySetResult();
                        await write;
                    }
                }
                catch (Exception e) when (e is IOException or OperationCanceledException)
                {
                    // Cut off, or over.
                }
                await Task.WhenAny(Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end));
            })));
        });
    }

    /// <summary>Opens connections that send the start and then a byte now and then; each task gives what was answered at its end.</summary>
    private static async Task<IEnumerable<Task<int[]>>> StartAsync(CreelProcess creel, string from, string start)
    {
        var connections = await Task.WhenAll(Enumerable.Range(0, Each).Select(async _ =>
        {
            var connection = await RawConnection.OpenAsync(creel.Url, from);
            await connection.SendAsync(start);
            return connection;
        }));
        return connections.Select(connection => Task.Run(async () =>
        {
            await using var open = connection;
            var reading = connection.ReadToEndAsync();
            using var pace = new PeriodicTimer(Pace, TimeProvider.System);
            try
            {
                while (!reading.IsCompleted && await pace.WaitForNextTickAsync()) await connection.SendAsync("1");
            }
            catch (IOException)
            {
                // It was told to go.
            }
            return RawConnection.Statuses(await reading);
        })).ToList();
    }
}
