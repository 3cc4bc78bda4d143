using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text;
using Creel.Server.Local;

namespace Creel.Server.Tests.BlackBox;

/// <summary><c>creel import</c> on the running program, and its endpoint.</summary>
public sealed class ImportTests : BlackBoxTest
{
    private const string Separator = "= - = - = - = - = - = - = - = - = - = - = - = - = - = - = - = - = - = - \n";

    [Fact]
    public async Task Brings_back_what_save_wrote_each_event_once()
    {
        var saved = At("saved.json");
        await using (var old = await CreelProcess.ServeAsync(At("old"), "--save", saved))
        {
            using var client = old.Client();
            foreach (var body in (string[])["""{"eventId": "NETWORK-DEVICES-3-210", "b": 1.50, "ü": "<😀>"}""", "{}", "{}", "[1, {\"a\": [ ]}]"])
                (await client.PostAsync("/webhook", Json(body))).Dispose();
            (await client.PostAsync("/webhook", new StringContent("not json"))).Dispose();
            Assert.Equal(0, await old.StopAsync());
        }
        var again = At("again.json");
        var creel = await ServeAsync("--save", again);
        Assert.Equal((0, "5 read, 5 new, 0 already there, 0 skipped"), await ImportAsync(saved));
        Assert.Equal((0, "5 read, 0 new, 5 already there, 0 skipped"), await ImportAsync(saved));

        var kept = await ExportAsync();
        Assert.Equal(5, kept.Count);
        Assert.All(kept, e => Assert.Equal(("imported", JsonValueKind.Null), (e.GetProperty("verdict").GetString(), e.GetProperty("receivedAt").ValueKind)));
        Assert.Equal("NETWORK-DEVICES-3-210", kept[0].GetProperty("type").GetString());
        Assert.Equal("not json", kept[4].GetProperty("body").GetString());
        var (exit, pretty, _) = await CreelProcess.RunAsync("export", "--format", "pretty", "--data", Data);
        Assert.Equal((0, await File.ReadAllTextAsync(saved)), (exit, pretty));

        // Imported events are saved nowhere; what comes after them is.
        using (var client = creel.Client()) (await client.PostAsync("/webhook", Json("""{"new":1}"""))).Dispose();
        Assert.Equal(0, await creel.StopAsync());
        Assert.Equal("{\n    \"new\": 1\n}\n" + Separator, await File.ReadAllTextAsync(again));
    }

    [Fact]
    public async Task Takes_an_export_from_standard_input_and_gives_the_same_export()
    {
        await using (var other = await CreelProcess.ServeAsync(At("other")))
        {
            using var client = other.Client();
            for (var i = 0; i < 20; i++) (await client.PostAsync($"/webhook?n={i}", Json($$"""{"eventId": "E-{{i}}"}"""))).Dispose();
        }
        var (_, export, _) = await CreelProcess.RunAsync("export", "--data", At("other"));
        await ServeAsync();
        var (exit, said, error) = await PipeAsync(export, "import", "-", "--data", Data, "--json");
        Assert.True(exit == 0, error);
        Assert.Equal("""{"read":20,"added":20,"already":0,"skipped":0,"problems":[]}""", said.Trim());
        var (_, ours, _) = await CreelProcess.RunAsync("export", "--data", Data);
        Assert.Equal(export.Replace("\"verdict\":\"verified\"", "\"verdict\":\"imported\""), ours);
    }

    [Fact]
    public async Task Tells_what_it_skipped_by_line_and_what_to_do()
    {
        await ServeAsync();
        var file = At("old.json");
        await File.WriteAllTextAsync(file, $"{{}}\n{Separator}{{ rubbish\n{Separator}{{\n    \"cut\": ");
        var (exit, said, error) = await CreelProcess.RunAsync("import", file, "--data", Data);
        Assert.Equal(1, exit);
        Assert.Contains("3 read, 1 new, 0 already there, 2 skipped", said);
        Assert.Contains($"{file}:3: skipped: it is not JSON", error);
        Assert.Contains($"{file}:5: skipped: the file ends within this event", error);
        Assert.Contains("import the file again", error);

        await File.WriteAllTextAsync(file, "\n{\"id\":\"x\"}\n{\"id\":\"01890a5d-ac96-774b-bcce-b302099a8057\",\"body\":\"{}\"}\n");
        (exit, said, error) = await CreelProcess.RunAsync("import", file, "--data", Data);
        Assert.Contains("2 read, 1 new", said);
        Assert.Contains($"{file}:2: skipped: its `id` is no id", error);
    }

