namespace Creel.Server.Tests.BlackBox;

/// <summary>One server a data directory, one a port. (What happens when it dies: <see cref="DyingTests"/>.)</summary>
public sealed class KeepingTests : BlackBoxTest
{
    [Fact]
    public async Task Refuses_a_second_server_on_the_same_data_and_lets_readers_in()
    {
        var creel = await ServeAsync();
        using (var client = creel.Client()) (await client.PostAsync("/webhook", Json("{}"))).Dispose();
        var (exit, _, error) = await CreelProcess.RunAsync("serve", "--data", Data, "--listen", "https://127.0.0.1:0", "--console", "off");
        Assert.Equal(1, exit);
        Assert.Contains("already receiving", error);
        Assert.Single(await ExportAsync());
    }

    [Fact]
    public async Task Names_the_port_that_is_taken_and_what_to_do()
    {
        var creel = await ServeAsync();
        var (exit, _, error) = await CreelProcess.RunAsync("serve", "--data", At("other"), "--listen", creel.Url.ToString(), "--console", "off");
        Assert.Equal(1, exit);
        Assert.Contains(creel.Url.Port.ToString(), error);
        Assert.Contains("--listen", error);
    }
}
