using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Creel.Server.Certificates;

namespace Creel.Server.Sending;

/// <summary>Decides whether the certificate a receiver shows is good: signed by a CA of this machine or by the receiver's own, or the very one that the receiver on this machine serves.</summary>
internal sealed class ServerTrust : IDisposable
{
    private readonly X509Certificate2Collection ownCas;
    private readonly bool insecure;
    private readonly string host;

    private readonly X509Certificate2? own;

    private ServerTrust(X509Certificate2Collection ownCas, X509Certificate2? own, bool insecure, string host) =>
        (this.ownCas, this.own, this.insecure, this.host) = (ownCas, own, insecure, host);

    /// <summary>What was wrong with the last certificate that was refused.</summary>
    public string? Refusal { get; private set; }

    public static ServerTrust For(SendTarget target, bool insecure)
    {
        var cas = new X509Certificate2Collection();
        if (target.CaFile is { } file && File.Exists(file))
        {
            try
            {
                cas.ImportFromPemFile(file);
            }
            catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
            {
                throw CommandException.Failed($"The receiver's CA in {file} can't be read: {e.Message}",
                    "Send with --insecure, or run as the user that runs the receiver.");
            }
        }
        return new(cas, target.CertificateFile is { } served ? ConfiguredCertificate.Look(served) : null, insecure, target.Url.IdnHost);
    }

    public bool Accepts(X509Certificate? certificate, X509Chain? sent, SslPolicyErrors errors)
    {
        if (insecure || errors == SslPolicyErrors.None) return true;
        // Its own file says that it is this one, whatever name we call it by.
        if (own is not null && certificate is not null && own.RawDataMemory.Span.SequenceEqual(certificate.GetRawCertData())) return true;
        if (errors == SslPolicyErrors.RemoteCertificateChainErrors && certificate is X509Certificate2 leaf && IsOurs(leaf, sent)) return true;
        Refusal = SendFault.Describe(errors, host, NamesOf(certificate));
        return false;
    }

    public void Dispose()
    {
        foreach (var ca in ownCas) ca.Dispose();
        own?.Dispose();
    }

    private bool IsOurs(X509Certificate2 leaf, X509Chain? sent)
    {
        if (ownCas.Count == 0) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(ownCas);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck; // a CA in a data directory publishes no revocations
        if (sent is not null) chain.ChainPolicy.ExtraStore.AddRange(sent.ChainPolicy.ExtraStore);
        return chain.Build(leaf);
    }

    private static string NamesOf(X509Certificate? certificate)
    {
        var names = (certificate as X509Certificate2)?.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        if (names is null) return "no name at all";
        var all = names.EnumerateDnsNames().Concat(names.EnumerateIPAddresses().Select(a => a.ToString())).Take(6);
        return AnswerText.OneLine(string.Join(", ", all), 300);
    }
}
