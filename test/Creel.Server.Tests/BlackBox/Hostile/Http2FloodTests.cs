using System.Net;
using static Creel.Server.Tests.BlackBox.Hostile.Http2Frames;

namespace Creel.Server.Tests.BlackBox.Hostile;

/// <summary>HTTP/2 frames that no sender sends. Others are served meanwhile, and everything they were told is there afterwards.</summary>
[Collection(OneAttackAtATime.Name)]
public sealed class Http2FloodTests : BlackBoxTest
{
    private const int Connections = 4;

    // The attacker shares the processor with everybody else: without a pace, only that would be measured.
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    [Fact]
    public Task Rapid_resets() => AssertWithstoodAsync(async (connection, round) =>
    {
        // Streams that are opened and taken back in one write, credentials and all (CVE-2023-44487).
        var frames = new List<byte>();
        for (var i = 0; i < 100; i++)
        {
            var stream = 2 * (100 * round + i) + 1;
            frames.AddRange(Frame(HeadersType, EndHeaders, stream, Post(credentials: true)));
            frames.AddRange(Frame(Reset, 0, stream, Number(8)));
        }
        await connection.Stream.WriteAsync(frames.ToArray());
    });

    [Fact]
    public Task Pings() => AssertWithstoodAsync(Repeated(Frame(Ping, 0, 0, new byte[8]), 500));

    [Fact]
    public Task Settings() => AssertWithstoodAsync(Repeated(Frame(SettingsType, 0, 0), 500));

    [Fact]
    public Task Window_updates() => AssertWithstoodAsync(Repeated(Frame(WindowUpdate, 0, 0, Number(1)), 500));

    [Fact]
    public Task Headers_that_never_end() => AssertWithstoodAsync(async (connection, round) =>
    {
        var field = Literal("x-filler", new string('y', 1_000));
        if (round == 0) await connection.Stream.WriteAsync(Frame(HeadersType, 0, 1, Post(credentials: true)));
        await connection.Stream.WriteAsync(Frame(Continuation, 0, 1, field));
    });

    [Fact]
    public Task Empty_continuations() => AssertWithstoodAsync(async (connection, round) =>
    {
        if (round == 0) await connection.Stream.WriteAsync(Frame(HeadersType, 0, 1, Post(credentials: true)));
        await connection.Stream.WriteAsync(RepeatedBytes(Frame(Continuation, 0, 1), 500));
    });

    [Fact]
    public Task Header_bombs() => AssertWithstoodAsync((connection, round) =>
    {
        // A field of 4 KB put into the table once, then named ten thousand times with a byte each: 40 MB in 14 KB.
        byte[] block = [.. Post(credentials: true), .. Remembered("x-bomb", new string('z', 4_000)), .. Enumerable.Repeat(Again, 10_000)];
        return connection.Stream.WriteAsync(Frame(HeadersType, EndHeaders | EndStream, 2 * round + 1, block)).AsTask();
    });

    [Fact]
    public Task Empty_data_frames() => AssertWithstoodAsync(async (connection, round) =>
    {
        if (round == 0) await connection.Stream.WriteAsync(Frame(HeadersType, EndHeaders, 1, Post(credentials: true)));
        await connection.Stream.WriteAsync(RepeatedBytes(Frame(DataType, 0, 1), 500));
    });

    [Fact]
    public Task Streams_that_say_nothing() => AssertWithstoodAsync(async (connection, round) =>
    {
        // A hundred bodies that never come, then pings to keep the connection.
        if (round == 0)
        {
            for (var i = 0; i < 100; i++) await connection.Stream.WriteAsync(Frame(HeadersType, EndHeaders, 2 * i + 1, Post(credentials: true)));
        }
        await connection.Stream.WriteAsync(Frame(Ping, 0, 0, new byte[8]));
    });

