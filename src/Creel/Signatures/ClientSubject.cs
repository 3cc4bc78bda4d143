using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Creel.Signatures;

/// <summary>
/// Whether a client certificate is the one a source expects: by its whole name (<c>CN=controller,O=Example</c>, in either
/// direction, since openssl writes it one way and RFC 4514 the other), or by common name or DNS name alone. Upper and lower
/// case are the same, as RFC 5280 has it. That the certificate is genuine was checked during the handshake.
/// </summary>
internal static class ClientSubject
{
    /// <summary>Why this can't name a subject; null when it can.</summary>
    public static string? Problem(string wanted)
    {
        if (string.IsNullOrWhiteSpace(wanted)) return "it is empty";
        if (!wanted.Contains('=')) return null;
        return Parse(wanted) is null ? "it is not a distinguished name such as CN=controller,O=Example" : null;
    }

    public static bool Matches(string wanted, X509Certificate2 certificate) => wanted.Contains('=')
        ? Parse(wanted) is { } name && Same(Parts(name), Parts(certificate.SubjectName))
        : CommonNames(certificate).Concat(DnsNames(certificate)).Contains(wanted.Trim(), StringComparer.OrdinalIgnoreCase);

    private static bool Same(List<string> one, List<string> other) => one.Count > 0
        && (one.SequenceEqual(other, StringComparer.OrdinalIgnoreCase)
            || one.SequenceEqual(other.AsEnumerable().Reverse(), StringComparer.OrdinalIgnoreCase));

    private static X500DistinguishedName? Parse(string text)
    {
        try { return new X500DistinguishedName(text); }
        catch (CryptographicException) { return null; }
    }

    // The type as its number: CN and 2.5.4.3 are one. Parts that hold several values are compared byte for byte.
    private static List<string> Parts(X500DistinguishedName name) => [.. name.EnumerateRelativeDistinguishedNames().Select(part =>
        part.HasMultipleElements
            ? Convert.ToHexString(part.RawData.Span)
            : $"{part.GetSingleElementType().Value}={part.GetSingleElementValue() ?? Convert.ToHexString(part.RawData.Span)}")];

    private static IEnumerable<string> CommonNames(X509Certificate2 certificate)
    {
        const string commonName = "2.5.4.3=";
        return Parts(certificate.SubjectName).Where(part => part.StartsWith(commonName, StringComparison.Ordinal)).Select(part => part[commonName.Length..]);
    }

    private static IEnumerable<string> DnsNames(X509Certificate2 certificate)
    {
        foreach (var extension in certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>())
        {
            foreach (var name in extension.EnumerateDnsNames()) yield return name;
        }
    }
}
