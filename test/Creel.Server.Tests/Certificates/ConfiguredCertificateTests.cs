using Creel.Configuration;
using Creel.Server.Certificates;
using Creel.Server.Tests.Listeners;

namespace Creel.Server.Tests.Certificates;

/// <summary>Certificates that the operator gives, in the forms in which people have them; openssl says whether they are served right.</summary>
public sealed class ConfiguredCertificateTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("creel-cert-");
    private readonly MadeUpCa _root = new("Example Root");
    private readonly MadeUpCa _between;

    public ConfiguredCertificateTests()
    {
        _between = new MadeUpCa("Example Issuing CA", _root);
        Write("root.pem", _root.Pem);
    }

    public void Dispose()
    {
        _root.Dispose();
        _between.Dispose();
        _directory.Delete(recursive: true);
    }

    [Theory]
    [InlineData("chain.pem", "key.pem", null)]
    [InlineData("all.pem", null, null)]
    [InlineData("upside-down.pem", "key.pem", null)]
    [InlineData("chain.pem", "encrypted.pem", "pass word")]
    [InlineData("chain.pem", "sec1.pem", null)]
    [InlineData("chain.pem", "key.pem", "a password that is not needed")]
    [InlineData("rsa-chain.pem", "rsa-key.pem", null)]
    [InlineData("rsa-chain.pem", "rsa-pkcs1.pem", null)]
    [InlineData("cert.pfx", null, "pass word")]
    [InlineData("open.pfx", null, null)]
    public async Task Is_served_with_the_CAs_between_whatever_form_it_comes_in(string certificate, string? key, string? password)
    {
        await WriteAllFormsAsync();
        await using var server = await ListeningServer.StartAsync(settings: Settings(certificate, key, password));
        foreach (var version in (string[])["-tls1_2", "-tls1_3"])
        {
            var (exit, text) = await server.ConnectAsync(version, "-CAfile", At("root.pem"), "-verify_return_error", "-verify_hostname", "creel.example.com");
            Assert.True(exit == 0, text);
            Assert.Contains("Verify return code: 0 (ok)", text, StringComparison.Ordinal);
        }
        Assert.Equal(["creel.example.com", "127.0.0.1"], server.Certificate.Names.Select(name => name.Text));
    }

    [Theory]
    [InlineData("missing.pem", "key.pem", null, "missing.pem does not exist")]
    [InlineData("chain.pem", "missing.pem", null, "missing.pem does not exist")]
    [InlineData("chain.pem", null, null, "there is no private key in")]
    [InlineData("key.pem", "key.pem", null, "there is no certificate in")]
    [InlineData("chain.pem", "rsa-key.pem", null, "does not belong to the certificate")]
    [InlineData("chain.pem", "encrypted.pem", "wrong", "tls.password is wrong")]
    [InlineData("chain.pem", "encrypted.pem", null, "no password is given")]
    [InlineData("chain.pem", "old.pem", "pass word", "encrypted in the old way")]
    [InlineData("chain.pem", "ed25519.pem", null, "of a kind that is not served")]
    [InlineData("damaged.pem", "key.pem", null, "is damaged")]
    [InlineData("cert.pfx", null, "wrong", "tls.password is wrong")]
    [InlineData("cert.pfx", null, null, "no password is given")]
    [InlineData("cert.pfx", "key.pem", "pass word", "Remove tls.key")]
    [InlineData("cut.pfx", null, "pass word", "cut.pfx")]
    [InlineData("cert.der", null, null, "openssl x509")]
    [InlineData("client.pem", "client.key", null, "lacks serverAuth")]
    [InlineData(null, "key.pem", null, "without tls.certificate")]
    public async Task What_can_not_be_served_is_refused_with_the_file_and_a_remedy(string? certificate, string? key, string? password, string says)
    {
        await WriteAllFormsAsync();
        var problem = Assert.Throws<CommandException>(() => ServerTls.Check(Settings(certificate, key, password))).Message;
        Assert.Contains(says, problem, StringComparison.Ordinal);
        if (certificate is not null) Assert.Contains(_directory.FullName, problem, StringComparison.Ordinal);
        Assert.True(problem.Split('\n') is [{ Length: > 10 }, { Length: > 10 }], problem);
        Assert.DoesNotContain(File.ReadAllLines(At("key.pem"))[1], problem, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong\"", problem, StringComparison.Ordinal);

        using var tls = new TemporaryTls();
        Assert.Equal(problem, Assert.Throws<CommandException>(() => new ServerTls(tls.Store, Settings(certificate, key, password), _ => { }, tls.Clock)).Message);
    }

    private async Task WriteAllFormsAsync()
    {
        var (certificate, key) = _between.Issue("CN=creel.example.com", MadeUpCa.ForServers);
        Write("leaf.pem", certificate);
        Write("chain.pem", certificate + _between.Pem);
        Write("upside-down.pem", _root.Pem + _between.Pem + certificate);
        Write("all.pem", key + certificate + _between.Pem);
        Write("damaged.pem", certificate.Replace("MII", "MI!", StringComparison.Ordinal));
        Write("key.pem", key);
        Write("between.pem", _between.Pem);
        var (rsaCertificate, rsaKey) = _between.Issue("CN=creel.example.com", MadeUpCa.ForServers, rsa: true);
        Write("rsa-chain.pem", rsaCertificate + _between.Pem);
        Write("rsa-key.pem", rsaKey);
        var (client, clientKey) = _between.Issue("CN=controller", MadeUpCa.ForClients);
        Write("client.pem", client);
        Write("client.key", clientKey);
        await MakeAsync("pkey", "-in", At("key.pem"), "-aes256", "-passout", "pass:pass word", "-out", At("encrypted.pem"));
        await MakeAsync("ec", "-in", At("key.pem"), "-out", At("sec1.pem"));
        await MakeAsync("ec", "-in", At("key.pem"), "-aes128", "-passout", "pass:pass word", "-out", At("old.pem"));
        await MakeAsync("pkey", "-in", At("rsa-key.pem"), "-traditional", "-out", At("rsa-pkcs1.pem"));
        await MakeAsync("genpkey", "-algorithm", "ed25519", "-out", At("ed25519.pem"));
        string[] pfx = ["pkcs12", "-export", "-inkey", At("key.pem"), "-in", At("leaf.pem"), "-certfile", At("between.pem")];
        await MakeAsync([.. pfx, "-passout", "pass:pass word", "-out", At("cert.pfx")]);
        await MakeAsync([.. pfx, "-passout", "pass:", "-out", At("open.pfx")]);
        await MakeAsync("x509", "-in", At("leaf.pem"), "-outform", "DER", "-out", At("cert.der"));
        File.WriteAllBytes(At("cut.pfx"), File.ReadAllBytes(At("cert.pfx"))[..^50]);
    }

    private static async Task MakeAsync(params string[] arguments)
    {
        var (exit, text) = await OpenSsl.RunAsync(arguments);
        Assert.True(exit == 0, text);
    }

    private TlsSettings Settings(string? certificate, string? key, string? password) => new()
    {
        Certificate = certificate is null ? null : At(certificate),
        Key = key is null ? null : At(key),
        Password = password is null ? null : new(password),
    };

    private void Write(string name, string text) => File.WriteAllText(At(name), text);

    private string At(string name) => Path.Combine(_directory.FullName, name);
}
