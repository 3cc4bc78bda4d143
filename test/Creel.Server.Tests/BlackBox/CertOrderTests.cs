using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Creel.Server.Tests.BlackBox;

/// <summary>A certificate of a CA that the senders know already: ordered, signed, imported, served.</summary>
public sealed class CertOrderTests : BlackBoxTest
{
    [Fact]
    public async Task A_certificate_that_was_ordered_and_signed_is_served_after_a_restart_until_it_is_removed()
    {
        await (await ServeAsync()).KillAsync();
        Assert.Equal(0, (await CreelProcess.RunAsync("cert", "csr", "--data", Data, "--out", At("order.csr"))).Exit);
        var signed = Sign(At("order.csr"));

        var (exit, output, error) = await CreelProcess.RunAsync("cert", "import", signed, "--data", Data);
        Assert.True(exit == 0, error);
        Assert.Contains("Restart the server", output);

        var creel = await ServeAsync();
        Assert.Equal("CN=Creel Test Authority", await IssuerAsync(creel));
        var (sent, _, said) = await CreelProcess.RunAsync([new("CREEL_DATA", Data)], ["send"]);
        Assert.True(sent is 0, said);
        Assert.Contains("imported.pem", (await CreelProcess.RunAsync("cert", "show", "--data", Data)).Out);
        await creel.KillAsync();

        Assert.Equal(0, (await CreelProcess.RunAsync("cert", "import", "--remove", "--data", Data)).Exit);
        Assert.StartsWith("CN=Creel CA", await IssuerAsync(await ServeAsync()));
    }

    [Fact]
    public async Task A_certificate_of_another_key_is_refused_and_changes_nothing()
    {
        await (await ServeAsync()).KillAsync();
        using var key = System.Security.Cryptography.ECDsa.Create();
        var other = new CertificateRequest("CN=localhost", key, System.Security.Cryptography.HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        await File.WriteAllTextAsync(At("other.pem"), other.ExportCertificatePem(), TestContext.Current.CancellationToken);

        var (exit, _, error) = await CreelProcess.RunAsync("cert", "import", At("other.pem"), "--data", Data);

        Assert.Equal(1, exit);
        Assert.Contains("does not belong to the certificate", error);
        Assert.StartsWith("CN=Creel CA", await IssuerAsync(await ServeAsync()));
    }

    // As a company's CA would: with openssl, from the request alone.
    private string Sign(string request)
    {
        Run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=Creel Test Authority",
            "-addext", "basicConstraints=critical,CA:TRUE", "-days", "30", "-keyout", At("ca.key"), "-out", At("ca.pem"));
        Run("openssl", "x509", "-req", "-in", request, "-CA", At("ca.pem"), "-CAkey", At("ca.key"), "-CAcreateserial", "-copy_extensions", "copyall",
            "-days", "20", "-out", At("leaf.pem"));
        File.WriteAllText(At("chain.pem"), File.ReadAllText(At("leaf.pem")) + File.ReadAllText(At("ca.pem")));
        return At("chain.pem");
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error);
    }

    private static async Task<string> IssuerAsync(CreelProcess creel)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(creel.Url.Host, creel.Url.Port);
        await using var tls = new SslStream(socket.GetStream(), false, (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync("localhost");
        return tls.RemoteCertificate!.Issuer;
    }
}
