using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Creel.Server.Listeners;

namespace Creel.Server.Certificates;

/// <summary>
/// The CAs whose client certificates are accepted: these and no others, whatever the machine trusts. Which client may use which
/// source is the source's business; here it is only proven that a certificate is genuine.
/// </summary>
internal sealed class ClientAuthorities
{
    private readonly X509Certificate2Collection _roots = [];
    private readonly X509Certificate2Collection _intermediates = [];

    private ClientAuthorities()
    {
    }

    /// <exception cref="CommandException">The file can't be used.</exception>
    public static ClientAuthorities Read(string file, byte[] content)
    {
        var authorities = new ClientAuthorities();
        foreach (var one in PemCertificate.Certificates("clientCa", file, content))
        {
            if (one.Extensions.OfType<X509BasicConstraintsExtension>().FirstOrDefault() is not { CertificateAuthority: true })
                throw CommandException.Failed($"tls.clientCa: {one.Subject} in {file} is no CA.", "Put there the certificate of the CA that signed the clients', not a client's own.");
            var isRoot = one.SubjectName.RawData.AsSpan().SequenceEqual(one.IssuerName.RawData);
            (isRoot ? authorities._roots : authorities._intermediates).Add(one);
        }
        if (authorities._roots.Count > 0) return authorities;
        throw CommandException.Failed($"tls.clientCa: {file} holds CAs that were signed by another one, but not that one.", "Add the root CA's certificate to the file.");
    }

    /// <summary>Makes a server ask for client certificates.</summary>
    /// <param name="options">The server's.</param>
    /// <param name="required">Whether one must be given; else a client without one comes through, and sources refuse it.</param>
    public void Ask(SslServerAuthenticationOptions options, bool required)
    {
        options.ClientCertificateRequired = true;
        // A resumed session brings no chain along, and would outlive a CA that is taken out.
        options.AllowTlsResume = false;
        options.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        options.CertificateChainPolicy.CustomTrustStore.AddRange(_roots);
        options.CertificateChainPolicy.ExtraStore.AddRange(_intermediates);
        options.RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
        {
            if (certificate is null && !required) return true;
            if (certificate is not null && errors == SslPolicyErrors.None) return true;
            HandshakeLog.Refuse(certificate as X509Certificate2, chain);
            return false;
        };
    }
}
