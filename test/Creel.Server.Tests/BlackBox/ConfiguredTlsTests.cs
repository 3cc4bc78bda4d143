using System.Net;
using System.Net.Security;
using System.Runtime.Versioning;
using System.Security.Cryptography.X509Certificates;
using Creel.Server.Tests.Certificates;

namespace Creel.Server.Tests.BlackBox;

/// <summary>Certificates, client certificates and proxies, as a file configures them.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ConfiguredTlsTests : ConfiguredTest
{
    private readonly MadeUpCa _ca = new("Example Root");

    [Fact]
    public async Task A_configured_certificate_is_served_shown_trusted_and_followed_and_a_bad_one_is_not()
    {
        PutCertificate();
        WriteConfig("tls: { certificate: cert.pem, key: key.pem }\n" + Sources(Basic("hooks", "/hooks", "hooks")));
        var creel = await ServeConfiguredAsync();
        Assert.Contains($"from {At("cert.pem")}", creel.Output);
        using (var client = Client(creel)) Assert.Equal(HttpStatusCode.Accepted, await PostBasicAsync(client, "/hooks", "hooks"));
        var (exit, output, error) = await CreelProcess.RunAsync("send", "--data-dir", Data);
        Assert.True(exit == 0, output + error);
        var (_, shown, _) = await CreelProcess.RunAsync("cert", "show", "--data", Data);
        Assert.Contains("creel.example.com", shown);

        PutCertificate();
        await creel.PrintedAsync("The server certificate was read again");
        using (var client = Client(creel)) Assert.Equal(HttpStatusCode.Accepted, await PostBasicAsync(client, "/hooks", "hooks"));

        File.WriteAllText(At("key.pem"), _ca.Issue("CN=creel.example.com", MadeUpCa.ForServers).Key);
        await creel.PrintedAsync("does not belong to the certificate");
        using (var client = Client(creel)) Assert.Equal(HttpStatusCode.Accepted, await PostBasicAsync(client, "/hooks", "hooks"));
    }

    [Theory, InlineData("1.1"), InlineData("2.0")]
    public async Task Each_source_decides_on_the_client_certificate(string version)
    {
        File.WriteAllText(At("clients.pem"), _ca.Pem);
        WriteConfig("tls: { clientCa: clients.pem }\n" + Sources(
            "  hooks:\n    path: /hooks\n    bearer: [hooks]\n",
            "  mutual:\n    path: /mutual\n    clientCertificates: [\"CN=controller\"]\n"));
        var creel = await ServeConfiguredAsync();
        using var stranger = Client(creel, version);
        using var controller = Client(creel, version, "CN=controller");
        using var other = Client(creel, version, "CN=other");
        Assert.Equal(HttpStatusCode.Accepted, await PostAsAsync(controller, "/mutual", "none"));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsAsync(other, "/mutual", "none"));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsAsync(stranger, "/mutual", "none"));
        Assert.Equal(HttpStatusCode.Accepted, await PostAsAsync(stranger, "/hooks", "hooks"));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsAsync(controller, "/hooks", "none"));
        await creel.PrintedAsync("the client certificate is that of CN=other");

        // Where nothing else is taken, the handshake refuses who has none.
        WriteConfig("tls: { clientCa: clients.pem }\n" + Sources("  mutual:\n    path: /mutual\n    clientCertificates: [controller]\n"));
        await creel.PrintedAsync("gone: hooks");
        using var late = Client(creel, version);
        await Assert.ThrowsAsync<HttpRequestException>(() => PostAsAsync(late, "/mutual", "none"));
        await creel.PrintedAsync("no client certificate");
        using var again = Client(creel, version, "CN=controller");
        Assert.Equal(HttpStatusCode.Accepted, await PostAsAsync(again, "/mutual", "none"));
    }

    [Fact]
    public async Task What_can_not_be_served_is_found_by_check_at_the_start_and_at_a_change()
    {
        PutCertificate();
        File.WriteAllText(At("other.key"), _ca.Issue("CN=creel.example.com", MadeUpCa.ForServers).Key);
        WriteConfig("tls: { certificate: cert.pem, key: other.key }\n" + Sources(Basic("hooks", "/hooks", "hooks")));
        foreach (var command in (string[][])[["check", "--config", Config], ["serve", "--config", Config, "--data", Data]])
        {
            var (exit, output, error) = await CreelProcess.RunAsync(command);
            Assert.True(exit == 2, output + error);
            Assert.Contains("does not belong to the certificate", output + error);
        }

        WriteConfig("tls: { certificate: cert.pem, key: key.pem }\n" + Sources(Basic("hooks", "/hooks", "hooks")));
        var creel = await ServeConfiguredAsync();
        WriteConfig("tls: { certificate: cert.pem, key: other.key }\n" + Sources(Basic("new", "/new", "new")));
        await creel.PrintedAsync("does not belong to the certificate");
        using var client = Client(creel);
        Assert.Equal(HttpStatusCode.Accepted, await PostBasicAsync(client, "/hooks", "hooks"));
        Assert.Equal(HttpStatusCode.NotFound, await PostBasicAsync(client, "/new", "new"));
    }

    [Fact]
    public async Task A_trusted_proxy_is_believed_in_lines_events_and_allow_lists()
    {
        WriteConfig("trustedProxies: [127.0.0.1]\n" + Sources(Basic("hooks", "/hooks", "hooks", "    allow: [198.51.100.0/24]\n")));
        var creel = await ServeConfiguredAsync("--listen", "http://127.0.0.1:0");
        using var client = new HttpClient { BaseAddress = creel.Url };
        client.DefaultRequestHeaders.TryAddWithoutValidation("X-Forwarded-For", "203.0.113.9, 198.51.100.7");
        Assert.Equal(HttpStatusCode.Accepted, await PostBasicAsync(client, "/hooks", "hooks"));
        Assert.Contains(" 198.51.100.7 POST /hooks 202", await creel.PrintedAsync("POST /hooks 202"));
        Assert.Equal("198.51.100.7", Assert.Single(await ExportAsync()).GetProperty("remoteAddress").GetString());

        client.DefaultRequestHeaders.Remove("X-Forwarded-For");
        client.DefaultRequestHeaders.TryAddWithoutValidation("X-Forwarded-For", "198.51.100.7, unknown");
        Assert.Equal(HttpStatusCode.Unauthorized, await PostBasicAsync(client, "/hooks", "hooks"));
        Assert.Contains("X-Forwarded-For holds something that is no address", await creel.PrintedAsync("address not allowed"));
    }

    // In the version that the client is made for.
    private static async Task<HttpStatusCode> PostAsAsync(HttpClient client, string path, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = Json("{}"),
            Version = client.DefaultRequestVersion,
            VersionPolicy = client.DefaultVersionPolicy,
            Headers = { Authorization = new("Bearer", token) },
        };
        using var answer = await client.SendAsync(request);
        Assert.Equal(client.DefaultRequestVersion, answer.Version);
        return answer.StatusCode;
    }

    private void PutCertificate()
    {
        var (certificate, key) = _ca.Issue("CN=creel.example.com", MadeUpCa.ForServers);
        File.WriteAllText(At("cert.pem"), certificate);
        File.WriteAllText(At("key.pem"), key);
    }

    private HttpClient Client(CreelProcess creel, string version = "1.1", string? subject = null)
    {
        var options = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, _, _, _) => true };
        if (subject is not null)
        {
            var (certificate, key) = _ca.Issue(subject, MadeUpCa.ForClients);
            options.ClientCertificateContext = SslStreamCertificateContext.Create(X509Certificate2.CreateFromPem(certificate, key), null, offline: true);
        }
        return new HttpClient(new SocketsHttpHandler { SslOptions = options })
        {
            BaseAddress = creel.Url,
            DefaultRequestVersion = new Version(version),
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
    }
}
