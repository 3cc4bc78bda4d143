using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Creel.Bench.Load;

/// <summary>TLS as a sender that was told not to verify: what is measured is loopback, with certificates made a moment ago.</summary>
internal static class LoopbackTls
{
    public static SslClientAuthenticationOptions Options() => new()
    {
        TargetHost = "localhost",
        RemoteCertificateValidationCallback = static (_, _, _, _) => true,
        CertificateChainPolicy = new X509ChainPolicy
        {
            DisableCertificateDownloads = true,
            // An empty store: to search the system's for each connection costs more than the rest of the handshake.
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            VerificationFlags = X509VerificationFlags.AllFlags,
        },
        // Every connection does a full handshake, as wrk's do.
        AllowTlsResume = false,
    };
}
