using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Creel.Server.Certificates;

/// <summary>
/// The certificate being served: Creel's own, or the one that is configured. It may be exchanged at any time; handshakes under
/// way finish with the one they began with.
/// </summary>
internal sealed class ServerCertificate
{
    private readonly Lock _gate = new();
    private volatile Served _served;

    public ServerCertificate(IssuedCertificate issued) => _served = Make(issued, null, null, false);

    /// <summary>Creel's own, which is served unless another one is configured.</summary>
    public IssuedCertificate Issued => _served.Issued;

    /// <summary>Served instead of Creel's own; null: none.</summary>
    public ConfiguredCertificate? Configured => _served.Configured;

    public IReadOnlyList<CertificateName> Names => Configured?.Names ?? Issued.Names;

    public string Fingerprint => Configured?.Fingerprint ?? Issued.Fingerprint;

    public DateTimeOffset NotAfter => Configured?.NotAfter ?? Issued.NotAfter;

    /// <summary>For <c>TlsHandshakeCallbackOptions.OnConnection</c>. Shared by all handshakes: not to be changed.</summary>
    public SslServerAuthenticationOptions Options => _served.Options;

    /// <summary>The same for the console: no browser is asked for a certificate that senders have.</summary>
    public SslServerAuthenticationOptions ConsoleOptions => _served.ConsoleOptions;

    /// <summary>Exchanges Creel's own.</summary>
    public void Swap(IssuedCertificate issued)
    {
        lock (_gate) _served = Make(issued, _served.Configured, _served.Clients, _served.ClientsMust);
    }

    /// <summary>Exchanges all that is configured.</summary>
    /// <param name="configured">To serve instead of Creel's own; null: Creel's own.</param>
    /// <param name="clients">Whose client certificates are asked for; null: nobody's.</param>
    /// <param name="clientsMust">Whether a client must have one.</param>
    public void Serve(ConfiguredCertificate? configured, ClientAuthorities? clients, bool clientsMust)
    {
        lock (_gate) _served = Make(_served.Issued, configured, clients, clientsMust);
    }

    // The old certificate is left to the garbage collector: a handshake may still be using it.
    // The CAs are there for building the chain; .NET does not send a self-signed one along (who trusts it has it).
    private static Served Make(IssuedCertificate issued, ConfiguredCertificate? configured, ClientAuthorities? clients, bool clientsMust)
    {
        var context = configured is null
            ? SslStreamCertificateContext.Create(issued.Leaf, [issued.Ca], offline: true)
            : SslStreamCertificateContext.Create(configured.Leaf, configured.Chain, offline: true);
        var options = OptionsOf(context);
        clients?.Ask(options, clientsMust);
        return new(issued, configured, clients, clientsMust, options) { ConsoleOptions = clients is null ? options : OptionsOf(context) };
    }

    private static SslServerAuthenticationOptions OptionsOf(SslStreamCertificateContext context) => new()
    {
        ServerCertificateContext = context,
        ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
    };

    private sealed record Served(
        IssuedCertificate Issued, ConfiguredCertificate? Configured, ClientAuthorities? Clients, bool ClientsMust, SslServerAuthenticationOptions Options)
    {
        public required SslServerAuthenticationOptions ConsoleOptions { get; init; }
    }
}
