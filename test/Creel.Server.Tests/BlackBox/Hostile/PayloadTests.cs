using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Creel.Server.Tests.BlackBox.Hostile;

/// <summary>
/// Bodies that break parsers and terminals. From a sender with good credentials each is acknowledged and kept to the byte, listed, shown,
/// exported as valid NDJSON, saved in the old format and printed without a byte that could drive a terminal.
/// </summary>
[Collection(OneAttackAtATime.Name)]
public sealed class PayloadTests : BlackBoxTest
{
    private static readonly string[] Types = ["application/json", "text/plain", "application/x-www-form-urlencoded", "application/vnd.made-up"];

    private static readonly (string Name, byte[] Body)[] Bodies =
    [
        ("invalid UTF-8", [.. "{\"eventId\": \""u8, 0xC3, 0x28, 0xFF, 0xFE, 0xED, 0xA0, 0x80, 0xF8, .. "\"}"u8]),
        ("overlong UTF-8", [.. "{\"eventId\": \""u8, 0xC0, 0xAF, 0xE0, 0x80, 0xAF, .. "\"}"u8]),
        ("lone surrogates", Utf8("""{"eventId": "\ud800", "\udc00": "\udfff\ud800", "namespace": "\ud83d"}""")),
        ("depth 100,000", Utf8(new string('[', 100_000) + new string(']', 100_000))),
        ("depth 100,000, never closed", Utf8(string.Concat(Enumerable.Repeat("{\"a\":", 100_000)))),
        ("duplicate keys", Utf8("""{"eventId": "a", "eventId": "b", "details": {"Device": 1, "Device": {"Device": []}}, "details": null}""")),
        ("1e400", Utf8("""{"eventId": 1e400, "severity": 1e400, "timestamp": -1e400, "n": 1E-400}""")),
        ("huge numbers", Utf8($$"""{"severity": {{new string('9', 100_000)}}, "timestamp": 0.{{new string('0', 100_000)}}1, "version": -0}""")),
        ("empty keys", Utf8("""{"": {"": {"": ""}}, "eventId": "", "details": {"": ""}}""")),
        ("NUL bytes", [0, 0, .. "{\"eventId\": \"a\0b\"}"u8, 0]),
        ("escaped NUL", Utf8("""{"eventId": "\u0000a\u0000", "\u0000": 1}""")),
        ("UTF-8 BOM", [0xEF, 0xBB, 0xBF, .. "{\"eventId\": \"bom\"}"u8]),
        ("UTF-16 BOM", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("{\"eventId\": \"bom\"}")]),
        ("UTF-16 BE BOM", [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes("{\"eventId\": \"bom\"}")]),
        ("UTF-32 BOM", [0xFF, 0xFE, 0, 0, .. Encoding.UTF32.GetBytes("{\"eventId\": \"bom\"}")]),
        ("escape sequences", Utf8("{\"eventId\": \"\e[2J\e]0;owned\a\e[31mred\u009b31m\", \"namespace\": \"\\u001b[2J\"}")),
        ("bidirectional", Utf8("{\"eventId\": \"\u202Egnihtyna\u2066\u200F\u061C\", \"details\": {\"Assurance Issue Name\": \"\u202Egpj.exe\"}}")),
        ("line separators", Utf8("{\"eventId\": \"a\u2028b\u2029c\u0085d\", \"name\": \"\\n\\r\\u2028= - = - \"}")),
        ("the separator of saved files", Utf8("= - = - = - = - = - = - = - = - = - = - = - = - = - = - = - = - = - = - \n")),
        ("carriage returns", Utf8("{\"eventId\": \"a\"\r\n}\r\rInjected: line")),
        ("only blanks", Utf8(" \n\t ")),
        ("a bare string", Utf8("\"\"")),
        ("a bare number", Utf8("-1e-5")),
        ("a form", Utf8("payload=%7B%22eventId%22%3A%22form%22%7D&a=%00&a=%ff&=&&b")),
        ("every byte", [.. Enumerable.Range(0, 256).Select(value => (byte)value)]),
        ("a string of 10 MB", Utf8($$"""{"eventId": "{{new string('s', (10 << 20) - 40)}}"}""")),
        ("a million keys", Utf8("{\"details\": {" + string.Join(',', Enumerable.Range(0, 1_000_000).Select(i => $"\"{i:x}\":1")) + "}}")),
        ("a million items", Utf8($"[{string.Join(',', Enumerable.Repeat("1", 1_000_000))}]")),
        ("five million empty arrays", Utf8($"[{string.Join(',', Enumerable.Repeat("[]", 3_000_000))}]")),
        ("a million escapes", Utf8($$"""{"eventId": "{{string.Concat(Enumerable.Repeat("\\u202e", 1_000_000))}}"}""")),
    ];

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    [Fact]
    public async Task Every_body_is_kept_to_the_byte_and_comes_out_safely_everywhere()
    {
        var saved = At("saved.json");
        var creel = await ServeAsync("--print", "payload", "--save", saved);
        using var client = creel.Client();
        var sent = new Dictionary<string, (string Name, byte[] Body)>();
        foreach (var (name, body) in Bodies)
        {
            // The large ones once: to send them four times tells nothing new.
            foreach (var type in body.Length > 1_000_000 ? Types.AsEnumerable().Take(1) : Types)
            {
                using var content = new ByteArrayContent(body) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } };
                using var answer = await client.PostAsync("/webhook", content);
                Assert.True(answer.StatusCode == HttpStatusCode.Accepted, $"{name} as {type}: {answer.StatusCode}");
                sent.Add(answer.Headers.GetValues("Creel-Event-Id").Single(), (name, body));
            }
        }
        await AssertListedAndShownAsync(creel, sent);
        Assert.Equal(0, await creel.StopAsync());
        AssertSafe("what serve printed", creel.Output);

        var kept = await ExportAsync();
        Assert.Equal(sent.Count, kept.Count);
        foreach (var one in kept)
        {
            var (name, body) = sent[one.GetProperty("id").GetString()!];
            var exported = one.TryGetProperty("bodyBase64", out var encoded) ? encoded.GetBytesFromBase64() : Utf8(one.GetProperty("body").GetString()!);
            Assert.True(exported.AsSpan().SequenceEqual(body), $"{name} is not exported as it was sent");
        }
        AssertSaved(saved, sent.Count);
    }

    [Fact]
    public async Task None_costs_much_more_than_a_plain_body_of_its_length()
    {
        var creel = await ServeAsync("--print", "line");
        using var client = creel.Client();
        var plain = Utf8($$"""{"eventId": "plain", "text": "{{new string('t', 8 << 20)}}"}""");
        await CpuAsync(creel, client, plain, 3);
        var perMegabyte = await CpuAsync(creel, client, plain, 6) / 6 / (plain.Length / 1e6);
        var dear = new List<string>();
        foreach (var (name, body) in Bodies)
        {
            var times = body.Length < 1_000_000 ? 40 : 3;
            var cost = await CpuAsync(creel, client, body, times) / times;
            // Ten milliseconds for what every request costs, and the kernel's clock ticks.
            var most = 10 + 25 * perMegabyte * Math.Max(0.1, body.Length / 1e6);
            if (cost > most) dear.Add($"{name}: {cost:0.0} ms, a plain one of that length {perMegabyte * body.Length / 1e6:0.0} ms");
        }
        Assert.Empty(dear);
    }

    private async Task AssertListedAndShownAsync(CreelProcess creel, Dictionary<string, (string Name, byte[] Body)> sent)
    {
        var (listed, list, _) = await CreelProcess.RunAsync("list", "--data", Data, "--limit", "1000");
        Assert.Equal(0, listed);
        AssertSafe("the list", list);
        Assert.Equal(sent.Count, sent.Keys.Count(list.Contains));
        var (asJson, lines, _) = await CreelProcess.RunAsync("list", "--data", Data, "--limit", "1000", "--json");
        Assert.Equal(0, asJson);
        Assert.All(lines.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => JsonDocument.Parse(line).Dispose());
        foreach (var (id, (name, body)) in sent.Where(one => one.Value.Body.Length < 300_000).DistinctBy(one => one.Value.Name))
        {
            var (shown, sheet, error) = await CreelProcess.RunAsync("show", id, "--data", Data);
            Assert.True(shown == 0, $"{name}: {error}");
            AssertSafe(name, sheet);
        }
        Assert.NotEmpty(creel.Output);
    }

    /// <summary>No control character but newlines, and nothing that turns the direction of writing.</summary>
    private static void AssertSafe(string what, string text)
    {
        var bad = text.FirstOrDefault(c => (char.IsControl(c) && c is not '\n')
            || c is '\u2028' or '\u2029' or '\u061C' or (>= '\u200B' and <= '\u200F') or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\uFEFF');
        Assert.True(bad == default, $"{what} holds U+{(int)bad:X4}");
    }

    /// <summary>Blocks of one JSON text each, in printable ASCII.</summary>
    private static void AssertSaved(string file, int count)
    {
        const string separator = "\n= - = - = - = - = - = - = - = - = - = - = - = - = - = - = - = - = - = - \n";
        var text = File.ReadAllText(file, Encoding.Latin1);
        Assert.DoesNotContain(text, c => c is not '\n' and (< ' ' or > '~'));
        var blocks = text.Split(separator);
        Assert.Equal("", blocks[^1]);
        Assert.Equal(count, blocks.Length - 1);
        Assert.All(blocks[..^1], block => JsonDocument.Parse(block, new() { MaxDepth = 1_000 }).Dispose());
    }

    /// <summary>Milliseconds of processor time that the server took to receive a body so many times.</summary>
    private static async Task<double> CpuAsync(CreelProcess creel, HttpClient client, byte[] body, int times)
    {
        using var server = Process.GetProcessById(creel.Id);
        var before = server.TotalProcessorTime;
        for (var i = 0; i < times; i++)
        {
            using var content = new ByteArrayContent(body) { Headers = { ContentType = MediaTypeHeaderValue.Parse("application/json") } };
            using var answer = await client.PostAsync("/webhook", content);
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        }
        server.Refresh();
        return (server.TotalProcessorTime - before).TotalMilliseconds;
    }
}
