using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Creel.Signatures;

namespace Creel.Tests.Receiving;

public sealed class ClientSubjectTests
{
    [Theory]
    [InlineData("CN=controller,O=Example", true)]
    [InlineData("cn=Controller, o=example", true)]
    [InlineData("O=Example, CN=controller", true)]       // openssl's direction
    [InlineData("2.5.4.3=controller,O=Example", true)]   // the same, by number
    [InlineData("CN=controller", false)]                 // the whole name, or none
    [InlineData("CN=controller,O=Example,C=DE", false)]
    [InlineData("controller", true)]
    [InlineData("CONTROLLER", true)]
    [InlineData("dnac.example.com", true)]
    [InlineData("example.com", false)]
    [InlineData("Example", false)]                       // an organisation is no name
    [InlineData("", false)]
    [InlineData("=", false)]
    [InlineData("CN", false)]
    public void Names_a_certificate_whole_or_by_one_of_its_names(string wanted, bool matches)
    {
        using var certificate = Certificate("CN=controller,O=Example");
        Assert.Equal(matches, ClientSubject.Matches(wanted, certificate));
    }

    [Fact]
    public void A_comma_within_a_name_makes_no_second_part()
    {
        using var certificate = Certificate("CN=\"controller,O=Example\"");
        Assert.False(ClientSubject.Matches("CN=controller,O=Example", certificate));
        Assert.True(ClientSubject.Matches("CN=\"controller,O=Example\"", certificate));
    }

    [Theory]
    [InlineData("controller", true), InlineData("CN=controller,O=Example", true), InlineData("", false), InlineData("CN=\"open", false), InlineData("nonsense=x", false)]
    public void Tells_what_can_not_name_anybody(string wanted, bool fine) => Assert.Equal(fine, ClientSubject.Problem(wanted) is null);

    private static X509Certificate2 Certificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("dnac.example.com");
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(40), DateTimeOffset.UnixEpoch.AddYears(70));
    }
}
