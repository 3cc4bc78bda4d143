using System.Runtime.Versioning;
using System.Security.Cryptography;
using Creel.Server.Certificates;

namespace Creel.Server.Tests.Certificates;

public sealed class CertificateStoreTests : IDisposable
{
    private readonly TemporaryTls _tls = new();

    public void Dispose() => _tls.Dispose();

    [Fact]
    public async Task OpenSSL_verifies_the_chain_for_every_name()
    {
        _tls.Store.Open(TemporaryTls.Names("localhost", "creel.example.net", "192.0.2.10", "2001:db8::1"));

        string[] checks =
        [
            "-verify_hostname=localhost", "-verify_hostname=creel.example.net", "-verify_ip=192.0.2.10", "-verify_ip=2001:db8::1",
        ];
        foreach (var check in checks)
        {
            var (exit, text) = await OpenSsl.RunAsync(["verify", "-x509_strict", "-purpose", "sslserver", "-attime", At(_tls.Clock.Now),
                "-CAfile", _tls.At("ca.pem"), .. check.Split('='), _tls.At("server.pem")]);
            Assert.True(exit == 0, text);
        }
        var (wrong, _) = await OpenSsl.RunAsync("verify", "-attime", At(_tls.Clock.Now), "-CAfile", _tls.At("ca.pem"),
            "-verify_hostname", "other.example.net", _tls.At("server.pem"));
        Assert.NotEqual(0, wrong);
    }

    [Fact]
    public async Task The_CA_signs_servers_only_and_no_other_CA()
    {
        _tls.Store.Open(TemporaryTls.Names("localhost"));

        var (_, ca) = await OpenSsl.RunAsync("x509", "-in", _tls.At("ca.pem"), "-noout", "-text");
        Assert.Contains("Creel CA on ", ca, StringComparison.Ordinal);
        Assert.Matches("Basic Constraints: critical\\s+CA:TRUE, pathlen:0", ca);
        Assert.Matches("Key Usage: critical\\s+Certificate Sign, CRL Sign", ca);
        var (_, leaf) = await OpenSsl.RunAsync("x509", "-in", _tls.At("server.pem"), "-noout", "-text");
        Assert.Contains("TLS Web Server Authentication", leaf, StringComparison.Ordinal);
        Assert.Contains("CA:FALSE", leaf, StringComparison.Ordinal);
        Assert.Contains("ASN1 OID: prime256v1", leaf, StringComparison.Ordinal);
    }

    [Fact]
    public void The_leaf_is_valid_since_yesterday_and_for_no_more_than_397_days()
    {
        var issued = _tls.Store.Open(TemporaryTls.Names("localhost"));
        Assert.InRange(_tls.Clock.Now - issued.NotBefore, TimeSpan.FromHours(23), TimeSpan.FromHours(25));
        Assert.InRange(issued.NotAfter - issued.NotBefore, TimeSpan.FromDays(365), TimeSpan.FromDays(397));
        Assert.InRange((issued.Ca.NotAfter - issued.Ca.NotBefore).TotalDays, 3600, 3700);
    }

    [Fact]
    public void Issues_again_what_was_issued_while_the_clock_was_ahead()
    {
        var right = _tls.Clock.Now;
        _tls.Store.Open(TemporaryTls.Names("localhost"));
        _tls.Clock.Now = right.AddDays(380);
        Assert.True(_tls.Store.Open(TemporaryTls.Names("localhost")).NotBefore > right);
        _tls.Clock.Now = right;
        var again = _tls.Store.Open(TemporaryTls.Names("localhost"));
        Assert.True(again.NotBefore < right);
        Assert.Equal(again.Fingerprint, _tls.Store.Open(TemporaryTls.Names("localhost")).Fingerprint);
    }

    [Fact]
    public void Keeps_a_certificate_that_can_not_begin_earlier_because_its_CA_does_not()
    {
        var issued = _tls.Store.Open(TemporaryTls.Names("localhost"));
        _tls.Clock.Now -= TimeSpan.FromDays(300);
        Assert.Equal(issued.Fingerprint, _tls.Store.Open(TemporaryTls.Names("localhost")).Fingerprint);
    }

    [Fact]
    public void A_restart_keeps_the_very_same_certificate()
    {
        var first = _tls.Store.Open(TemporaryTls.Names("localhost", "192.0.2.1"));
        var second = _tls.Store.Open(TemporaryTls.Names("192.0.2.1"));
        Assert.Equal(first.Fingerprint, second.Fingerprint);
        Assert.True(second.Leaf.HasPrivateKey);
    }

    [Fact]
    public void A_new_name_is_added_and_key_CA_and_old_names_stay()
    {
        var first = _tls.Store.Open(TemporaryTls.Names("localhost", "192.0.2.1"));
        var second = _tls.Store.Open(TemporaryTls.Names("localhost", "creel.example.net"));

        Assert.Equal(["localhost", "creel.example.net", "192.0.2.1"], second.Names.Select(n => n.Text));
        Assert.Equal(first.Leaf.PublicKey.ExportSubjectPublicKeyInfo(), second.Leaf.PublicKey.ExportSubjectPublicKeyInfo());
        Assert.Equal(first.CaFingerprint, second.CaFingerprint);
        Assert.NotEqual(first.Fingerprint, second.Fingerprint);
    }

