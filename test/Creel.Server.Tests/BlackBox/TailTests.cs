using System.Text.Json;
using Creel.Storage.Sqlite;

namespace Creel.Server.Tests.BlackBox;

/// <summary><c>creel tail</c> as it is used: beside a server that comes and goes, in pipes, and on a terminal.</summary>
public sealed class TailTests : BlackBoxTest
{
    [Fact]
    public async Task Follows_through_kills_and_restarts_under_load_each_event_once()
    {
        var load = new FaultLoad();
        var creel = await ServeAsync("--print", "none");
        await using var tail = TailProcess.Start("--data", Data, "--json", "-n", "0");
        await tail.UntilAsync(one => one.Error.Contains("Live events"));
        await FirstLineAsync(creel, tail);
        for (var round = 0; round < 3; round++)
        {
            await load.RunAsync(creel, 300, round == 1 ? async () => await creel.StopAsync() : creel.KillAsync);
            creel = await ServeAsync("--print", "none");
            var last = KeptSeqs()[^1];
            await tail.UntilAsync(one => one.Lines.Length > 0 && Seq(one.Lines[^1]) == last);
        }
        await load.RunAsync(creel, 300, creel.KillAsync);
        creel = await ServeAsync("--print", "none");

        var (first, kept) = (Seq(tail.Lines[0]), KeptSeqs());
        await tail.UntilAsync(one => one.Lines.Length > 0 && Seq(one.Lines[^1]) == kept[^1]);
        Assert.Equal(kept.Where(seq => seq >= first), tail.Lines.Select(Seq));
        Assert.DoesNotContain("skipped", tail.Error);
        Assert.Equal(4, tail.Error.Split("Waiting for it to come back").Length - 1);
        Assert.Equal(130, await tail.InterruptAsync());
    }

    [Fact]
    public async Task Prints_one_line_an_event_whose_id_show_takes()
    {
        var creel = await ServeAsync();
        using var client = creel.Client();
        await client.PostAsync("/webhook", Json("""{"eventId": "one", "title": "not\u001b[31m red\nor two lines"}"""));
        await using var tail = TailProcess.Start("--data", Data, "-n", "5");
        await tail.UntilAsync(one => one.Lines.Length == 1);
        await client.PostAsync("/webhook", Json("""{"eventId": "two"}"""));
        await tail.UntilAsync(one => one.Lines.Length == 2);

        Assert.DoesNotContain('\e', string.Join('\n', tail.Lines));
        var (exit, shown, _) = await CreelProcess.RunAsync("show", tail.Lines[1].Split(' ')[^1], "--data", Data, "--body");
        Assert.Equal((0, """{"eventId": "two"}"""), (exit, shown));
    }

