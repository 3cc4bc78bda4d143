using Creel.Configuration;
using Creel.Server.Certificates;

namespace Creel.Server.Tests.Certificates;

/// <summary>A configured certificate in the course of time: files that change, and validity that ends.</summary>
public sealed class ServerTlsTests : IDisposable
{
    private readonly TemporaryTls _tls = new();
    private readonly MadeUpCa _ca = new("Example Root");
    private readonly List<CertificateNotice> _notices = [];

    public ServerTlsTests() => _tls.Clock.Now = TimeProvider.System.GetUtcNow();

    public void Dispose()
    {
        _ca.Dispose();
        _tls.Dispose();
    }

    [Fact]
    public void A_certificate_that_is_replaced_is_served_from_the_next_look_on()
    {
        var served = Open(Put());
        var before = served.Certificate.Fingerprint;
        served.Turn();
        Assert.Empty(_notices);

        Put();
        served.Turn();
        Assert.NotEqual(before, served.Certificate.Fingerprint);
        Assert.Contains(served.Certificate.Fingerprint, Assert.Single(_notices).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_symbolic_link_that_is_turned_to_another_folder_is_followed()
    {
        // As Kubernetes mounts secrets: the file is a link into ..data, which is a link to a folder with a date.
        string Folder(string name, string subject)
        {
            var folder = Directory.CreateDirectory(Path.Combine(_tls.Data, name)).FullName;
            var (certificate, key) = _ca.Issue(subject, MadeUpCa.ForServers);
            File.WriteAllText(Path.Combine(folder, "tls.crt"), certificate);
            File.WriteAllText(Path.Combine(folder, "tls.key"), key);
            return folder;
        }
        Folder("..first", "CN=first");
        Folder("..second", "CN=second");
        var data = Path.Combine(_tls.Data, "..data");
        File.CreateSymbolicLink(data, "..first");
        foreach (var name in (string[])["tls.crt", "tls.key"]) File.CreateSymbolicLink(Path.Combine(_tls.Data, name), Path.Combine("..data", name));
        var served = Open(new TlsSettings { Certificate = Path.Combine(_tls.Data, "tls.crt"), Key = Path.Combine(_tls.Data, "tls.key") });
        Assert.Equal("CN=first", served.Certificate.Configured!.Leaf.Subject);

        Directory.Delete(data);
        File.CreateSymbolicLink(data, "..second");
        served.Turn();
        Assert.Equal("CN=second", served.Certificate.Configured!.Leaf.Subject);
    }

    [Fact]
    public void A_bad_new_one_is_reported_once_and_the_old_one_served_until_it_is_good()
    {
        var settings = Put();
        var served = Open(settings);
        var before = served.Certificate.Options;
        var (certificate, key) = _ca.Issue("CN=creel.example.com", MadeUpCa.ForServers);
        File.WriteAllText(settings.Certificate!, certificate);
        served.Turn();
        Assert.Empty(_notices); // it may be that the key is being written at this moment
        served.Turn();
        served.Turn();
        Assert.Contains("does not belong to the certificate", Assert.Single(_notices, notice => notice.Failed).Text, StringComparison.Ordinal);
        Assert.Same(before, served.Certificate.Options);

        File.Delete(settings.Key!);
        served.Turn();
        served.Turn();
        Assert.Equal(2, _notices.Count(notice => notice.Failed));
        Assert.Same(before, served.Certificate.Options);

        File.WriteAllText(settings.Key!, key);
        served.Turn();
        Assert.NotSame(before, served.Certificate.Options);
        Assert.False(_notices[^1].Failed);
    }

    [Fact]
    public void Bad_settings_change_nothing_and_good_ones_take_effect_at_once()
    {
        var served = Open(new TlsSettings());
        var own = served.Certificate.Options;
        Assert.Throws<CommandException>(() => served.Apply(new TlsSettings { Certificate = _tls.At("nowhere.pem") }));
        Assert.Throws<CommandException>(() => served.Apply(new TlsSettings { Names = ["no name!"] }));
        Assert.Same(own, served.Certificate.Options);

        var settings = Put();
        served.Apply(settings);
        Assert.Equal(served.Certificate.Configured!.NotAfter, served.Certificate.NotAfter);
        served.Apply(new TlsSettings { Names = ["creel.example.com"] });
        Assert.Null(served.Certificate.Configured);
        Assert.Equal(served.Certificate.Issued.Fingerprint, served.Certificate.Fingerprint);
    }

    [Fact]
    public void The_end_of_a_certificate_is_announced_daily_and_an_ended_one_is_served_only_where_there_is_no_better()
    {
        var served = Open(Put(toDays: 90));
        served.Turn();
        Assert.Empty(_notices);

        _tls.Clock.Now += TimeSpan.FromDays(77);
        served.Turn();
        served.Turn();
        Assert.Contains("ends on", Assert.Single(_notices).Text, StringComparison.Ordinal);
        _tls.Clock.Now += TimeSpan.FromDays(1);
        served.Turn();
        Assert.Equal(2, _notices.Count);

        var before = served.Certificate.Options;
        var settings = Put(toDays: 60);
        served.Turn();
        served.Turn();
        Assert.Contains("replaced by one that ended", _notices[^1].Text, StringComparison.Ordinal);
        Assert.Same(before, served.Certificate.Options);

        _notices.Clear();
        var restarted = Open(settings);
        Assert.NotNull(restarted.Certificate.Configured);
        Assert.Contains("ended on", Assert.Single(_notices).Text, StringComparison.Ordinal);

        var renewed = Put(toDays: 200);
        restarted.Turn();
        Assert.True(restarted.Certificate.NotAfter > _tls.Clock.Now, renewed.Certificate);
        Assert.False(_notices[^1].Failed);
    }

    [Fact]
    public void A_short_life_is_no_cause_for_alarm_from_its_first_day()
    {
        Open(Put(toDays: 6));
        Assert.Empty(_notices);
        _tls.Clock.Now += TimeSpan.FromDays(4);
        Open(Settings());
        Assert.Contains("ends on", Assert.Single(_notices).Text, StringComparison.Ordinal);
    }

    private ServerTls Open(TlsSettings settings) => new(_tls.Store, settings, _notices.Add, _tls.Clock);

    private TlsSettings Settings() => new() { Certificate = Path.Combine(_tls.Data, "cert.pem"), Key = Path.Combine(_tls.Data, "key.pem") };

    /// <summary>Writes a new certificate and its key where the settings say.</summary>
    private TlsSettings Put(int toDays = 90)
    {
        var settings = Settings();
        var (certificate, key) = _ca.Issue("CN=creel.example.com", MadeUpCa.ForServers, toDays: toDays);
        File.WriteAllText(settings.Certificate!, certificate);
        File.WriteAllText(settings.Key!, key);
        return settings;
    }
}
