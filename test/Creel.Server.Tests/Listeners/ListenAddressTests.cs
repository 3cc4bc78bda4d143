using Creel.Server.Listeners;

namespace Creel.Server.Tests.Listeners;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("https://*:5443", true, null, 5443)]
    [InlineData("HTTPS://*:5443/", true, null, 5443)]
    [InlineData("https://192.0.2.10", true, "192.0.2.10", 443)]
    [InlineData("https://[::1]:0", true, "::1", 0)]
    [InlineData("https://0.0.0.0:5443", true, "0.0.0.0", 5443)]
    [InlineData("http://127.0.0.1:8080", false, "127.0.0.1", 8080)]
    [InlineData("http://[::1]:8080", false, "::1", 8080)]
    [InlineData("http://localhost:8080", false, "127.0.0.1", 8080)]
    public void Reads_the_URLs_of_listeners(string url, bool tls, string? address, int port)
    {
        var parsed = ListenAddress.Parse(url);
        Assert.Equal((tls, address, port), (parsed.IsTls, parsed.Address?.ToString(), parsed.Port));
    }

    [Theory]
    [InlineData("*:5443")]
    [InlineData("ftp://*:5443")]
    [InlineData("https://")]
    [InlineData("https://creel.example.net:5443")]
    [InlineData("https://*:65536")]
    [InlineData("https://*:-1")]
    [InlineData("https://*:")]
    [InlineData("https://::1:5443")]
    [InlineData("https://[127.0.0.1]:5443")]
    [InlineData("https://1:5443")]
    [InlineData("https://*:5443/webhook")]
    [InlineData("https://user:password@127.0.0.1:5443")]
    public void Refuses_others_as_wrong_usage(string url) =>
        Assert.Equal(2, Assert.Throws<CommandException>(() => ListenAddress.Parse(url)).ExitCode);

    [Theory]
    [InlineData("http://*:8080")]
    [InlineData("http://192.0.2.10:8080")]
    [InlineData("http://[::]:8080")]
    public void Refuses_to_receive_without_TLS_from_the_network(string url)
    {
        var refusal = Assert.Throws<CommandException>(() => ListenAddress.Parse(url));
        Assert.Equal(2, refusal.ExitCode);
        Assert.Contains("without TLS", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("trustedProxies", refusal.Message, StringComparison.Ordinal);
        Assert.False(ListenAddress.Parse(url, [System.Net.IPNetwork.Parse("192.0.2.5/32")]).IsTls);
    }
}
