using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Creel.Server.Certificates;

/// <summary>Which names a certificate carries and shall carry.</summary>
internal static class CertificateNames
{
    /// <summary>A certificate with more names than this is felt in every handshake.</summary>
    private const int Most = 200;

    /// <summary>The subject alternative names of a certificate.</summary>
    public static IReadOnlyList<CertificateName> Of(X509Certificate2 certificate)
    {
        var names = new List<CertificateName>();
        foreach (var extension in certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>())
        {
            names.AddRange(extension.EnumerateDnsNames().Select(CertificateName.TryParse).OfType<CertificateName>());
            names.AddRange(extension.EnumerateIPAddresses().Select(CertificateName.Of));
        }
        return names;
    }

    /// <summary>Wanted names that are not there yet.</summary>
    public static IReadOnlyList<CertificateName> Missing(IReadOnlyList<CertificateName> present, IReadOnlyList<CertificateName> wanted) =>
        [.. wanted.Except(present)];

    /// <summary>
    /// Old and new together: names only grow, since some sender may still use the old one. Only when there are very many,
    /// IPv6 addresses that this machine has no longer are forgotten, oldest first: some networks hand out new ones all the time.
    /// </summary>
    public static IReadOnlyList<CertificateName> Merge(IReadOnlyList<CertificateName> present, IReadOnlyList<CertificateName> wanted)
    {
        var all = present.Union(wanted).ToList();
        var tooMany = all.Count - Most;
        if (tooMany <= 0) return all;
        var forgotten = all.Except(wanted).Where(n => n.Address?.AddressFamily == AddressFamily.InterNetworkV6).Take(tooMany).ToHashSet();
        return [.. all.Where(n => !forgotten.Contains(n))];
    }
}
