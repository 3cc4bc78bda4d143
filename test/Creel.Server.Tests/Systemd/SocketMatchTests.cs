using System.Net;
using Creel.Server.Listeners;
using Creel.Server.Systemd;

namespace Creel.Server.Tests.Systemd;

public sealed class SocketMatchTests
{
    private static readonly IReadOnlyList<IPNetwork> Proxies = [IPNetwork.Parse("192.0.2.0/24")];

    [Theory]
    [InlineData("https://*:5443", "[::]:5443")]
    [InlineData("https://*:5443", "0.0.0.0:5443")]
    [InlineData("https://*:5443", "192.0.2.7:5443 [2001:db8::7]:5443")]
    [InlineData("https://192.0.2.7:5443", "192.0.2.7:5443")]
    [InlineData("https://192.0.2.7:5443", "[::ffff:192.0.2.7]:5443")]
    [InlineData("https://*:5443 http://127.0.0.1:8080", "127.0.0.1:8080 [::]:5443")]
    [InlineData("http://*:8080", "[::]:8080")]
    public void Gives_each_url_the_sockets_of_its_port_and_address(string listen, string sockets)
    {
        var passed = Sockets(sockets);
        var matched = SocketMatch.Match(Addresses(listen), passed);
        Assert.Equal(listen.Split(' '), matched.Select(address => address.Url));
        Assert.Equal(passed.Select(socket => socket.Descriptor).Order(), matched.SelectMany(address => address.Passed).Select(end => ((PassedEndPoint)end).Descriptor).Order());
        Assert.All(matched, address => Assert.All(address.Passed, end => Assert.Equal(address.Port, end.Port)));
    }

    [Theory]
    [InlineData("https://*:5443", "[::]:8443", "no URL of listen is for it: https://*:5443")]
    [InlineData("https://*:5443", "[::]:5443 [::]:8443", "[::]:8443 (creel.socket) was passed, and no URL")]
    [InlineData("https://*:5443 https://*:8443", "[::]:5443", "none of them is for https://*:8443")]
    [InlineData("https://*:5443 https://192.0.2.7:5443", "192.0.2.7:5443", "more than one URL")]
    [InlineData("https://*:0", "[::]:40000", "no URL of listen is for it")]
    // What may be received in plain text on loopback must not come in from the network.
    [InlineData("http://127.0.0.1:8080", "[::]:8080", "no URL of listen is for it")]
    [InlineData("http://127.0.0.1:8080", "192.0.2.7:8080", "no URL of listen is for it")]
    public void Refuses_what_does_not_match_and_says_what(string listen, string sockets, string why)
    {
        var refused = Assert.Throws<CommandException>(() => SocketMatch.Match(Addresses(listen), Sockets(sockets)));
        Assert.Contains(why, refused.Message);
        Assert.Contains("ListenStream=", refused.Message);
        Assert.Equal(2, refused.ExitCode);
    }

    [Fact]
    public void Leaves_all_as_it_is_without_sockets() => Assert.All(SocketMatch.Match(Addresses("https://*:5443 https://*:0"), []), address => Assert.Empty(address.Passed));

    [Theory]
    [InlineData("42", "2", "creel.socket:web", "3 creel.socket, 4 web")]
    [InlineData("42", "2", null, "3 unnamed, 4 unnamed")]
    [InlineData("42", "2", "one", "3 one, 4 unnamed")]
    [InlineData("41", "2", null, "")]
    [InlineData(null, "2", null, "")]
    [InlineData("42", "0", null, "")]
    public void Reads_which_descriptors_are_for_this_process(string? process, string? count, string? names, string expected) =>
        Assert.Equal(expected, string.Join(", ", PassedSockets.Descriptors(Variable(process, count, names), 42).Select(one => $"{one.Descriptor} {one.Name}")));

    [Theory]
    [InlineData("many")]
    [InlineData("-1")]
    [InlineData("65")]
    [InlineData(null)]
    public void Refuses_a_count_that_makes_no_sense(string? count) =>
        Assert.Contains("LISTEN_FDS", Assert.Throws<CommandException>(() => PassedSockets.Descriptors(Variable("42", count, null), 42)).Message);

    private static Func<string, string?> Variable(string? process, string? count, string? names) =>
        name => name switch { "LISTEN_PID" => process, "LISTEN_FDS" => count, _ => names };

    private static ListenAddress[] Addresses(string listen) => [.. listen.Split(' ').Select(url => ListenAddress.Parse(url, Proxies))];

    private static PassedSocket[] Sockets(string text) => [.. text.Split(' ').Select((address, i) => new PassedSocket(3 + i, "creel.socket", IPEndPoint.Parse(address)))];
}
