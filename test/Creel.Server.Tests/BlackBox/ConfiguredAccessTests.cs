using System.Runtime.Versioning;

namespace Creel.Server.Tests.BlackBox;

/// <summary><c>creel auth show</c> and <c>creel send</c> for sources of a configuration file.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ConfiguredAccessTests : ConfiguredTest
{
    private const string Several = """
        sources:
          one:
            path: /one
            basic:
              - { user: noc, password: "n3w-p4ss" }
              - { user: noc, password: "0ld-p4ss" }
          two:
            path: /two
            basic: [{ user: other, password: "${file:two.secret}" }]
          token:
            path: /token
            bearer: ["t0ken"]
          hidden:
            path: /hidden
            headers: [{ name: X-Auth-Token, value: "h34der" }]
          anybody: { path: /anybody, open: true }
        """;

    [Fact]
    public async Task Send_takes_the_path_and_credentials_of_the_source_that_is_named()
    {
        WriteOwnerOnly(At("two.secret"), "tw0-p4ss\n");
        WriteConfig(Several);
        await ServeConfiguredAsync();
        foreach (var source in (string[])["one", "two"])
        {
            var (exit, output, error) = await CreelProcess.RunAsync("send", "--source", source, "--data-dir", Data);
            Assert.True(exit == 0, output + error);
        }
        Assert.Equal(["one", "two"], (await ExportAsync()).Select(one => one.GetProperty("source").GetString()));
        var (wrong, _, why) = await CreelProcess.RunAsync("send", "--source", "three", "--data-dir", Data);
        Assert.Equal(2, wrong);
        Assert.Contains("one, two, token", why);
    }

    [Theory]
    [InlineData("one", "Basic bm9jOm4zdy1wNHNz", "0ld-p4ss", "--user noc:n3w-p4ss")]
    [InlineData("token", "Authorization:  Bearer t0ken", "-H 'Authorization: Bearer t0ken'")]
    [InlineData("hidden", "X-Auth-Token:   h34der", "-H 'X-Auth-Token: h34der'")]
    [InlineData("anybody", "open to anybody", "/anybody")]
    public async Task Auth_show_gives_every_kind_of_credential_and_hides_it_from_pipes(string source, params string[] shown)
    {
        WriteOwnerOnly(At("two.secret"), "tw0-p4ss\n");
        WriteConfig(Several);
        await ServeConfiguredAsync();
        var (exit, output, error) = await CreelProcess.RunAsync("auth", "show", source, "--data", Data, "--show-secrets");
        Assert.True(exit == 0, error);
        Assert.All(shown, text => Assert.Contains(text, output));
        var (_, piped, _) = await CreelProcess.RunAsync("auth", "show", source, "--data", Data);
        Assert.All((string[])["p4ss", "t0ken", "h34der"], secret => Assert.DoesNotContain(secret, piped));
    }

    [Fact]
    public async Task Auth_show_says_what_can_not_be_read_from_here()
    {
        WriteOwnerOnly(At("two.secret"), "tw0-p4ss\n");
        WriteConfig(Several);
        await ServeConfiguredAsync();
        File.Delete(At("two.secret"));
        var (exit, _, error) = await CreelProcess.RunAsync("auth", "show", "two", "--data", Data, "--show-secrets");
        Assert.Equal(2, exit);
        Assert.Contains("two.secret", error);
        Assert.Equal(0, (await CreelProcess.RunAsync("auth", "show", "one", "--data", Data)).Exit);
        var (several, _, why) = await CreelProcess.RunAsync("auth", "show", "--data", Data);
        Assert.Equal(2, several);
        Assert.Contains("anybody, hidden, one, token, two", why);
    }
}
