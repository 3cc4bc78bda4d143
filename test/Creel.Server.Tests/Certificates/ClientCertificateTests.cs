using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Creel.Configuration;
using Creel.Server.Listeners;
using Creel.Server.Tests.Listeners;

namespace Creel.Server.Tests.Certificates;

public sealed class ClientCertificateTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("creel-client-");
    private readonly MadeUpCa _root = new("Clients Root");
    private readonly MadeUpCa _between;

    public ClientCertificateTests()
    {
        _between = new MadeUpCa("Clients Issuing CA", _root);
        File.WriteAllText(At("clients.pem"), _root.Pem);
    }

    public void Dispose()
    {
        _root.Dispose();
        _between.Dispose();
        _directory.Delete(recursive: true);
    }

    public static TheoryData<string> Versions => ["1.1", "2.0"];

    [Theory, MemberData(nameof(Versions))]
    public async Task Is_asked_for_and_handed_on_and_not_needed(string version)
    {
        await using var server = await ListeningServer.StartAsync(settings: new() { ClientCa = At("clients.pem") });
        Assert.Equal("CN=controller", await ClientSeenAsync(server, version, Issue(_root)));
        Assert.Equal("CN=controller", await ClientSeenAsync(server, version, Issue(_between), _between));
        Assert.Null(await ClientSeenAsync(server, version, null));
        Assert.False(server.HasReports);
    }

    [Fact]
    public async Task Is_never_asked_for_at_the_console_even_where_every_sender_must_have_one()
    {
        await using var server = await ListeningServer.StartAsync(settings: new() { ClientCa = At("clients.pem") }, forConsole: true);
        server.Tls.Apply(new TlsSettings { ClientCa = At("clients.pem") }, clientsMust: true);
        Assert.Null(await ClientSeenAsync(server, "1.1", null));
        Assert.Null(await ClientSeenAsync(server, "2.0", Issue(_root)));
        Assert.False(server.HasReports);
    }

    [Theory]
    [InlineData("another CA", "no CA in tls.clientCa issued it")]
    [InlineData("no CA between", "no CA in tls.clientCa issued it")]
    [InlineData("a server's", "it is not one for clients")]
    [InlineData("ended", "it is not valid now")]
    public async Task Is_refused_in_the_handshake_when_it_is_not_genuine_and_reported(string what, string why)
    {
        using var stranger = new MadeUpCa("Clients Root"); // of the same name, which proves nothing
        var (certificate, key) = what switch
        {
            "another CA" => stranger.Issue("CN=controller", MadeUpCa.ForClients),
            "no CA between" => _between.Issue("CN=controller", MadeUpCa.ForClients),
            "a server's" => _root.Issue("CN=controller", MadeUpCa.ForServers),
            _ => _root.Issue("CN=controller", MadeUpCa.ForClients, fromDays: -90, toDays: -1),
        };
        File.WriteAllText(At("client.pem"), certificate + key);
        await using var server = await ListeningServer.StartAsync(settings: new() { ClientCa = At("clients.pem") });
        foreach (var version in (string[])["-tls1_2", "-tls1_3"])
        {
            await server.ConnectAsync(version, "-cert", At("client.pem"), "-key", At("client.pem"));
            var report = await server.ReportAsync();
            Assert.Equal((ConnectionProblem.HandshakeFailed, "127.0.0.1"), (report.Kind, report.RemoteAddress));
            Assert.Equal($"client certificate refused: {why} (CN=controller)", report.Reason);
            Assert.NotNull(report.NextStep);
        }
    }

    [Fact]
    public async Task What_one_client_sends_along_helps_no_other()
    {
        await using var server = await ListeningServer.StartAsync(settings: new() { ClientCa = At("clients.pem") });
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("CN=controller", await ClientSeenAsync(server, "1.1", Issue(_between), _between));
            await Assert.ThrowsAsync<HttpRequestException>(() => ClientSeenAsync(server, "1.1", Issue(_between)));
        }
    }

    [Fact]
    public async Task Can_be_demanded_and_no_more_asked_for_while_the_server_runs()
    {
        await using var server = await ListeningServer.StartAsync(settings: new() { ClientCa = At("clients.pem") });
        server.Tls.Apply(new TlsSettings { ClientCa = At("clients.pem") }, clientsMust: true);
        await server.ConnectAsync("-tls1_3");
        Assert.StartsWith("no client certificate", (await server.ReportAsync()).Reason, StringComparison.Ordinal);
        Assert.Equal("CN=controller", await ClientSeenAsync(server, "2.0", Issue(_root)));

        server.Tls.Apply(new TlsSettings());
        Assert.Null(await ClientSeenAsync(server, "2.0", Issue(_root)));
    }

    [Fact]
    public async Task A_CA_that_is_taken_out_of_the_file_is_taken_out_of_the_server()
    {
        using var other = new MadeUpCa("Other Root");
        await using var server = await ListeningServer.StartAsync(settings: new() { ClientCa = At("clients.pem") });
        Assert.Equal("CN=controller", await ClientSeenAsync(server, "1.1", Issue(_root)));
        File.WriteAllText(At("clients.pem"), other.Pem);
        server.Tls.Turn();
        await Assert.ThrowsAsync<HttpRequestException>(() => ClientSeenAsync(server, "1.1", Issue(_root)));
        Assert.Equal("CN=controller", await ClientSeenAsync(server, "1.1", Issue(other)));
    }

    [Theory]
    [InlineData("a client's own", "is no CA")]
    [InlineData("CA between", "but not that one")]
    [InlineData("nothing", "there is no certificate in")]
    public void A_file_without_a_root_CA_is_refused(string content, string says)
    {
        File.WriteAllText(At("clients.pem"), content switch
        {
            "a client's own" => _root.Issue("CN=controller", MadeUpCa.ForClients).Certificate,
            "CA between" => _between.Pem,
            _ => "",
        });
        Assert.Contains(says, Assert.Throws<CommandException>(() => Creel.Server.Certificates.ServerTls.Check(new() { ClientCa = At("clients.pem") })).Message, StringComparison.Ordinal);
    }

    private static X509Certificate2 Issue(MadeUpCa ca)
    {
        var (certificate, key) = ca.Issue("CN=controller", MadeUpCa.ForClients);
        return X509Certificate2.CreateFromPem(certificate, key);
    }

    /// <summary>Whom the server saw.</summary>
    private static async Task<string?> ClientSeenAsync(ListeningServer server, string version, X509Certificate2? client, MadeUpCa? between = null)
    {
        var options = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, _, _, _) => true };
        if (client is not null)
            options.ClientCertificateContext = SslStreamCertificateContext.Create(client, between is null ? null : [X509Certificate2.CreateFromPem(between.Pem)], offline: true);
        using var http = new HttpClient(new SocketsHttpHandler { SslOptions = options });
        using var request = new HttpRequestMessage(HttpMethod.Get, $"https://127.0.0.1:{server.Port}/")
        {
            Version = new Version(version),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return answer.Headers.TryGetValues("Client", out var seen) ? Assert.Single(seen) : null;
    }

    private string At(string name) => Path.Combine(_directory.FullName, name);
}