    [Fact]
    public async Task Says_what_to_do_where_it_can_not_begin()
    {
        await using (await CreelProcess.ServeAsync(At("stopped"))) await File.WriteAllTextAsync(At("table.csv"), "a,b\n");
        await AssertFailsAsync(1, "creel serve", "import", At("table.csv"), "--data", At("stopped"));
        await AssertFailsAsync(1, "no inbox", "import", At("table.csv"), "--data", At("nowhere"));
        await ServeAsync();
        await AssertFailsAsync(1, "--format ndjson", "import", At("table.csv"), "--data", Data);
        await AssertFailsAsync(1, "can't be read", "import", At("missing"), "--data", Data);
        await File.WriteAllTextAsync(At("old.json"), $"{{}}\n{Separator}");
        await AssertFailsAsync(2, "There are: webhook", "import", At("old.json"), "--data", Data, "--source", "nowhere");
        await AssertFailsAsync(2, "There are: alertmanager", "import", At("old.json"), "--data", Data, "--sender", "nobody");
    }

    [Fact]
    public async Task Asks_for_the_source_of_an_old_file_where_there_are_several()
    {
        await File.WriteAllTextAsync(At("creel.yaml"), "sources:\n  a: { path: /a, open: true, sender: catalyst-center }\n  b: { path: /b, open: true, sender: generic }\n");
        await File.WriteAllTextAsync(At("old.json"), $"{{\n    \"eventId\": \"X\"\n}}\n{Separator}");
        await ServeAsync("--config", At("creel.yaml"));
        await AssertFailsAsync(2, "--source a or --source b", "import", At("old.json"), "--data", Data);
        Assert.Equal((0, "1 read, 1 new, 0 already there, 0 skipped"), await ImportAsync(At("old.json"), "--source", "a"));
        Assert.Equal((0, "1 read, 1 new, 0 already there, 0 skipped"), await ImportAsync(At("old.json"), "--source", "b"));
        var kept = await ExportAsync();
        Assert.Equal([("a", "X"), ("b", null)], kept.Select(e => (e.GetProperty("source").GetString()!, e.GetProperty("type").GetString())));
    }

    [Fact]
    public async Task Has_every_event_once_after_a_kill_in_the_middle_and_a_second_try()
    {
        const int events = 30_000;
        var file = At("many.ndjson");
        await File.WriteAllLinesAsync(file, Enumerable.Range(0, events).Select(i =>
            $$"""{"id":"01890a5d-ac96-774b-bcce-{{i:x12}}","receivedAt":"2026-03-04T12:00:00Z","title":"Event {{i}}","body":"{\"n\":{{i}},\"fill\":\"{{new string('x', 500)}}\"}"}"""));
        var creel = await ServeAsync();
        using var first = Process.Start(new ProcessStartInfo(CreelProcess.Binary, ["import", file, "--data", Data])
        { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = first.StandardError.ReadToEndAsync();
        var before = 0L;
        while (before < 2000) before = await NewestAsync(creel);
        await creel.KillAsync();
        await first.WaitForExitAsync();
        Assert.Equal(1, first.ExitCode);
        Assert.Contains("Import it again: nothing is added twice", await said);

        creel = await ServeAsync();
        var kept = await NewestAsync(creel);
        Assert.InRange(kept, before, events - 1);
        Assert.Equal((0, $"{events:N0} read, {events - kept:N0} new, {kept:N0} already there, 0 skipped"), await ImportAsync(file));
        Assert.Equal(events, await NewestAsync(creel));
        var ids = (await ExportAsync()).Select(e => e.GetProperty("id").GetString()).ToHashSet();
        Assert.Equal(events, ids.Count);
    }

    [Fact]
    public async Task The_endpoint_takes_more_than_a_request_may_have_elsewhere_and_answers_in_numbers()
    {
        var creel = await ServeAsync();
        using var api = Api(creel);
        var line = $$"""{"id":"01890a5d-ac96-774b-bcce-b302099a8057","body":"{{new string('x', 40 << 20)}}"}""" + "\nrubbish\n";
        var answer = await api.PostAsync("/api/import", new StringContent(line, Encoding.UTF8, "application/x-ndjson"));
        Assert.Equal((HttpStatusCode.OK, "application/json"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal((2, 1, 0, 1), (Number("read"), Number("added"), Number("already"), Number("rejected")));
        Assert.Equal(2, json.RootElement.GetProperty("problems")[0].GetProperty("line").GetInt32());

        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await api.GetAsync("/api/import")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await api.PostAsync("/api/import?source=nowhere", new StringContent(""))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await api.PostAsync("/api/import?sauce=a", new StringContent(""))).StatusCode);
        var packed = new ByteArrayContent([31, 139]) { Headers = { ContentEncoding = { "gzip" } } };
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await api.PostAsync("/api/import", packed)).StatusCode);
        api.DefaultRequestHeaders.Authorization = null;
        Assert.Equal(HttpStatusCode.Unauthorized, (await api.PostAsync("/api/import", new StringContent(""))).StatusCode);

        int Number(string key) => json.RootElement.GetProperty(key).GetInt32();
    }