    [Fact]
    public async Task Follows_a_server_elsewhere_with_its_token_and_a_query()
    {
        var creel = await ServeAsync();
        using var secrets = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(Data, "secrets.json")));
        await using var tail = TailProcess.Start(CreelProcess.Binary, ["tail", "body.n:2", "-n", "0", "--json", "--server", creel.Console.ToString()],
            secrets.RootElement.GetProperty("apiToken").GetString());
        await ListeningAsync(creel);
        using var client = creel.Client();
        foreach (var n in (int[])[1, 2, 3]) await client.PostAsync("/webhook", Json($$"""{"n": {{n}}}"""));
        await tail.UntilAsync(one => one.Lines.Length > 0);
        Assert.Equal(2, Seq(Assert.Single(tail.Lines)));
    }

    [Fact]
    public async Task Ends_quietly_when_nobody_reads_any_more()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "pipes of a shell");
        var creel = await ServeAsync();
        using var client = creel.Client();
        foreach (var n in (int[])[1, 2, 3]) await client.PostAsync("/webhook", Json($$"""{"n": {{n}}}"""));
        await using var pipe = TailProcess.Start("/bin/sh", ["-c", $"'{CreelProcess.Binary}' tail --data '{Data}' -n 3 | head -n 1"]);
        await pipe.UntilAsync(one => one.Lines.Length == 1);
        // It notices with the next event.
        await client.PostAsync("/webhook", Json("""{"n": 4}"""));
        Assert.Equal(0, await pipe.EndedAsync());
        Assert.Single(pipe.Error.Trim().Split('\n'));
    }

    [Fact]
    public async Task Says_what_to_do_when_no_server_runs_or_the_query_is_none()
    {
        var creel = await ServeAsync();
        var (wrong, _, said) = await CreelProcess.RunAsync("tail", "levle:1", "--data", Data);
        Assert.Equal(2, wrong);
        Assert.Contains("level", said);
        await creel.StopAsync();
        var (exit, _, error) = await CreelProcess.RunAsync("tail", "--data", Data);
        Assert.Equal(1, exit);
        Assert.Contains("creel serve", error);
        Assert.Equal(2, (await CreelProcess.RunAsync("tail", "-n", "-1", "--data", Data)).Exit);
    }

    [Fact]
    public async Task Takes_keys_on_a_terminal_and_leaves_it_as_it_was()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/python3"), "needs Python's pseudo-terminals");
        var creel = await ServeAsync();
        using var client = creel.Client();
        foreach (var n in (int[])[1, 2, 3]) await client.PostAsync("/webhook", Json($$"""{"number": "made up {{n}}"}"""));
        await using var python = TailProcess.Start("/usr/bin/python3", ["-c", OnTerminal, CreelProcess.Binary, "tail", "--data", Data]);
        Assert.True(await python.EndedAsync() == 0, $"{python.Error}\n{string.Join('\n', python.Lines)}");
        Assert.Equal(["opened", "quit 0, terminal as before", "interrupted 130, terminal as before"], python.Lines);
    }

    // Waits for what it wants to see, never for time; a minute is the end of patience.
    private const string OnTerminal = """
        import os, pty, select, signal, sys, termios, fcntl, struct

        def run(keys):
            pid, terminal = pty.fork()
            if pid == 0:
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack('HHHH', 24, 120, 0, 0))
                os.environ['TERM'] = 'xterm-256color'
                os.execv(sys.argv[1], sys.argv[1:])
            before = termios.tcgetattr(terminal)
            seen = b''
            def see(text):
                nonlocal seen
                while text not in seen:
                    if not select.select([terminal], [], [], 30)[0]: sys.exit(f'{text} was never seen in {seen}')
                    try: seen += os.read(terminal, 65536)
                    except OSError: sys.exit(f'it ended before {text}: {seen}')
                seen = seen[seen.index(text) + len(text):]
            keys(terminal, pid, see)
            while True:
                try:
                    if not os.read(terminal, 65536): break
                except OSError: break
            after = None
            try: after = termios.tcgetattr(terminal)
            except termios.error: pass
            status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
            same = after is None or after[:4] == before[:4]
            return f"{status}, terminal {'as before' if same else f'was {before}, is {after}'}"

        def walk(terminal, pid, see):
            see(b'POST /webhook')
            see(b'following all events')
            os.write(terminal, b'k')
            see(b'paused, 0 since')
            os.write(terminal, b'\r')
            see(b'\x1b[?1049h')
            see(b'more lines')
            os.write(terminal, b' ')
            see(b'made up')
            os.write(terminal, b'q')
            see(b'\x1b[?1049l')
            print('opened')
            os.write(terminal, b'/levle:1\r')
            see(b'There is no key')
            os.write(terminal, b'\x15made\r')
            see(b'Events that match made')
            os.write(terminal, b'q')
            see(b'\x1b[?7h')

        def interrupt(terminal, pid, see):
            see(b'following all events')
            os.write(terminal, b'\x03')
            see(b'\x1b[?7h')

        print('quit', run(walk))
        print('interrupted', run(interrupt))
        """;

    private static long Seq(string line)
    {
        using var row = JsonDocument.Parse(line);
        return row.RootElement.GetProperty("seq").GetInt64();
    }

    private List<long> KeptSeqs()
    {
        using var log = SqliteEventLog.Open(Path.Combine(Data, "inbox.db"));
        var all = new List<long>();
        while (log.After(all.Count == 0 ? 0 : all[^1], 1000, 16 << 20) is { Count: > 0 } page) all.AddRange(page.Select(kept => kept.Summary.Seq));
        return all;
    }

    // It begins with what comes from now on, so something comes until it has begun.
    private static async Task FirstLineAsync(CreelProcess creel, TailProcess tail)
    {
        using var client = creel.Client();
        while (tail.Lines.Length == 0) (await client.PostAsync("/webhook", Json("""{"to": "begin"}"""))).EnsureSuccessStatusCode();
    }

    private async Task ListeningAsync(CreelProcess creel)
    {
        using var secrets = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(Data, "secrets.json")));
        using var client = new HttpClient { BaseAddress = creel.Console };
        client.DefaultRequestHeaders.Authorization = new("Bearer", secrets.RootElement.GetProperty("apiToken").GetString());
        while (!(await client.GetStringAsync("/metrics")).Contains("creel_live_listeners 1\n")) await Task.Yield();
    }
}
