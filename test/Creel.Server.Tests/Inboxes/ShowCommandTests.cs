using System.IO.Compression;
using System.Text;
using Creel.Inbox;
using Creel.Server.Commands;

namespace Creel.Server.Tests.Inboxes;

public sealed class ShowCommandTests
{
    private readonly Captured _captured = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Facts_headers_and_body_are_laid_out_for_reading()
    {
        var sheet = await ShowAsync("""{"a":[1.50,"ä"],"b":{}}""", "X-A: 1\nX-A: 2\n", new Facts { Title = "Uplink is down", Level = 1 });
        Assert.StartsWith("Uplink is down\n\n  id ", sheet);
        Assert.Contains("\n  severity      critical\n", sheet);
        Assert.Contains("\n  verdict       verified\n", sheet);
        Assert.Contains("\nHeaders\n  X-A: 1\n  X-A: 2\n", sheet);
        Assert.Contains("\nBody (24 bytes)\n{\n    \"a\": [\n        1.50,\n        \"ä\"\n    ],\n    \"b\": {}\n}\n", sheet);
        Assert.DoesNotContain("correlation", sheet);
    }

    [Fact]
    public async Task Text_of_strangers_cannot_drive_the_terminal()
    {
        var sheet = await ShowAsync("\"\u202e\"", "X-\u009b: \u009b2J\n", new Facts { Title = "\e]0;x\a" });
        Assert.DoesNotContain(sheet, c => char.IsControl(c) && c != '\n');
        Assert.DoesNotContain('\u202e', sheet);
    }

    [Fact]
    public async Task A_compressed_body_is_read_for_the_person()
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest)) gzip.Write("[1]"u8);
        var sheet = await ShowAsync(zipped.ToArray(), "Content-Encoding: gzip\n");
        Assert.EndsWith("[\n    1\n]\n", sheet);
    }

    [Theory]
    [InlineData("Content-Encoding: gzip\n", "encoded: gzip")]
    [InlineData("", "not text")]
    public async Task What_cannot_be_read_says_how_to_get_its_bytes(string headers, string said)
    {
        var sheet = await ShowAsync([0xff, 0xfe, 1], headers);
        Assert.Contains($"Body (3 bytes, {said}). Its bytes: creel show ", sheet);
    }

    [Fact]
    public async Task The_body_alone_is_written_byte_for_byte()
    {
        await using var kept = new KeptInbox();
        var body = Enumerable.Range(0, 256).Select(i => (byte)i).ToArray();
        var id = kept.Keep(body, "");
        using var inbox = kept.OpenFiles();
        using var output = new MemoryStream();
        Assert.Equal(0, await ShowCommand.BodyAsync(id, inbox, () => output, Cancel));
        Assert.Equal(body, output.ToArray());
    }

    [Fact]
    public async Task Last_is_the_newest_event()
    {
        await using var kept = new KeptInbox();
        using var inbox = kept.OpenFiles();
        var empty = await Assert.ThrowsAsync<CommandException>(() => ShowCommand.FindIdAsync("last", inbox, Cancel));
        Assert.Equal(1, empty.ExitCode);
        kept.Keep("1");
        var id = kept.Keep("2");
        Assert.Equal(id, await ShowCommand.FindIdAsync("last", inbox, Cancel));
        Assert.Equal(2, (await Assert.ThrowsAsync<CommandException>(() => ShowCommand.FindIdAsync("01890a5d", inbox, Cancel))).ExitCode);
    }

    private Task<string> ShowAsync(string body, string headers, Facts facts) => ShowAsync(Encoding.UTF8.GetBytes(body), headers, facts);

    private async Task<string> ShowAsync(byte[] body, string headers, Facts? facts = null)
    {
        await using var kept = new KeptInbox();
        var id = kept.Keep(body, headers, facts);
        using var inbox = kept.OpenFiles();
        using var e = await inbox.FindAsync(id, Cancel);
        ShowCommand.Write(e!.RootElement, json: false, headers: false, _captured.Screen());
        return _captured.Out;
    }
}
