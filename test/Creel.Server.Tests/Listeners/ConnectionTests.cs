using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;
using Creel.Server.Listeners;

namespace Creel.Server.Tests.Listeners;

public sealed class ConnectionTests
{
    private const string Request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    [Fact]
    public async Task Plain_HTTP_on_the_TLS_port_gets_a_hint_and_is_reported()
    {
        await using var server = await ListeningServer.StartAsync();
        var answer = await SendAsync(server.Port, "POST /webhook HTTP/1.1\r\nHost: creel.example.net\r\nContent-Length: 2\r\n\r\n{}");
        Assert.StartsWith("HTTP/1.1 400 Bad Request\r\n", answer, StringComparison.Ordinal);
        Assert.Contains($"https:// with port {server.Port}", answer, StringComparison.Ordinal);

        var report = await server.ReportAsync();
        Assert.Equal((ConnectionProblem.PlainHttp, 400, "127.0.0.1"), (report.Kind, report.Status, report.RemoteAddress));
        Assert.Contains($"port {server.Port}", report.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_probe_is_not_reported()
    {
        await using var server = await ListeningServer.StartAsync(limits: new() { ConnectionsPerAddress = 1 });
        using (var probe = await ConnectAsync(server.Port)) probe.Client.Shutdown(SocketShutdown.Send);

        // What came later is reported first: the probe was not.
        ConnectionReport report;
        do
        {
            await SendAsync(server.Port, "GET / HTTP/1.1\r\n\r\n");
            report = await server.ReportAsync();
        }
        while (report.Kind == ConnectionProblem.TooManyConnections); // the probe's end had not been seen yet
        Assert.Equal(ConnectionProblem.PlainHttp, report.Kind);
    }

    [Fact]
    public async Task A_connection_that_stays_silent_is_cut_and_reported()
    {
        await using var server = await ListeningServer.StartAsync(limits: new() { HandshakeTimeout = TimeSpan.FromMilliseconds(200) });
        using var silent = await ConnectAsync(server.Port);
        Assert.Contains("sent nothing", (await server.ReportAsync()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connections_over_the_cap_are_cut_and_reported_and_closed_ones_make_room()
    {
        await using var server = await ListeningServer.StartAsync("http://127.0.0.1:0", new() { ConnectionsPerAddress = 2 });
        using var first = await ConnectAsync(server.Port);
        using var second = await ConnectAsync(server.Port);
        Assert.StartsWith("HTTP/1.1 200", await AskAsync(first, Request), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200", await AskAsync(second, Request), StringComparison.Ordinal);

        Assert.Equal("", await SendAsync(server.Port, Request));
        var report = await server.ReportAsync();
        Assert.Equal((ConnectionProblem.TooManyConnections, "127.0.0.1"), (report.Kind, report.RemoteAddress));

        first.Client.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, await first.Client.ReceiveAsync(new byte[100], TestContext.Current.CancellationToken));
        string answer;
        do
        {
            answer = await SendAsync(server.Port, Request);
        }
        while (answer.Length == 0);
        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trusted_proxy_may_hold_more_connections_than_a_sender()
    {
        await using var server = await ListeningServer.StartAsync("http://127.0.0.1:0", new()
        {
            ConnectionsPerAddress = 1,
            ConnectionsPerProxy = 2,
            TrustedProxies = () => [IPNetwork.Parse("127.0.0.1/32")],
        });
        using var first = await ConnectAsync(server.Port);
        using var second = await ConnectAsync(server.Port);
        Assert.StartsWith("HTTP/1.1 200", await AskAsync(first, Request), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200", await AskAsync(second, Request), StringComparison.Ordinal);
        Assert.Equal("", await SendAsync(server.Port, Request));
        Assert.Equal(ConnectionProblem.TooManyConnections, (await server.ReportAsync()).Kind);
    }

    [Fact]
    public async Task Plain_HTTP_from_the_network_is_for_trusted_proxies_only()
    {
        var own = NetworkInterface.GetAllNetworkInterfaces().SelectMany(one => one.GetIPProperties().UnicastAddresses).Select(one => one.Address)
            .FirstOrDefault(one => one.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(one));
        Assert.SkipWhen(own is null, "this machine has no address but loopback");
        IReadOnlyList<IPNetwork> trusted = [IPNetwork.Parse("192.0.2.5/32")];
        await using var server = await ListeningServer.StartAsync("http://*:0", new() { TrustedProxies = () => trusted });
        Assert.Equal("", await SendAsync(server.Port, Request, own));
        var report = await server.ReportAsync();
        Assert.Equal((ConnectionProblem.PlainHttp, own.ToString()), (report.Kind, report.RemoteAddress));
        Assert.StartsWith("HTTP/1.1 200", await SendAsync(server.Port, Request), StringComparison.Ordinal);

        trusted = [new IPNetwork(own, 32)];
        Assert.StartsWith("HTTP/1.1 200", await SendAsync(server.Port, Request, own), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense\r\n\r\n", 400)]
    [InlineData("GET / HTTP/9.9\r\nHost: a\r\n\r\n", 505)]
    [InlineData("GET / HTTP/1.1\r\nHo", 408)]
    public async Task What_Kestrel_refuses_by_itself_is_reported(string request, int status)
    {
        await using var server = await ListeningServer.StartAsync("http://127.0.0.1:0");
        Assert.StartsWith($"HTTP/1.1 {status} ", await SendAsync(server.Port, request), StringComparison.Ordinal);
        var report = await server.ReportAsync();
        Assert.Equal((ConnectionProblem.BadRequest, (int?)status, "127.0.0.1"), (report.Kind, report.Status, report.RemoteAddress));
        Assert.NotNull(report.NextStep);
    }

    [Fact]
    public async Task Too_many_headers_are_reported_as_431()
    {
        await using var server = await ListeningServer.StartAsync("http://127.0.0.1:0");
        var headers = string.Concat(Enumerable.Range(0, 150).Select(i => $"X-{i}: a\r\n"));
        var answer = await SendAsync(server.Port, $"GET / HTTP/1.1\r\nHost: a\r\n{headers}\r\n");
        Assert.StartsWith("HTTP/1.1 431 ", answer, StringComparison.Ordinal);
        Assert.Equal(431, (await server.ReportAsync()).Status);
    }

    private static async Task<TcpClient> ConnectAsync(int port, IPAddress? address = null)
    {
        var client = new TcpClient();
        await client.ConnectAsync(address ?? IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        return client;
    }

    private static async Task<string> SendAsync(int port, string request, IPAddress? address = null)
    {
        try
        {
            using var client = await ConnectAsync(port, address);
            return await AskAsync(client, request);
        }
        catch (SocketException)
        {
            return ""; // cut before it was answered
        }
    }

    // One read holds the whole of these short answers, or nothing.
    private static async Task<string> AskAsync(TcpClient client, string request)
    {
        var buffer = new byte[4096];
        await client.Client.SendAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        var count = await client.Client.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
        return Encoding.ASCII.GetString(buffer, 0, count);
    }
}
