using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Creel.Server.Listeners;

/// <summary>Why a TLS handshake failed, in words, and what to do about it.</summary>
internal sealed record HandshakeProblem(string Reason, string? NextStep)
{
    private const string GiveCa = "`creel cert export`, then import the CA in the controller.";
    private const string GiveName = "The URL in the sender must use a name that the certificate has: `creel cert show`, "
        + "and `creel cert renew --name HOST` adds one.";
    private const string Tls12 = "Turn on TLS 1.2 or 1.3 in the sender.";

    public static HandshakeProblem Unknown { get; } = new("the TLS handshake failed", null);

    // Looked for in this order in what the TLS library says, written small and without spaces: OpenSSL says
    // "tlsv1 alert unknown ca", SslStream says "UnknownCA".
    private static readonly (string Text, HandshakeProblem Problem)[] Known =
    [
        ("unknownca", new("unknown CA: the sender does not trust this certificate", GiveCa)),
        ("certificateunknown", new(
            "certificate unknown: the sender does not accept this certificate, mostly because it does not know the CA",
            $"{GiveCa} If it has the CA: {GiveName}")),
        ("badcertificate", new(
            "bad certificate: the sender does not accept this certificate, because of its CA or because of its names",
            $"{GiveCa} If it has the CA: {GiveName}")),
        ("certificateexpired", new("certificate expired: the sender finds this certificate out of date",
            "Compare the sender's clock with the validity that `creel cert show` prints.")),
        ("certificaterevoked", new("certificate revoked: the sender finds this certificate revoked", "`creel cert renew`")),
        ("unsupportedcertificate", new("unsupported certificate: the sender can't use this kind of certificate (EC P-256)", null)),
        ("accessdenied", new("access denied: the sender refused this certificate", GiveCa)),
        ("unrecognizedname", new("unrecognized name", GiveName)),
        ("protocolversion", new("protocol version: the sender does not want TLS 1.2 or 1.3", Tls12)),
        ("unsupportedprotocol", new("protocol version: the sender offers only TLS older than 1.2", Tls12)),
        ("versiontoolow", new("protocol version: the sender offers only TLS older than 1.2", Tls12)),
        ("nosharedcipher", new("no shared cipher: the sender offers none that fits an EC certificate",
            "Allow ECDHE-ECDSA with AES-GCM in the sender.")),
        ("nosuitablesignaturealgorithm", new("no shared signature algorithm: the sender does not take ECDSA with SHA-256", null)),
        ("nosharedgroup", NoSharedGroup),
        ("nosuitablekeyshare", NoSharedGroup),
        ("noapplicationprotocol", new("no shared application protocol: the sender offers neither http/1.1 nor h2", null)),
        ("insufficientsecurity", new("insufficient security: the sender wants stronger algorithms", null)),
        ("handshakefailure", new("handshake failure: the sender found no common algorithms", null)),
        ("cannotdeterminetheframesize", new("what came is not TLS", "The URL in the sender must begin with https://.")),
        ("wrongversionnumber", new("what came is not TLS", "The URL in the sender must begin with https://.")),
        ("unexpectedeof", Closed),
        ("0bytesfromthetransport", Closed),
    ];

    private static HandshakeProblem NoSharedGroup => new("no shared group: the sender offers no elliptic curve known here",
        "Allow P-256 or X25519 in the sender.");

    private static HandshakeProblem Closed => new("connection closed during the handshake",
        $"Some senders close like this when they do not trust the certificate: {GiveCa}");

    public static HandshakeProblem TooSlow(TimeSpan limit) => new($"the handshake was not finished within {limit.TotalSeconds:0} s",
        "Something on the way (firewall, MTU) may swallow what the sender or Creel sends.");

    /// <param name="failure">What the TLS library says.</param>
    /// <param name="configured">The file of the certificate served, where it is not Creel's own.</param>
    public static HandshakeProblem Of(Exception failure, string? configured = null)
    {
        var problem = Of(failure);
        if (configured is null || problem.NextStep is null) return problem;
        return problem with
        {
            NextStep = problem.NextStep.Replace(GiveCa, $"The sender must trust the CA that issued {configured}, which must hold the CAs between too.", StringComparison.Ordinal)
                .Replace(GiveName, $"The URL in the sender must use a name of the certificate in {configured}.", StringComparison.Ordinal),
        };
    }

    public static HandshakeProblem OfClient(X509Certificate2? certificate, X509Chain? chain)
    {
        if (certificate is null) return new("no client certificate: every source here takes only senders that have one", "Give the sender a certificate of the CA in tls.clientCa.");
        var status = (chain?.ChainStatus ?? []).Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status);
        var (why, nextStep) = status switch
        {
            _ when status.HasFlag(X509ChainStatusFlags.NotTimeValid) =>
                ("it is not valid now", $"It is valid from {certificate.NotBefore.ToUniversalTime():yyyy-MM-dd} to {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}, or a CA above it has ended."),
            _ when status.HasFlag(X509ChainStatusFlags.NotValidForUsage) =>
                ("it is not one for clients", "Its extended key usage must hold clientAuth."),
            _ => ("no CA in tls.clientCa issued it", "Give the sender a certificate of that CA, and the CAs between with it; or add its CA to the file."),
        };
        return new($"client certificate refused: {why} ({certificate.Subject})", nextStep);
    }

    private static HandshakeProblem Of(Exception failure)
    {
        var said = string.Join('|', Chain(failure).Select(e => e.Message));
        var plain = said.Replace(" ", "").ToLowerInvariant();
        foreach (var (text, problem) in Known)
        {
            if (plain.Contains(text, StringComparison.Ordinal)) return problem;
        }
        return Chain(failure).Any(e => e is IOException) && !Chain(failure).Any(e => e is AuthenticationException)
            ? Closed
            : new HandshakeProblem($"the TLS handshake failed: {Chain(failure).Last().Message}", null);
    }

    private static IEnumerable<Exception> Chain(Exception? e)
    {
        for (; e is not null; e = e.InnerException) yield return e;
    }
}
