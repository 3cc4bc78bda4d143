using System.Text.RegularExpressions;

namespace Creel.Server.Tests.BlackBox.Hostile;

/// <summary>
/// Requests whose framing lies: each is refused with its status and a line that says why, or taken for exactly the one request
/// that it is. Where a body holds a second request with good credentials, that one must never be kept.
/// </summary>
public sealed class FramingTests : BlackBoxTest
{
    private static readonly string Inner = RawConnection.Head + "Content-Length: 16\r\n\r\n{\"smuggled\": 1 }";

    private static readonly string Long = new('x', 100_000);

    private static string Headers(int count) => string.Concat(Enumerable.Range(0, count).Select(i => $"X-{i}: y\r\n"));

    /// <summary>What is sent after the credentials, and what may be answered. 202 stands for one event; nothing else keeps any.</summary>
    private static readonly (string Name, string More, int[] Answers)[] Tricks =
    [
        ("cut: a length too long", "Content-Length: 100\r\n\r\nonly this", [400]),
        ("cut: a length too long, over a request", $"Content-Length: 9999\r\n\r\n{Inner}", [400]),
        ("a length too short", "Content-Length: 2\r\n\r\n{}}}", [202, 400]),
        ("a negative length", $"Content-Length: -1\r\n\r\n{Inner}", [400]),
        ("a length over 64 bits", $"Content-Length: 99999999999999999999\r\n\r\n{Inner}", [400]),
        ("a huge length", "Content-Length: 9223372036854775807\r\n\r\n{}", [413]),
        ("a length with a sign", "Content-Length: +2\r\n\r\n{}", [202, 400]),
        ("a length in hexadecimal", $"Content-Length: 0x2\r\n\r\n{{}}{Inner}", [400]),
        ("a length with a blank inside", $"Content-Length: 2 0\r\n\r\n{{}}{Inner}", [400]),
        ("a length that is a list", $"Content-Length: 2, 2\r\n\r\n{{}}{Inner}", [400]),
        ("an empty length", $"Content-Length:\r\n\r\n{{}}{Inner}", [400]),
        ("two lengths that differ", $"Content-Length: 2\r\nContent-Length: 200\r\n\r\n{{}}{Inner}", [400]),
        ("two lengths that agree", $"Content-Length: 2\r\nContent-Length: 2\r\n\r\n{{}}{Inner}", [400]),
        // The chunks count (RFC 9112, 6.3), and the connection is closed after them.
        ("length and chunks, the length shorter", $"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n{Inner}", [202]),
        ("chunks and length, the chunks shorter", $"Transfer-Encoding: chunked\r\nContent-Length: {15 + Inner.Length}\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n{Inner}", [202]),
        ("an unknown transfer coding", $"Transfer-Encoding: xchunked\r\nContent-Length: 2\r\n\r\n{{}}{Inner}", [400]),
        ("chunks that are not the last coding", $"Transfer-Encoding: chunked, identity\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n{Inner}", [400]),
        ("a transfer coding hidden by a tab", $"Transfer-Encoding: \vchunked\r\nContent-Length: 2\r\n\r\n{{}}{Inner}", [400]),
        ("two transfer codings", $"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n{Inner}", [400]),
        ("a compressed transfer", $"Transfer-Encoding: gzip\r\n\r\n{Inner}", [400]),
        ("a blank before the colon", $"Transfer-Encoding : chunked\r\nContent-Length: 2\r\n\r\n{{}}{Inner}", [400]),
        ("a folded header", $"X-Fold: a\r\n Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n{{}}{Inner}", [400]),
        ("chunks in any case", "Transfer-Encoding: CHUNKED\r\n\r\n2\r\n{}\r\n0\r\n\r\n", [202]),
        ("a chunk size that is no number", $"Transfer-Encoding: chunked\r\n\r\nzz\r\n{Inner}", [400]),
        ("a negative chunk", $"Transfer-Encoding: chunked\r\n\r\n-2\r\n{{}}\r\n0\r\n\r\n{Inner}", [400]),
        ("a chunk over 32 bits", $"Transfer-Encoding: chunked\r\n\r\n100000002\r\n{{}}\r\n0\r\n\r\n{Inner}", [400, 413]),
        ("a chunk over 64 bits", $"Transfer-Encoding: chunked\r\n\r\n10000000000000002\r\n{{}}\r\n0\r\n\r\n{Inner}", [400]),
        ("a chunk with 0x", $"Transfer-Encoding: chunked\r\n\r\n0x2\r\n{{}}\r\n0\r\n\r\n{Inner}", [400]),
        ("an empty chunk size", $"Transfer-Encoding: chunked\r\n\r\n\r\n{{}}\r\n0\r\n\r\n{Inner}", [400]),
        ("a chunk longer than it says", $"Transfer-Encoding: chunked\r\n\r\n1\r\n{{}}\r\n0\r\n\r\n{Inner}", [400]),
        ("a chunk size ended by LF", $"Transfer-Encoding: chunked\r\n\r\n2\n{{}}\r\n0\r\n\r\n{Inner}", [400]),
        ("chunk data ended by LF", $"Transfer-Encoding: chunked\r\n\r\n2\r\n{{}}\n0\r\n\r\n{Inner}", [400]),
        ("a chunk extension", "Transfer-Encoding: chunked\r\n\r\n2;a=b\r\n{}\r\n0\r\n\r\n", [202]),
        ("a chunk extension that hides a line", $"Transfer-Encoding: chunked\r\n\r\n2;a\n{{}}\r\n0\r\n\r\n{Inner}", [400]),
        ("a huge chunk extension", $"Transfer-Encoding: chunked\r\n\r\n2;{Long}\r\n{{}}\r\n0\r\n\r\n", [202, 400]),
        ("a trailer", "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nX-After: b\r\n\r\n", [202]),
        ("huge trailers", $"Transfer-Encoding: chunked\r\n\r\n2\r\n{{}}\r\n0\r\nX-After: {Long}\r\n\r\n", [400, 431]),
        ("many trailers", $"Transfer-Encoding: chunked\r\n\r\n2\r\n{{}}\r\n0\r\n{Headers(10_000)}\r\n", [400, 431]),
        ("cut: no last chunk", "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n", [400]),
        ("cut: within a chunk", "Transfer-Encoding: chunked\r\n\r\nff\r\n{}", [400]),
        ("cut: within a chunk size", "Transfer-Encoding: chunked\r\n\r\nf", [400]),
        ("cut: before the trailers' end", "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n", [400]),
        ("lines ended by LF", $"Content-Length: 2\n\n{{}}{Inner}", [400]),
        ("lines ended by CR", $"Content-Length: 2\r\r{{}}{Inner}", [400]),
        ("a NUL in a header", $"X-Nul: a\0b\r\nContent-Length: 2\r\n\r\n{{}}{Inner}", [400]),
        ("a header without a colon", $"nonsense\r\nContent-Length: 2\r\n\r\n{{}}{Inner}", [400]),
        ("a header without a name", $": nonsense\r\nContent-Length: 2\r\n\r\n{{}}{Inner}", [400]),
        ("a second Host", $"Host: b\r\nContent-Length: 2\r\n\r\n{{}}{Inner}", [400]),
        ("a second Authorization", $"Authorization: Basic bm9jOndyb25n\r\nContent-Length: 2\r\n\r\n{{}}", [401]),
        ("10,000 headers", $"{Headers(10_000)}Content-Length: 2\r\n\r\n{{}}", [431]),
        ("a header of 100 KB", $"X-Long: {Long}\r\nContent-Length: 2\r\n\r\n{{}}", [431]),
        ("an upgrade to WebSocket", "Connection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 2\r\n\r\n{}", [202]),
        ("an upgrade to HTTP/2", "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\nContent-Length: 2\r\n\r\n{}", [202]),
        ("an expectation", "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n{}", [100, 202]),
        ("an unknown expectation", "Expect: miracles\r\nContent-Length: 2\r\n\r\n{}", [202, 400]),
    ];

