using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;

namespace Creel.Server.Tests.BlackBox.Hostile;

/// <summary>Bodies of 100 MB, sent as such or compressed to nearly nothing. None is kept, and none takes more memory than it may.</summary>
[Collection(OneAttackAtATime.Name)]
public sealed class LargeBodyTests : BlackBoxTest
{
    private const int Huge = 100 << 20;
    private const int Parallel = 4;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);

    public static TheoryData<string> Bombs => ["gzip", "br", "deflate", "raw deflate", "gzip, gzip", "gzip, gzip, gzip", "br, gzip"];

    [Theory, MemberData(nameof(Bombs))]
    public async Task Compressed(string encoding)
    {
        var bomb = encoding.Split(", ").Aggregate(new byte[Huge], Compress);
        Assert.True(bomb.Length < 2_000_000);
        await AssertRefusedAsync(413, () => Body(bomb, encoding.Replace("raw ", "")), deflated: true);
    }

    [Fact]
    public async Task In_more_layers_than_anybody_needs()
    {
        var bomb = Enumerable.Repeat("gzip", 20).Aggregate(new byte[1 << 20], Compress);
        await AssertRefusedAsync(415, () => Body(bomb, string.Join(", ", Enumerable.Repeat("gzip", 20))), deflated: true);
    }

    [Fact]
    public async Task In_half_a_million_empty_parts()
    {
        // Each part is a whole gzip file of nothing: work without any output.
        var part = Convert.FromHexString("1f8b080000000000000303000000000000000000");
        var body = new byte[part.Length * (9_000_000 / part.Length)];
        for (var at = 0; at < body.Length; at += part.Length) part.CopyTo(body, at);
        await AssertRefusedAsync(202, () => Body(body, "gzip"), deflated: false, parallel: 1);
    }

    [Fact]
    public Task With_their_length() => AssertRefusedAsync(413, () => new ByteArrayContent(new byte[Huge]), deflated: false, parallel: 1);

    [Fact]
    public Task In_chunks() => AssertRefusedAsync(413, () => new Unsized(Huge), deflated: false, parallel: 1);

    private async Task AssertRefusedAsync(int status, Func<HttpContent> body, bool deflated, int parallel = Parallel)
    {
        var creel = await ServeAsync("--print", "line");
        var meanwhile = new Meanwhile(creel);
        var (sent, kept) = (0, 0);
        await meanwhile.AssertServedAsync((begun, end) => Task.WhenAll(Enumerable.Range(0, parallel).Select(_ => Task.Run(async () =>
        {
            using var client = creel.Client();
            using var pace = new PeriodicTimer(Pace, TimeProvider.System);
            do
            {
                try
                {
                    using var request = new HttpRequestMessage(HttpMethod.Post, "/webhook") { Content = body() };
                    request.Headers.ExpectContinue = false;
                    using var answer = await client.SendAsync(request, CancellationToken.None);
                    // Where the memory for all bodies is spent, a sender is told to come back.
                    Assert.True((int)answer.StatusCode == status || answer.StatusCode == HttpStatusCode.ServiceUnavailable, $"answered {answer.StatusCode}");
                    if (answer.StatusCode == HttpStatusCode.Accepted) Interlocked.Increment(ref kept);
                }
                catch (HttpRequestException) when (!deflated)
                {
                    // Cut off while it was still sending, as it deserves.
                }
                if (Interlocked.Increment(ref sent) == parallel) begun.TrySetResult();
            }
            while (!end.IsCancellationRequested && await pace.WaitForNextTickAsync());
        }))));
        if (status >= 400) Assert.Matches($" {status} · [^:]+: .+", await creel.PrintedAsync($" {status} · "));
        Assert.Equal(meanwhile.Acknowledged.Count + kept, (await ExportAsync()).Count);
    }

    private static ByteArrayContent Body(byte[] body, string encoding)
    {
        var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        return content;
    }

    private static byte[] Compress(byte[] body, string encoding)
    {
        var output = new MemoryStream();
        using (Stream stream = encoding switch
        {
            "gzip" => new GZipStream(output, CompressionLevel.Fastest),
            "br" => new BrotliStream(output, CompressionLevel.Fastest),
            "deflate" => new ZLibStream(output, CompressionLevel.Fastest),
            _ => new DeflateStream(output, CompressionLevel.Fastest),
        }) stream.Write(body);
        return output.ToArray();
    }

    private sealed class Unsized(int bytes) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var chunk = new byte[64 << 10];
            for (var sent = 0; sent < bytes; sent += chunk.Length) await stream.WriteAsync(chunk);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
