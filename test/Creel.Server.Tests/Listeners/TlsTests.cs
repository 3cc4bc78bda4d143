using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Creel.Server.Certificates;
using Creel.Server.Listeners;
using Creel.Server.Tests.Certificates;

namespace Creel.Server.Tests.Listeners;

public sealed class TlsTests
{
    [Theory]
    [InlineData("-tls1_2", "TLSv1.2")]
    [InlineData("-tls1_3", "TLSv1.3")]
    public async Task OpenSSL_accepts_the_server_with_our_CA(string version, string shown)
    {
        await using var server = await ListeningServer.StartAsync();
        var (exit, text) = await server.ConnectAsync(version, "-CAfile", server.CaFile, "-verify_return_error", "-verify_ip", "127.0.0.1");
        Assert.True(exit == 0, text);
        Assert.Contains("Verify return code: 0 (ok)", text, StringComparison.Ordinal);
        Assert.Contains(shown, text, StringComparison.Ordinal);
        Assert.False(server.HasReports);
    }

    [Theory]
    [InlineData("-tls1_2")]
    [InlineData("-tls1_3")]
    public async Task An_unknown_CA_is_reported_with_address_and_next_step(string version)
    {
        await using var server = await ListeningServer.StartAsync();
        var (exit, _) = await server.ConnectAsync(version, "-verify_return_error");
        Assert.NotEqual(0, exit);

        var report = await server.ReportAsync();
        Assert.Equal(ConnectionProblem.HandshakeFailed, report.Kind);
        Assert.Equal("127.0.0.1", report.RemoteAddress);
        Assert.StartsWith("unknown CA", report.Reason, StringComparison.Ordinal);
        Assert.Contains("creel cert export", report.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TLS_1_1_is_refused_and_reported()
    {
        await using var server = await ListeningServer.StartAsync();
        var (exit, _) = await server.ConnectAsync("-tls1_1", "-cipher", "ALL@SECLEVEL=0");
        Assert.NotEqual(0, exit);
        Assert.StartsWith("protocol version", (await server.ReportAsync()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sender_without_a_common_cipher_is_reported()
    {
        await using var server = await ListeningServer.StartAsync();
        await server.ConnectAsync("-tls1_2", "-cipher", "AES128-GCM-SHA256");
        Assert.StartsWith("no shared cipher", (await server.ReportAsync()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_cut_in_the_handshake_is_reported()
    {
        await using var server = await ListeningServer.StartAsync();
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(IPAddress.Loopback, server.Port, TestContext.Current.CancellationToken);
            await client.GetStream().WriteAsync(new byte[] { 0x16, 0x03, 0x01, 0x02 }, TestContext.Current.CancellationToken);
        }
        Assert.Equal("connection closed during the handshake", (await server.ReportAsync()).Reason);
    }

    [Fact]
    public async Task A_handshake_that_stalls_ends_at_its_limit_and_is_reported()
    {
        await using var server = await ListeningServer.StartAsync(limits: new() { HandshakeTimeout = TimeSpan.FromMilliseconds(200) });
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Port, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(new byte[] { 0x16, 0x03, 0x01 }, TestContext.Current.CancellationToken);
        Assert.Contains("not finished within", (await server.ReportAsync()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HTTP_2_is_chosen_by_ALPN_and_HTTP_1_still_served()
    {
        await using var server = await ListeningServer.StartAsync();
        using var client = Client();
        Assert.Equal("HTTP/2", await GetAsync(client, $"https://127.0.0.1:{server.Port}/", HttpVersion.Version20));
        Assert.Equal("HTTP/1.1", await GetAsync(client, $"https://127.0.0.1:{server.Port}/", HttpVersion.Version11));
    }

    [Fact]
    public async Task All_addresses_means_IPv4_and_IPv6()
    {
        await using var server = await ListeningServer.StartAsync("https://*:0");
        using var client = Client();
        Assert.Equal("HTTP/1.1", await GetAsync(client, $"https://127.0.0.1:{server.Port}/", HttpVersion.Version11));
        if (Socket.OSSupportsIPv6) Assert.Equal("HTTP/1.1", await GetAsync(client, $"https://[::1]:{server.Port}/", HttpVersion.Version11));

        await server.ConnectAsync("-verify_return_error");
        Assert.Equal("127.0.0.1", (await server.ReportAsync()).RemoteAddress);
    }

    [Fact]
    public async Task A_renewed_certificate_is_served_without_a_restart()
    {
        await using var server = await ListeningServer.StartAsync();
        var before = server.Certificate.Issued;
        var notices = new TaskCompletionSource<CertificateNotice>();
        var renewal = new CertificateRenewal(server.Store, server.Certificate, n => notices.TrySetResult(n), TimeProvider.System)
        {
            Interval = TimeSpan.FromMilliseconds(20),
            ReadMachineNames = () => TemporaryTls.Names("localhost"),
        };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = renewal.RunAsync(stop.Token);

        var written = server.Store.Renew(TemporaryTls.Names("creel.example.net"));
        var notice = await notices.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        Assert.False(notice.Failed);
        Assert.NotEqual(before.Fingerprint, written.Fingerprint);
        var (_, text) = await server.ConnectAsync(
            "-CAfile", server.CaFile, "-verify_return_error", "-verify_hostname", "creel.example.net");
        Assert.Contains("Verify return code: 0 (ok)", text, StringComparison.Ordinal);
        await stop.CancelAsync();
        await running;
    }

    private static HttpClient Client() => new(new SocketsHttpHandler
    {
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, _, _, _) => true },
    });

    private static async Task<string> GetAsync(HttpClient client, string url, Version version)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url)
        {
            Version = version,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