    /// <summary>The same for requests that are odd from their first line on.</summary>
    private static readonly (string Name, string Request, int[] Answers)[] Starts =
    [
        ("a request line of 64 KB", $"POST /{new string('a', 64 << 10)} HTTP/1.1\r\nHost: a\r\n\r\n", [414]),
        ("no Host", $"POST /webhook HTTP/1.1\r\n{RawConnection.Authorization}Content-Length: 2\r\n\r\n{{}}{Inner}", [400]),
        ("HTTP/1.0 in chunks", $"POST /webhook HTTP/1.0\r\n{RawConnection.Authorization}Transfer-Encoding: chunked\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n{Inner}", [202, 400]),
        ("HTTP/1.0 without a length", $"POST /webhook HTTP/1.0\r\n{RawConnection.Authorization}\r\n{Inner}", [400, 411]),
        ("no version", "POST /webhook\r\n\r\n", [400]),
        ("a version to come", "POST /webhook HTTP/9.1\r\nHost: a\r\n\r\n", [505]),
        ("two blanks in the first line", $"POST  /webhook HTTP/1.1\r\nHost: a\r\n{RawConnection.Authorization}Content-Length: 2\r\n\r\n{{}}", [400, 404]),
        ("a method that is no word", "PO(ST /webhook HTTP/1.1\r\nHost: a\r\n\r\n", [400]),
        ("a method of 10 KB", $"{new string('M', 10_000)} /webhook HTTP/1.1\r\nHost: a\r\n\r\n", [400, 405, 414]),
        ("a NUL in the path", "POST /web\0hook HTTP/1.1\r\nHost: a\r\n\r\n", [400]),
        ("an encoded NUL in the path", "POST /webhook%00 HTTP/1.1\r\nHost: a\r\n\r\n", [400, 404]),
        ("an escape sequence in the path", "POST /%1b%5b31mred%0d%0afake%e2%80%ae HTTP/1.1\r\nHost: a\r\n\r\n", [404]),
        ("a path that climbs", "POST /../../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n", [404]),
        ("a path that is an asterisk", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", [404, 405]),
        ("a tunnel", "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n", [400, 404, 405]),
        ("another's address", $"POST http://198.51.100.1/webhook HTTP/1.1\r\nHost: 198.51.100.1\r\n{RawConnection.Authorization}Content-Length: 2\r\n\r\n{{}}", [202]),
        ("HTTP/2 by prior knowledge over HTTP/1.1", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", [400, 505]),
        ("bytes of no protocol", "\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03\r\n\r\n", [400]),
    ];

    [Fact]
    public async Task Takes_no_request_for_two_and_says_of_each_refused_one_why()
    {
        var creel = await ServeAsync("--print", "line");
        var tricks = Tricks.Select(trick => (trick.Name, Request: RawConnection.Head + trick.More, trick.Answers)).Concat(Starts).ToList();
        var wrong = new List<string>();
        var acknowledged = 0;
        for (var i = 0; i < tricks.Count; i++)
        {
            var (name, request, allowed) = tricks[i];
            var from = $"127.0.2.{i + 1}";
            await using var connection = await RawConnection.OpenAsync(creel.Url, from);
            // The answer to who has left rarely reaches him: the line tells it.
            var isCut = name.StartsWith("cut", StringComparison.Ordinal);
            var answers = await (isCut ? connection.CutAsync(request) : connection.AskAsync(request)).WaitAsync(CreelProcess.Patience);
            acknowledged += answers.Count(status => status == 202);
            if ((answers.Length == 0 && !isCut) || answers.Except(allowed).Any() || answers.Count(status => status != 100) > MostAnswers(name))
            {
                wrong.Add($"{name}: answered {string.Join(", ", answers)}");
                continue;
            }
            var status = isCut ? allowed[0] : answers[^1];
            if (status >= 400 && !SaysWhy(await creel.PrintedAsync($" {from} "), status)) wrong.Add($"{name}: {await creel.PrintedAsync($" {from} ")}");
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        var kept = await ExportAsync();
        Assert.Equal(acknowledged, kept.Count);
        Assert.DoesNotContain(kept, one => one.GetRawText().Contains("smuggled"));
        Assert.DoesNotContain('\e', creel.Output);
        Assert.DoesNotContain('\u202e', creel.Output);
        using var client = creel.Client();
        using var after = await client.PostAsync("/webhook", Json("{}"));
        Assert.Equal(System.Net.HttpStatusCode.Accepted, after.StatusCode);
    }
    private static int MostAnswers(string name) => name == "a length too short" ? 2 : 1;

    private static bool SaysWhy(string line, int status) => line.Contains(" 202 ", StringComparison.Ordinal) || Regex.IsMatch(line, $" {status} · [^:]+: .+");
}