    [Fact]
    public async Task Frames_that_are_wrong_end_their_connection_and_keep_nothing()
    {
        var creel = await ServeAsync("--print", "line");
        byte[][] wrong =
        [
            Frame(DataType, 0, 0, 1, 2, 3),
            Frame(HeadersType, EndHeaders | EndStream, 0, Post(credentials: true)),
            Frame(HeadersType, EndHeaders | EndStream, 2, Post(credentials: true)),
            Frame(HeadersType, EndHeaders | EndStream, 1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF),
            Frame(WindowUpdate, 0, 0, Number(0)),
            [.. Frame(WindowUpdate, 0, 0, Number(int.MaxValue)), .. Frame(WindowUpdate, 0, 0, Number(int.MaxValue))],
            Frame(SettingsType, 0, 0, 1, 2, 3),
            Frame(SettingsType, 0, 0, 0, 4, 0xFF, 0xFF, 0xFF, 0xFF),
            Frame(SettingsType, 0, 0, 0, 5, 0, 0, 0, 1),
            Frame(Ping, 0, 0, 1),
            Frame(Reset, 0, 7, Number(8)),
            Frame(Continuation, EndHeaders, 1, Post(credentials: true)),
            [.. Frame(HeadersType, 0, 1, Post(credentials: true)), .. Frame(Ping, 0, 0, new byte[8])],
            Frame(DataType, 0, 1, new byte[20_000]),
            Frame(HeadersType, EndHeaders | EndStream, 1, Post(credentials: true, ("Upper", "case"))),
            Frame(HeadersType, EndHeaders | EndStream, 1, Post(credentials: true, (":path", "/webhook"))),
            Frame(HeadersType, EndHeaders | EndStream, 1, Post(credentials: true, ("transfer-encoding", "chunked"))),
            Frame(HeadersType, EndHeaders | EndStream, 1, Post(credentials: true, ("connection", "close"))),
            Frame(HeadersType, EndHeaders | EndStream, 1, Post(credentials: true, ("content-length", "10"))),
            [.. Frame(HeadersType, EndHeaders, 1, Post(credentials: true, ("content-length", "1"))), .. Frame(DataType, EndStream, 1, "{}"u8)],
            [.. Frame(HeadersType, EndHeaders, 1, Post(credentials: true, ("content-length", "-1"))), .. Frame(DataType, EndStream, 1, "{}"u8)],
        ];
        for (var i = 0; i < wrong.Length; i++)
        {
            await using var connection = await RawConnection.OpenAsync(creel.Url, $"127.0.3.{i + 1}", http2: true);
            await connection.Stream.WriteAsync((byte[])[.. Hello, .. wrong[i]]);
            await connection.CutAsync("");
        }
        // What was sent before the goodbye of a good request is taken, so the same connection code is known to work.
        using var client = creel.Client(new Version(2, 0));
        using var good = await client.PostAsync("/webhook", Json("""{"good": 1}"""));
        Assert.Equal(HttpStatusCode.Accepted, good.StatusCode);
        Assert.Equal("""{"good": 1}""", Assert.Single(await ExportAsync()).GetProperty("body").GetString());
        Assert.DoesNotContain(" 500 ", creel.Output);
    }

    private static Func<RawConnection, int, Task> Repeated(byte[] frame, int times)
    {
        var many = RepeatedBytes(frame, times);
        return (connection, _) => connection.Stream.WriteAsync(many).AsTask();
    }

    private static byte[] RepeatedBytes(byte[] frame, int times) => [.. Enumerable.Repeat(frame, times).SelectMany(bytes => bytes)];

    /// <summary>Some connections repeat one step, opening anew whenever they are cut off, until valid senders were measured.</summary>
    private async Task AssertWithstoodAsync(Func<RawConnection, int, Task> step)
    {
        var creel = await ServeAsync("--print", "line");
        var meanwhile = new Meanwhile(creel);
        await meanwhile.AssertServedAsync((begun, end) =>
        {
            var rounds = 0;
            return Task.WhenAll(Enumerable.Range(0, Connections).Select(number => Task.Run(async () =>
            {
                using var pace = new PeriodicTimer(Pace, TimeProvider.System);
                while (!end.IsCancellationRequested)
                {
                    await using var connection = await RawConnection.OpenAsync(creel.Url, $"127.0.4.{number + 1}", http2: true);
                    var reading = connection.ReadToEndAsync();
                    try
                    {
                        await connection.Stream.WriteAsync(Hello, end);
                        for (var round = 0; !end.IsCancellationRequested && !reading.IsCompleted; round++)
                        {
                            await pace.WaitForNextTickAsync(end);
                            await step(connection, round).WaitAsync(end);
                            if (Interlocked.Increment(ref rounds) == 2 * Connections) begun.TrySetResult();
                        }
                    }
                    catch (Exception e) when (e is IOException or OperationCanceledException)
                    {
                        // Cut off: the attack goes on with a new connection.
                    }
                }
            })));
        });
        var kept = (await ExportAsync()).Select(one => one.GetProperty("id").GetString()!).ToHashSet();
        Assert.Empty(meanwhile.Acknowledged.Except(kept));
        Assert.Equal(meanwhile.Acknowledged.Count, kept.Count);
        Assert.DoesNotContain(" 500 ", creel.Output);
        Assert.True(creel.Output.Count(c => c == '\n') < 12_000, "the flood flooded the log");
    }
}