    [Fact]
    public async Task Sources_and_stats_tell_what_happened_and_no_secret()
    {
        await File.WriteAllTextAsync(At("creel.yaml"), """
            retention: { maxBytes: 1GB }
            sources:
              a:
                path: /a
                sender: generic
                basic: [{ user: noc, password: "${env:SECRET}" }]
                bearer: ["${env:SECRET}"]
                headers: [{ name: X-Token, value: "${env:SECRET}" }]
                allow: [127.0.0.0/8, "::1/128"]
                retention: { maxAge: 7d, maxBytes: 100MB }
              b: { path: /b, open: true }
            """);
        var creel = await ServeAsync([new("SECRET", "s3cr3t-value")], "--config", At("creel.yaml"));
        using (var client = creel.Client(password: "s3cr3t-value"))
        {
            (await client.PostAsync("/a", Json("{}"))).Dispose();
            (await client.PostAsync("/b", Json("{}"))).Dispose();
            (await client.GetAsync("/a")).Dispose();
        }
        using (var stranger = creel.Client(user: null))
        {
            (await stranger.PostAsync("/a", Json("{}"))).Dispose();
            (await stranger.PostAsync("/nowhere", Json("{}"))).Dispose();
        }
        using var api = Api(creel);
        (await api.PostAsync("/api/import?source=b", new StringContent("""{"id":"01890a5d-ac96-774b-bcce-b302099a8057","body":"{}"}"""))).Dispose();
        // Counted after the answer.
        string sources;
        do sources = await api.GetStringAsync("/api/sources");
        while (!sources.Contains("\"probes\":1") || !sources.Contains("\"refused\":1"));
        using var listed = JsonDocument.Parse(sources);
        var (a, b) = (listed.RootElement.GetProperty("sources")[0], listed.RootElement.GetProperty("sources")[1]);
        Assert.Equal(["basic", "bearer", "headers"], a.GetProperty("credentials").EnumerateArray().Select(kind => kind.GetString()));
        Assert.Equal(["127.0.0.0/8", "::1/128"], a.GetProperty("allow").EnumerateArray().Select(network => network.GetString()));
        Assert.Equal((7 * 86400, 100_000_000), (a.GetProperty("retention").GetProperty("maxAgeSeconds").GetInt64(), a.GetProperty("retention").GetProperty("maxBytes").GetInt64()));
        Assert.Equal((1, 1, 1), (a.GetProperty("kept").GetInt64(), a.GetProperty("probes").GetInt64(), a.GetProperty("refused").GetInt64()));
        Assert.NotNull(a.GetProperty("lastEventAt").GetString());
        Assert.Contains("credentials", a.GetProperty("lastRefusal").GetString());
        Assert.Equal((true, 1, JsonValueKind.Null), (b.GetProperty("open").GetBoolean(), b.GetProperty("kept").GetInt64(), b.GetProperty("lastRefusalAt").ValueKind));

        var stats = await api.GetStringAsync("/api/stats");
        using var told = JsonDocument.Parse(stats);
        Assert.True(told.RootElement.GetProperty("ready").GetBoolean());
        Assert.Equal(3, told.RootElement.GetProperty("inbox").GetProperty("newestSeq").GetInt64());
        Assert.Equal(1_000_000_000, told.RootElement.GetProperty("inbox").GetProperty("limitBytes").GetInt64());
        var since = told.RootElement.GetProperty("sinceStart");
        Assert.Equal(1, since.GetProperty("imported").GetInt64());
        Assert.Equal(1, since.GetProperty("sources").GetProperty("a").GetProperty("kept").GetInt64());
        Assert.Equal(1, since.GetProperty("elsewhere").GetProperty("refused").GetInt64());
        Assert.DoesNotContain("s3cr3t", sources + stats);
        Assert.Equal(HttpStatusCode.BadRequest, (await api.GetAsync("/api/stats?q=x")).StatusCode);
    }

    private async Task<(int Exit, string Said)> ImportAsync(string file, params string[] options)
    {
        var (exit, said, error) = await CreelProcess.RunAsync(["import", file, "--data", Data, .. options]);
        Assert.True(exit == 0, error);
        return (exit, said[(said.IndexOf(" s: ", StringComparison.Ordinal) + 4)..].Trim().TrimEnd('.'));
    }

    private static async Task AssertFailsAsync(int expected, string remedy, params string[] arguments)
    {
        var (exit, said, error) = await CreelProcess.RunAsync(arguments);
        Assert.True((expected, "") == (exit, said), $"{exit} {said} {error}");
        Assert.Contains(remedy, error);
    }

    private HttpClient Api(CreelProcess creel) => new()
    {
        BaseAddress = creel.Console,
        DefaultRequestHeaders = { Authorization = new("Bearer", LocalSecrets.Read(DataDirectory.OpenExisting(Data))!.ApiToken) },
        Timeout = CreelProcess.Patience,
    };

    private async Task<long> NewestAsync(CreelProcess creel)
    {
        using var api = Api(creel);
        using var stats = JsonDocument.Parse(await api.GetStringAsync("/api/stats"));
        return stats.RootElement.GetProperty("inbox").GetProperty("newestSeq").GetInt64();
    }

    private static async Task<(int Exit, string Out, string Error)> PipeAsync(string input, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(CreelProcess.Binary, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
