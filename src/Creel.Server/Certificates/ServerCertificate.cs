using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Creel.Server.Certificates;

/// <summary>
/// The certificate being served. It may be exchanged at any time; handshakes under way finish with the one they began with.
/// </summary>
internal sealed class ServerCertificate
{
    private volatile Served _served;

    public ServerCertificate(IssuedCertificate issued) => _served = Serve(issued);

    public IssuedCertificate Issued => _served.Issued;

    /// <summary>For <c>TlsHandshakeCallbackOptions.OnConnection</c>. Shared by all handshakes: not to be changed.</summary>
    public SslServerAuthenticationOptions Options => _served.Options;

    public void Swap(IssuedCertificate issued) => _served = Serve(issued);

    // The old certificate is left to the garbage collector: a handshake may still be using it.
    // The CA is there for building the chain; .NET does not send a self-signed one along (who trusts it has it).
    private static Served Serve(IssuedCertificate issued) => new(issued, new SslServerAuthenticationOptions
    {
        ServerCertificateContext = SslStreamCertificateContext.Create(issued.Leaf, [issued.Ca], offline: true),
        ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
    });

    private sealed record Served(IssuedCertificate Issued, SslServerAuthenticationOptions Options);
}
