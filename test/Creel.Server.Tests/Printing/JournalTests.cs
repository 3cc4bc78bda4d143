using System.Diagnostics;
using Creel.Receiving;
using Creel.Server.Printing;
using Creel.Server.Tests.BlackBox;

namespace Creel.Server.Tests.Printing;

public sealed class JournalTests : BlackBoxTest
{
    [Theory]
    [InlineData("8:4242", "socket:[4242]", true)]
    [InlineData("8:4242", "socket:[4243]", false)]
    [InlineData("8:4242", "pipe:[4242]", false)]
    [InlineData("8:4242", null, false)]
    [InlineData("nonsense", "socket:[4242]", false)]
    [InlineData("8:", "socket:[]", false)]
    [InlineData(null, "socket:[4242]", false)]
    public void Knows_the_stream_that_the_journal_named(string? stream, string? behind, bool reads) => Assert.Equal(reads, Journal.Reads(stream, behind));

    [Theory]
    [InlineData("creel: events are kept again.", "<6>creel: events are kept again.", "creel: events are kept again.")]
    [InlineData("<3>creel: nothing can be kept\nLook at the disk.", "<3>creel: nothing can be kept\n<3>Look at the disk.", "creel: nothing can be kept\nLook at the disk.")]
    [InlineData("<9>text", "<6><9>text", "<9>text")]
    [InlineData("", "<6>", "")]
    public void Marks_each_line_of_a_sentence_for_the_journal_and_nothing_for_others(string sentence, string journal, string plain)
    {
        Assert.Equal(journal, Journal.Text(sentence, forJournal: true));
        Assert.Equal(plain, Journal.Text(sentence, forJournal: false));
    }

    [Theory]
    [InlineData(202, "<6>192.0.2.7 POST /webhook 202")]
    [InlineData(401, "<5>192.0.2.7 POST /webhook 401")]
    [InlineData(0, "<5>192.0.2.7 POST /webhook -")]
    [InlineData(503, "<4>192.0.2.7 POST /webhook 503")]
    public void Gives_a_request_the_priority_that_it_deserves_and_no_second_time(int status, string expected)
    {
        var outcome = new RequestOutcome { At = DateTimeOffset.UnixEpoch, RemoteAddress = "192.0.2.7", Method = "POST", Path = "/webhook", Status = status };
        Assert.Equal(expected, new RequestLine(terminal: false, colour: false) { ForJournal = true }.Write(outcome));
        Assert.StartsWith("1970-01-01T00:00:00.000Z 192.0.2.7 ", new RequestLine(terminal: false, colour: false).Write(outcome));
    }

    /// <summary>A stream socket such as the journal's, named as systemd names it.</summary>
    [Fact]
    public async Task The_program_marks_its_errors_for_the_journal()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the journal is on Linux");
        const string script = """
            import os, socket, subprocess, sys
            read, write = socket.socketpair()
            about = os.fstat(write.fileno())
            subprocess.run(sys.argv[1:], stdout=write, stderr=write, env=dict(os.environ, JOURNAL_STREAM="%d:%d" % (about.st_dev, about.st_ino)))
            write.close()
            sys.stdout.write(read.makefile().read())
            """;
        await File.WriteAllTextAsync(At("creel.yaml"), "lisen: []\nsauces: {}", TestContext.Current.CancellationToken);
        using var python = Process.Start(new ProcessStartInfo("python3", ["-c", script, CreelProcess.Binary, "serve", "--data", Data, "--config", At("creel.yaml")]) { RedirectStandardOutput = true })!;
        var said = await python.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.Contains("lisen", said);
        Assert.All(said.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.StartsWith("<3>", line));
    }
}