    [Theory]
    [InlineData(260, false)]
    [InlineData(264, true)]
    [InlineData(500, true)]
    public void It_is_issued_again_when_a_third_of_its_life_is_left(int days, bool renewed)
    {
        var first = _tls.Store.Open(TemporaryTls.Names("localhost"));
        _tls.Clock.Now += TimeSpan.FromDays(days);
        var second = _tls.Store.Open(TemporaryTls.Names("localhost"));
        Assert.Equal(renewed, first.Fingerprint != second.Fingerprint);
        if (renewed) Assert.True(second.NotAfter - _tls.Clock.Now > TimeSpan.FromDays(390));
    }

    [Fact]
    public void Close_to_the_end_of_the_CA_it_is_not_issued_over_and_over()
    {
        _tls.Store.Open(TemporaryTls.Names("localhost"));
        _tls.Clock.Now += TimeSpan.FromDays(3640);
        var last = _tls.Store.Open(TemporaryTls.Names("localhost"));
        Assert.Equal(last.Ca.NotAfter, last.Leaf.NotAfter);
        Assert.Equal(last.Fingerprint, _tls.Store.Open(TemporaryTls.Names("localhost")).Fingerprint);
    }

    [Fact]
    public void An_expired_CA_is_refused_and_not_replaced()
    {
        _tls.Store.Open(TemporaryTls.Names("localhost"));
        var ca = File.ReadAllText(_tls.At("ca.pem"));
        _tls.Clock.Now += TimeSpan.FromDays(3700);

        Assert.Contains("ended on 2041-02-", Refused(), StringComparison.Ordinal);
        Assert.Equal(ca, File.ReadAllText(_tls.At("ca.pem")));
    }

    [Theory]
    [InlineData("ca.key")]
    [InlineData("ca.pem")]
    [InlineData("server.key")]
    [InlineData("server.pem")]
    public void A_damaged_file_is_refused_by_name_and_left_alone(string file)
    {
        _tls.Store.Open(TemporaryTls.Names("localhost"));
        var damaged = File.ReadAllText(_tls.At(file)).Replace("M", "N", StringComparison.Ordinal);
        File.WriteAllText(_tls.At(file), damaged);

        var message = Refused();
        Assert.Contains(_tls.At(file), message, StringComparison.Ordinal);
        Assert.Contains("backup", message, StringComparison.Ordinal);
        Assert.Equal(damaged, File.ReadAllText(_tls.At(file)));
    }

    [Theory]
    [InlineData("ca.key")]
    [InlineData("ca.pem")]
    public void Half_a_CA_is_refused_and_never_made_anew(string missing)
    {
        _tls.Store.Open(TemporaryTls.Names("localhost"));
        File.Delete(_tls.At(missing));
        Assert.Contains("it is missing", Refused(), StringComparison.Ordinal);
        Assert.False(File.Exists(_tls.At(missing)));
    }

    [Theory]
    [InlineData("server.key")]
    [InlineData("server.pem")]
    public void A_missing_server_file_is_made_again_by_the_same_CA(string missing)
    {
        var first = _tls.Store.Open(TemporaryTls.Names("localhost"));
        File.Delete(_tls.At(missing));
        var second = _tls.Store.Open(TemporaryTls.Names("localhost"));
        Assert.Equal(first.CaFingerprint, second.CaFingerprint);
        Assert.NotEqual(first.Fingerprint, second.Fingerprint);
        Assert.Equal(second.Fingerprint, _tls.Store.Open(TemporaryTls.Names("localhost")).Fingerprint);
    }

    [Fact]
    public void A_key_of_another_certificate_is_refused()
    {
        _tls.Store.Open(TemporaryTls.Names("localhost"));
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateFiles.WriteKey(_tls.At("server.key"), other);
        Assert.Contains("does not belong to the certificate", Refused(), StringComparison.Ordinal);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Keys_and_directory_are_for_the_owner_only()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        _tls.Store.Open(TemporaryTls.Names("localhost"));
        const UnixFileMode ownerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(ownerFile, File.GetUnixFileMode(_tls.At("ca.key")));
        Assert.Equal(ownerFile, File.GetUnixFileMode(_tls.At("server.key")));
        Assert.Equal(ownerFile | UnixFileMode.UserExecute, File.GetUnixFileMode(_tls.Tls));
        Assert.Equal(["tls"], Directory.GetFileSystemEntries(_tls.Data).Select(Path.GetFileName));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void A_key_that_others_may_read_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        _tls.Store.Open(TemporaryTls.Names("localhost"));
        File.SetUnixFileMode(_tls.At("ca.key"), UnixFileMode.UserRead | UnixFileMode.GroupRead);
        Assert.Contains($"chmod 600 {_tls.At("ca.key")}", Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_opening_makes_a_CA()
    {
        Assert.Throws<CommandException>(() => _tls.Store.Refresh(TemporaryTls.Names("localhost")));
        Assert.Throws<CommandException>(() => _tls.Store.Renew(TemporaryTls.Names("localhost")));
        Assert.False(Directory.Exists(_tls.Tls));
    }

    private string Refused() => Assert.Throws<CommandException>(() => _tls.Store.Open(TemporaryTls.Names("localhost"))).Message;

    private static string At(DateTimeOffset time) => time.ToUnixTimeSeconds().ToString();
}
