using System.Net;
using System.Text;
using System.Text.Json;

namespace Creel.Server.Tests.BlackBox;

/// <summary><c>creel console</c>, and what its link is good for, without a browser.</summary>
public sealed class ConsoleCommandTests : BlackBoxTest
{
    [Fact]
    public async Task The_link_is_printed_into_a_pipe_only_when_told_to()
    {
        await using var creel = await ServeAsync();
        var (exit, output, _) = await CreelProcess.RunAsync("console", "--data", Data);
        Assert.Equal((0, $"creel console --data {Data} --print\n"), (exit, output));

        var (told, link, error) = await CreelProcess.RunAsync("console", "--data", Data, "--print");
        Assert.Equal(0, told);
        Assert.StartsWith($"{creel.Console}#code=", link);
        Assert.Contains("within ten minutes", error);
        Assert.Equal(HttpStatusCode.NoContent, await SignInAsync(creel.Console, new Uri(link.Trim())));
        Assert.Equal(HttpStatusCode.Unauthorized, await SignInAsync(creel.Console, new Uri(link.Trim())));
        Assert.Contains("signed in to the console from 127.0.0.1", await creel.PrintedAsync("signed in"));
        Assert.DoesNotContain(link.Trim()[^20..], creel.Output);
    }

    [Fact]
    public async Task A_server_elsewhere_gives_a_link_for_its_token()
    {
        await using var creel = await ServeAsync();
        using var secrets = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(Data, "secrets.json"), TestContext.Current.CancellationToken));
        var (exit, link, error) = await CreelProcess.RunAsync("console", "--print", "--server", creel.Console.ToString(), "--token", secrets.RootElement.GetProperty("apiToken").GetString()!);
        Assert.True(exit == 0, error);
        Assert.Equal(HttpStatusCode.NoContent, await SignInAsync(creel.Console, new Uri(link.Trim())));

        var (refused, _, why) = await CreelProcess.RunAsync("console", "--print", "--server", creel.Console.ToString(), "--token", "wrong");
        Assert.Equal(1, refused);
        Assert.Contains("refused the token", why);
    }

    [Fact]
    public async Task Without_a_server_or_with_its_console_off_it_says_what_to_do()
    {
        await using (await ServeAsync("--console", "off"))
        {
            var (off, _, said) = await CreelProcess.RunAsync("console", "--print", "--data", Data);
            Assert.Equal(1, off);
            Assert.Contains("console off", said);
        }
        var (exit, _, error) = await CreelProcess.RunAsync("console", "--print", "--data", Data);
        Assert.Equal(1, exit);
        Assert.Contains("creel serve", error);
    }

    [Theory]
    [InlineData("http://192.0.2.1:5480", "without TLS")]
    [InlineData("http://*:5480", "without TLS")]
    [InlineData("https://127.0.0.1:5480/console", "it has a path")]
    [InlineData("console", "does not begin with https://")]
    public async Task A_console_that_others_could_read_along_is_refused(string url, string said)
    {
        var (exit, _, error) = await CreelProcess.RunAsync("serve", "--data", Data, "--listen", "https://127.0.0.1:0", "--console", url);
        Assert.Equal(2, exit);
        Assert.Contains(said, error);
    }

    private static async Task<HttpStatusCode> SignInAsync(Uri console, Uri link)
    {
        using var client = new HttpClient();
        using var body = new StringContent($$"""{"code": "{{link.Fragment["#code=".Length..]}}"}""", Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri(console, "/api/sign-in"), body, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
