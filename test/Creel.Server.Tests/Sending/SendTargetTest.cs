using Creel.Server.Local;
using Creel.Server.Sending;

namespace Creel.Server.Tests.Sending;

public sealed class SendTargetTest : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("creel-target-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void The_local_receivers_first_address_is_the_default()
    {
        WriteState("https://localhost:5443", "https://192.0.2.7:5443");

        var target = SendTarget.Find(null, null, folder.FullName);

        Assert.Equal("https://localhost:5443/webhook", target.Url.ToString());
        Assert.Equal("webhook", target.User!.User);
        Assert.True(target.IsOurs);
    }

    [Theory]
    [InlineData("https://192.0.2.7:5443/webhook")]
    [InlineData("https://LOCALHOST:5443/webhook/")]
    public void A_url_of_the_local_receiver_gets_its_credentials(string url)
    {
        WriteState("https://localhost:5443", "https://192.0.2.7:5443");

        var target = SendTarget.Find(url, null, folder.FullName);

        Assert.Equal("webhook", target.User!.User);
        Assert.True(target.IsOurs);
    }

    [Theory]
    [InlineData("https://192.0.2.8:5443/webhook")]
    [InlineData("https://localhost:5444/webhook")]
    [InlineData("http://localhost:5443/webhook")]
    public void Nobody_else_gets_them(string url)
    {
        WriteState("https://localhost:5443", "https://192.0.2.7:5443");

        var target = SendTarget.Find(url, null, folder.FullName);

        Assert.Null(target.User);
        Assert.False(target.IsOurs);
    }

    [Fact]
    public void A_path_that_is_no_sources_gets_no_credentials_but_the_certificate_is_still_ours()
    {
        WriteState("https://localhost:5443");

        var target = SendTarget.Find("https://localhost:5443/other", null, folder.FullName);

        Assert.Null(target.User);
        Assert.True(target.IsOurs);
    }

    [Fact]
    public void Credentials_given_win_over_those_in_the_url_which_win_over_the_receivers_own()
    {
        WriteState("https://localhost:5443");
        const string url = "https://some%40one:p%3Aw@localhost:5443/webhook";

        Assert.Equal(new UserPassword("some@one", "p:w"), SendTarget.Find(url, null, folder.FullName).User);
        Assert.Equal(new UserPassword("a", "b"), SendTarget.Find(url, new("a", "b"), folder.FullName).User);
        Assert.Equal("https://localhost:5443/webhook", SendTarget.Find(url, null, folder.FullName).Url.ToString());
    }

    [Theory]
    [InlineData("localhost:5443/webhook", "https://localhost:5443/webhook")]
    [InlineData("ftp://localhost/webhook", "https://HOST")]
    [InlineData("", "https://")]
    public void What_is_no_url_is_wrong_usage_with_a_guess_at_what_was_meant(string url, string guess)
    {
        var refused = Assert.Throws<CommandException>(() => SendTarget.Find(url, null, folder.FullName));

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(guess, refused.Message);
    }

    [Fact]
    public void Where_no_receiver_ever_ran_the_way_to_start_one_is_said()
    {
        Assert.Contains("creel serve", Assert.Throws<CommandException>(() => SendTarget.Find(null, null, folder.FullName)).Message);
    }

    private void WriteState(params string[] urls)
    {
        var data = DataDirectory.OpenOrCreate(folder.FullName);
        File.WriteAllBytes(data.InboxFile, []);
        LocalSecrets.ReadOrCreate(data, "webhook", null);
        new ServerState
        {
            ProcessId = 1,
            StartedAt = DateTimeOffset.UnixEpoch,
            ReceiveUrls = urls,
            Sources = new() { ["webhook"] = "/webhook", ["other"] = "/hooks/other" },
        }.Write(data);
    }
}
