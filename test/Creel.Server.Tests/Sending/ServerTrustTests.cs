using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Creel.Server.Sending;
using Creel.Server.Tests.Certificates;

namespace Creel.Server.Tests.Sending;

public sealed class ServerTrustTests
{
    [Fact]
    public void The_very_certificate_that_this_machine_s_receiver_serves_is_good_by_any_name()
    {
        using var ca = new MadeUpCa("Example Root");
        var file = Path.GetTempFileName();
        var (served, other) = (ca.Issue("CN=creel.example.com", MadeUpCa.ForServers).Certificate, ca.Issue("CN=creel.example.com", MadeUpCa.ForServers).Certificate);
        File.WriteAllText(file, served);
        using var trust = ServerTrust.For(new SendTarget(new Uri("https://localhost:5443/webhook"), null, null) { CertificateFile = file }, insecure: false);
        File.Delete(file);
        using var leaf = X509Certificate2.CreateFromPem(served);
        using var otherLeaf = X509Certificate2.CreateFromPem(other);
        const SslPolicyErrors all = SslPolicyErrors.RemoteCertificateNameMismatch | SslPolicyErrors.RemoteCertificateChainErrors;
        Assert.True(trust.Accepts(leaf, null, all));
        Assert.False(trust.Accepts(otherLeaf, null, all));
        Assert.False(trust.Accepts(null, null, SslPolicyErrors.RemoteCertificateNotAvailable));
    }
}
