namespace Creel.Server.Certificates;

/// <summary>When a server certificate is issued again.</summary>
internal static class RenewalRule
{
    private static readonly TimeSpan AtLeastLeft = TimeSpan.FromDays(30);

    /// <summary>Renewing for less than this would mean renewing all day while the CA comes to its end.</summary>
    private static readonly TimeSpan WorthIt = TimeSpan.FromDays(1);

    /// <summary>Why it must be issued again, in words; null when it is good as it is.</summary>
    public static string? Reason(IssuedCertificate current, IReadOnlyList<CertificateName> wanted, DateTimeOffset now)
    {
        var missing = CertificateNames.Missing(current.Names, wanted);
        if (missing.Count > 0) return $"new names: {string.Join(", ", missing)}";
        // Issued while the clock was ahead: no sender takes it until then.
        if (current.NotBefore > now && CertificateIssuer.StartOfLeaf(current.Ca, now) < current.NotBefore)
            return $"the one before begins on {current.NotBefore:yyyy-MM-dd}, and the clock went back";
        return IsDue(current, now) ? $"the one before ends on {current.NotAfter:yyyy-MM-dd}" : null;
    }

    private static bool IsDue(IssuedCertificate current, DateTimeOffset now)
    {
        var third = (current.NotAfter - current.NotBefore) / 3;
        var left = current.NotAfter - now;
        if (left > (third > AtLeastLeft ? third : AtLeastLeft)) return false;
        return CertificateIssuer.EndOfLeaf(current.Ca, now) - current.NotAfter > WorthIt;
    }
}
