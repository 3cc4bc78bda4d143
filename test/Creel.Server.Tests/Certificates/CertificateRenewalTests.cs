using Creel.Server.Certificates;

namespace Creel.Server.Tests.Certificates;

public sealed class CertificateRenewalTests : IDisposable
{
    private readonly TemporaryTls _tls = new();
    private readonly List<CertificateNotice> _notices = [];
    private readonly ServerCertificate _served;
    private IReadOnlyList<CertificateName> _machineNames = TemporaryTls.Names("localhost");

    public CertificateRenewalTests() => _served = new ServerCertificate(_tls.Store.Open(TemporaryTls.Names("localhost")));

    public void Dispose() => _tls.Dispose();

    [Fact]
    public void Nothing_happens_while_nothing_changes()
    {
        var before = _served.Options;
        var renewal = Renewal();
        renewal.Turn();
        renewal.Turn();
        Assert.Same(before, _served.Options);
        Assert.Empty(_notices);
    }

    [Fact]
    public void It_is_renewed_before_its_end()
    {
        var before = _served.Issued;
        var renewal = Renewal();
        _tls.Clock.Now += TimeSpan.FromDays(270);
        renewal.Turn();
        Assert.True(_served.Issued.NotAfter > before.NotAfter);
        Assert.Equal(before.CaFingerprint, _served.Issued.CaFingerprint);
        Assert.False(Assert.Single(_notices).Failed);
    }

    [Fact]
    public void A_new_address_of_the_machine_is_added_within_a_minute()
    {
        var renewal = Renewal();
        renewal.Turn();
        _machineNames = TemporaryTls.Names("localhost", "192.0.2.7");
        _tls.Clock.Now += TimeSpan.FromMinutes(1);
        renewal.Turn();
        Assert.Contains("192.0.2.7", _served.Issued.Names.Select(n => n.Text));
        Assert.Contains("192.0.2.7", Assert.Single(_notices).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_that_another_process_wrote_is_taken_over()
    {
        var renewal = Renewal();
        var written = _tls.Store.Renew(TemporaryTls.Names("creel.example.net"));
        renewal.Turn();
        Assert.Equal(written.Fingerprint, _served.Issued.Fingerprint);
    }

    [Fact]
    public void A_failure_is_reported_once_and_tried_again_while_the_old_one_is_served()
    {
        var before = _served.Issued;
        var renewal = Renewal();
        var good = File.ReadAllText(_tls.At("server.pem"));
        File.WriteAllText(_tls.At("server.pem"), "damaged");
        renewal.Turn();
        renewal.Turn();
        Assert.True(Assert.Single(_notices).Failed);
        Assert.Same(before, _served.Issued);

        File.WriteAllText(_tls.At("server.pem"), good);
        _tls.Store.Renew(TemporaryTls.Names("creel.example.net"));
        renewal.Turn();
        Assert.Contains("creel.example.net", _served.Issued.Names.Select(n => n.Text));
    }

    [Fact]
    public void A_directory_that_vanished_is_no_reason_for_a_new_CA()
    {
        var renewal = Renewal();
        Directory.Delete(_tls.Tls, recursive: true);
        _tls.Clock.Now += TimeSpan.FromDays(300);
        renewal.Turn();
        Assert.True(Assert.Single(_notices).Failed);
        Assert.False(Directory.Exists(_tls.Tls));
    }

    private CertificateRenewal Renewal() => new(_tls.Store, _served, _notices.Add, _tls.Clock) { ReadMachineNames = () => _machineNames };
}
