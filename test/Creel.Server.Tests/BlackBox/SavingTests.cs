
namespace Creel.Server.Tests.BlackBox;

/// <summary><c>--save</c>: what the Flask receiver's file was, without its gaps.</summary>
public sealed class SavingTests : BlackBoxTest
{
    private const string Separator = "= - = - = - = - = - = - = - = - = - = - = - = - = - = - = - = - = - = - \n";

    [Fact]
    public async Task Writes_the_old_format_to_the_byte()
    {
        var file = At("all_webhooks_detailed.json");
        var creel = await ServeAsync("--save", file);
        using var client = creel.Client();
        (await client.PostAsync("/webhook", Json("""{"b":1.50,"a":{"ü":"<😀>","empty":[],"none":{}},"list":[1,null,true]}"""))).Dispose();
        (await client.PostAsync("/webhook", new StringContent("not json"))).Dispose();
        Assert.Equal(0, await creel.StopAsync());
        var first = """
            {
                "b": 1.50,
                "a": {
                    "\u00fc": "<\ud83d\ude00>",
                    "empty": [],
                    "none": {}
                },
                "list": [
                    1,
                    null,
                    true
                ]
            }

            """;
        Assert.Equal(first + Separator + "\"not json\"\n" + Separator, await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task Leaves_no_gap_and_doubles_nothing_when_it_is_killed_and_started_again()
    {
        var file = At("saved.json");
        var sent = 0;
        for (var round = 0; round < 4; round++)
        {
            var creel = await ServeAsync("--save", file, "--print", "none");
            using var client = creel.Client();
            await Task.WhenAll(Enumerable.Range(sent, 100).Select(async i => (await client.PostAsync("/webhook", Json($$"""{"n": {{i}}}"""))).Dispose()));
            sent += 100;
            await creel.KillAsync();
        }
        // What a crash in the middle of an append leaves: half a body.
        await File.AppendAllTextAsync(file, "");
        var last = await ServeAsync("--save", file);
        Assert.Equal(0, await last.StopAsync());
        var numbers = (await File.ReadAllTextAsync(file)).Split(Separator, StringSplitOptions.RemoveEmptyEntries)
            .Select(body => System.Text.Json.JsonDocument.Parse(body).RootElement.GetProperty("n").GetInt32()).ToList();
        Assert.Equal(Enumerable.Range(0, sent), numbers.Order());
    }

    [Fact]
    public async Task Refuses_a_file_it_can_not_write()
    {
        var (exit, _, error) = await CreelProcess.RunAsync("serve", "--data", Data, "--listen", "https://127.0.0.1:0", "--console", "off",
            "--save", Path.Combine(At("no-such-directory"), "file"));
        Assert.Equal(1, exit);
        Assert.Contains("no-such-directory", error);
    }
}
