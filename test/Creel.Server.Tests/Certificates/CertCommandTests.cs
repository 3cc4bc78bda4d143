using System.CommandLine;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Creel.Server.Certificates;
using Creel.Server.Commands;
using Creel.Server.Local;

namespace Creel.Server.Tests.Certificates;

public sealed class CertCommandTests : IDisposable
{
    private readonly TemporaryTls _tls = new();

    public void Dispose() => _tls.Dispose();

    private CertificateStore Store => new(_tls.Tls, TimeProvider.System);

    [Fact]
    public async Task Show_tells_names_fingerprints_validity_and_files()
    {
        var issued = Store.Open(TemporaryTls.Names("localhost", "creel.example.net"));
        var (output, _) = await RunAsync("show");
        Assert.All([issued.Fingerprint, issued.CaFingerprint, "creel.example.net", _tls.At("ca.pem"), "days left"],
            part => Assert.Contains(part, output, StringComparison.Ordinal));

        var (json, _) = await RunAsync("show", "--json");
        using var parsed = JsonDocument.Parse(json);
        Assert.Equal(issued.Fingerprint, parsed.RootElement.GetProperty("sha256").GetString());
        Assert.Equal(issued.CaFingerprint, parsed.RootElement.GetProperty("ca").GetProperty("sha256").GetString());
        Assert.Equal("creel.example.net", parsed.RootElement.GetProperty("names")[1].GetString());
        Assert.Single(json.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Show_tells_of_the_certificate_that_is_configured()
    {
        var issued = Store.Open(TemporaryTls.Names("localhost"));
        using var ca = new MadeUpCa("Example Root");
        var file = Path.Combine(_tls.Data, "cert.pem");
        File.WriteAllText(file, ca.Issue("CN=creel.example.com", MadeUpCa.ForServers).Certificate);
        using var leaf = ConfiguredCertificate.Look(file)!;
        new ServerState { ProcessId = 4711, StartedAt = default, ReceiveUrls = [], Sources = [], CertificateFile = file }.Write(DataDirectory.OpenOrCreate(_tls.Data));

        var (output, _) = await RunAsync("show");
        Assert.All([file, IssuedCertificate.FingerprintOf(leaf), "creel.example.com", issued.Fingerprint], part => Assert.Contains(part, output, StringComparison.Ordinal));
        var (json, _) = await RunAsync("show", "--json");
        using var parsed = JsonDocument.Parse(json);
        Assert.Equal(IssuedCertificate.FingerprintOf(leaf), parsed.RootElement.GetProperty("configured").GetProperty("sha256").GetString());

        File.WriteAllText(file, "not PEM");
        Assert.Contains("can't be read", (await RunAsync("show")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_gives_the_CA_and_no_key()
    {
        var issued = Store.Open(TemporaryTls.Names("localhost"));
        var (output, hint) = await RunAsync("export");
        using var exported = X509Certificate2.CreateFromPem(output);
        Assert.Equal(issued.Ca.Thumbprint, exported.Thumbprint);
        Assert.DoesNotContain("PRIVATE", output, StringComparison.Ordinal);
        Assert.Contains("not confirmed", hint, StringComparison.Ordinal);

        var file = Path.Combine(_tls.Data, "exported.pem");
        Assert.Equal("", (await RunAsync("export", "--out", file)).Output);
        Assert.Equal(output, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Renew_adds_names_and_keeps_the_key()
    {
        var before = Store.Open(TemporaryTls.Names("localhost", "192.0.2.1"));
        var (output, _) = await RunAsync("renew", "--name", "creel.example.net", "--name", "192.0.2.2");
        var after = Store.Look();
        Assert.Contains(after.Fingerprint, output, StringComparison.Ordinal);
        Assert.All(TemporaryTls.Names("localhost", "192.0.2.1", "192.0.2.2", "creel.example.net"), n => Assert.Contains(n, after.Names));
        Assert.Equal(before.Leaf.PublicKey.ExportSubjectPublicKeyInfo(), after.Leaf.PublicKey.ExportSubjectPublicKeyInfo());
    }

    [Fact]
    public async Task A_wrong_name_is_wrong_usage_and_changes_nothing()
    {
        var before = Store.Open(TemporaryTls.Names("localhost"));
        Assert.Equal(2, (await Assert.ThrowsAsync<CommandException>(() => RunAsync("renew", "--name", "https://x"))).ExitCode);
        Assert.Equal(before.Fingerprint, Store.Look().Fingerprint);
    }

    [Fact]
    public async Task Without_certificates_it_says_how_to_get_some()
    {
        var refusal = await Assert.ThrowsAsync<CommandException>(() => RunAsync("show"));
        Assert.Equal(1, refusal.ExitCode);
        Assert.Contains("creel serve", refusal.Message, StringComparison.Ordinal);
    }

    private async Task<(string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var exit = await CertCommand.Create().Parse([.. arguments, "--data", _tls.Data]).InvokeAsync(
            new InvocationConfiguration { Output = output, Error = errors, EnableDefaultExceptionHandler = false },
            TestContext.Current.CancellationToken);
        Assert.Equal(0, exit);
        return (output.ToString(), errors.ToString());
    }
}
