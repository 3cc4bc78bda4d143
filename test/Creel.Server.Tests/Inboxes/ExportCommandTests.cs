using System.Text;
using System.Text.Json;
using Creel.Server.Commands;
using Creel.Server.Inboxes;

namespace Creel.Server.Tests.Inboxes;

public sealed class ExportCommandTests
{
    private readonly Captured _captured = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_is_whole_and_its_owners()
    {
        await using var kept = new KeptInbox();
        kept.KeepMany(700);
        await ExportAsync(kept.OpenFiles(), kept.At("out.ndjson"));
        var seqs = File.ReadLines(kept.At("out.ndjson")).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("seq").GetInt64());
        Assert.Equal(Enumerable.Range(1, 700).Select(n => (long)n), seqs);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(kept.At("out.ndjson")));
        Assert.Contains("Exported 700 events in ", _captured.Error);
    }

    [Fact]
    public async Task Pretty_is_what_the_old_receiver_wrote()
    {
        await using var kept = new KeptInbox();
        kept.Keep("""{"b":1.0,"a":["ä",{}]}""");
        kept.Keep("no json");
        await ExportAsync(kept.OpenFiles(), kept.At("out"), "pretty");
        const string line = "\n= - = - = - = - = - = - = - = - = - = - = - = - = - = - = - = - = - = - \n";
        Assert.Equal(
            "{\n    \"b\": 1.0,\n    \"a\": [\n        \"\\u00e4\",\n        {}\n    ]\n}" + line + "\"no json\"" + line,
            await File.ReadAllTextAsync(kept.At("out"), Cancel));
    }

    [Theory]
    [InlineData("ndjson")]
    [InlineData("pretty")]
    public async Task An_export_that_is_cut_is_an_error_and_leaves_no_file(string format)
    {
        await using var kept = new KeptInbox();
        kept.KeepMany(1000);
        await kept.ServeAsync(cutAfter: 500);
        var e = await Assert.ThrowsAsync<CommandException>(async () => await ExportAsync(await kept.OpenAsync(), kept.At("out"), format));
        Assert.Equal(1, e.ExitCode);
        Assert.Contains("was cut after", e.Message);
        Assert.DoesNotContain(Directory.GetFiles(kept.At(".")), file => Path.GetFileName(file).StartsWith("out", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_reader_that_had_enough_ends_it_quietly()
    {
        await using var kept = new KeptInbox();
        kept.KeepMany(1000);
        using var creel = Begin("export", "--data", kept.Data.Path);
        Assert.NotNull(await creel.StandardOutput.ReadLineAsync(Cancel));
        creel.StandardOutput.Close();
        var said = await creel.StandardError.ReadToEndAsync(Cancel);
        await creel.WaitForExitAsync(Cancel);
        Assert.Equal((0, $"Inbox in {kept.Data.Path} (no server is running)"), (creel.ExitCode, said.Trim()));
    }

    [Theory]
    [InlineData("export levle:1", "  levle:1\n  ^\nDid you mean level:?")]
    [InlineData("export --limit", "no option --limit")]
    [InlineData("export --format csv", "csv")]
    [InlineData("list --limit 0", "1 or more")]
    [InlineData("show last --json --body", "give one of them")]
    [InlineData("show nonsense", "not an event's id")]
    public async Task What_the_commands_do_not_know_is_wrong_usage(string arguments, string said)
    {
        await using var kept = new KeptInbox();
        using var creel = Begin([.. arguments.Split(' '), "--data", kept.Data.Path]);
        var (output, error) = (creel.StandardOutput.ReadToEndAsync(Cancel), creel.StandardError.ReadToEndAsync(Cancel));
        await creel.WaitForExitAsync(Cancel);
        Assert.Equal((2, ""), (creel.ExitCode, await output));
        Assert.Contains(said, await error);
    }

    [Theory]
    [InlineData("list")]
    [InlineData("show")]
    [InlineData("export")]
    public async Task Help_is_no_error_even_where_an_argument_is_missing(string command)
    {
        using var creel = Begin(command, "--help");
        var (output, error) = (creel.StandardOutput.ReadToEndAsync(Cancel), creel.StandardError.ReadToEndAsync(Cancel));
        await creel.WaitForExitAsync(Cancel);
        Assert.Equal((0, ""), (creel.ExitCode, await error));
        Assert.Contains("Examples:", await output);
    }

    [Fact]
    public async Task A_slow_reader_is_waited_for_without_gathering_events()
    {
        await using var kept = new KeptInbox();
        kept.KeepMany(3000, size: 2000);
        using var inbox = kept.OpenFiles();
        using var export = await inbox.ExportAsync("", null, Cancel);
        var lines = new StreamReader(export.Lines, Encoding.UTF8, false, 4096);
        Assert.NotNull(await lines.ReadLineAsync(Cancel));
        kept.Keep("later");
        var read = 1;
        while (await lines.ReadLineAsync(Cancel) is not null) read++;
        Assert.Equal(3000, read);
    }

    private async Task ExportAsync(IInboxView inbox, string path, string format = "ndjson")
    {
        using (inbox)
        {
            using var export = await inbox.ExportAsync("", null, Cancel);
            Assert.True(await ExportCommand.ToFileAsync(export, path, ExportCommand.Writer(format), _captured.Screen(), Cancel));
        }
    }

    private static System.Diagnostics.Process Begin(params string[] arguments)
    {
        var start = new System.Diagnostics.ProcessStartInfo(BlackBox.CreelProcess.Binary, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        return System.Diagnostics.Process.Start(start)!;
    }
}
