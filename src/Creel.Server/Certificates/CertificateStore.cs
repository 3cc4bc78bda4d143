using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Creel.Server.Certificates;

/// <summary>The certificates kept in a data directory: made once, kept across restarts, issued again when that is due.</summary>
internal sealed class CertificateStore(string directory, TimeProvider time)
{
    public CertificateFiles Files { get; } = new(directory);

    /// <summary>
    /// The certificate to serve, vouching at least for <paramref name="wanted"/>. Makes CA and all when nothing is there yet.
    /// </summary>
    /// <exception cref="CommandException">What is there can't be used.</exception>
    public IssuedCertificate Open(IReadOnlyList<CertificateName> wanted)
    {
        try
        {
            if (!Files.Any) MakeCa();
            return Refresh(wanted);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(e);
        }
    }

    /// <summary>As <see cref="Open"/>, with what is there: never makes a CA.</summary>
    public IssuedCertificate Refresh(IReadOnlyList<CertificateName> wanted)
    {
        using var held = Held();
        using var ca = ReadCa();
        var current = ReadLeaf(ca.Certificate);
        return current is null || RenewalRule.Reason(current, wanted, time.GetUtcNow()) is not null ? Issue(ca, wanted) : current;
    }

    /// <summary>Issues a new certificate even if the present one is good: same key, names of both.</summary>
    public IssuedCertificate Renew(IReadOnlyList<CertificateName> wanted)
    {
        try
        {
            using var held = Held();
            using var ca = ReadCa();
            ReadLeaf(ca.Certificate);
            return Issue(ca, wanted);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(e);
        }
    }

    /// <summary>The public half of what is there.</summary>
    public IssuedCertificate Look() => new(Files.ReadCertificate(Files.LeafFile), Files.ReadCertificate(Files.CaFile));

    /// <summary>Somebody else (the renew command, a backup) put another certificate there.</summary>
    public bool HasChangedSince(IssuedCertificate served)
    {
        using var leaf = Files.ReadCertificate(Files.LeafFile);
        return !leaf.RawDataMemory.Span.SequenceEqual(served.Leaf.RawDataMemory.Span);
    }

    // Made beside its place and moved there whole, so that a crash leaves no half of a CA behind.
    private void MakeCa()
    {
        var unfinished = new CertificateFiles($"{directory}.{Environment.ProcessId}.tmp");
        if (Directory.Exists(unfinished.Folder)) Directory.Delete(unfinished.Folder, recursive: true);
        unfinished.MakeFolder();
        using var key = CertificateIssuer.NewKey();
        using var ca = CertificateIssuer.NewCa(key, MachineNames.HostName, time.GetUtcNow());
        CertificateFiles.WriteKey(unfinished.CaKeyFile, key);
        CertificateFiles.WriteCertificate(unfinished.CaFile, ca);
        try
        {
            if (Directory.Exists(directory)) Directory.Delete(directory);
            Directory.Move(unfinished.Folder, directory);
        }
        catch (IOException) when (Files.Any)
        {
            Directory.Delete(unfinished.Folder, recursive: true); // another process was faster: its CA is the one
        }
    }

    private FileStream Held()
    {
        if (!Files.Any)
        {
            throw CommandException.Failed($"There are no certificates in {directory}.",
                "`creel serve` makes them at its first start; or name the data directory with --data DIR (or CREEL_DATA).");
        }
        Files.MakeFolder();
        return Files.Lock();
    }

    private CaWithKey ReadCa()
    {
        var certificate = Files.ReadCertificate(Files.CaFile);
        if (time.GetUtcNow() < new DateTimeOffset(certificate.NotAfter))
        {
            return new CaWithKey(certificate, Files.ReadKey(Files.CaKeyFile, certificate));
        }
        throw CommandException.Failed($"The CA in {Files.CaFile} ended on {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}.",
            $"Check this machine's clock. If it is right, move {directory} away: a new CA is made at the next start, "
            + "and every sender must be given the new one (creel cert export).");
    }

    // Without certificate or key, senders lose nothing by a new one of the same CA; one that is damaged is worth a person's look.
    private IssuedCertificate? ReadLeaf(X509Certificate2 ca)
    {
        if (!File.Exists(Files.LeafFile) || !File.Exists(Files.LeafKeyFile)) return null;
        using var leaf = Files.ReadCertificate(Files.LeafFile);
        if (!IsIssuedBy(ca, leaf)) throw Files.Damaged(Files.LeafFile, $"the CA in {Files.CaFile} did not issue it");
        using var key = Files.ReadKey(Files.LeafKeyFile, leaf);
        return new IssuedCertificate(Join(leaf, key), ca);
    }

    private IssuedCertificate Issue(CaWithKey ca, IReadOnlyList<CertificateName> wanted)
    {
        using var before = File.Exists(Files.LeafFile) ? Files.ReadCertificate(Files.LeafFile) : null;
        var names = CertificateNames.Merge(before is null ? [] : CertificateNames.Of(before), wanted);
        var keepKey = before is not null && File.Exists(Files.LeafKeyFile);
        using var key = keepKey ? Files.ReadKey(Files.LeafKeyFile, before!) : CertificateIssuer.NewKey();
        using var leaf = CertificateIssuer.NewLeaf(ca, key, names, time.GetUtcNow());
        if (!keepKey) CertificateFiles.WriteKey(Files.LeafKeyFile, key);
        CertificateFiles.WriteCertificate(Files.LeafFile, leaf);
        return new IssuedCertificate(Join(leaf, key), ca.Certificate);
    }

    // Checked by hand: X509Chain would first read every CA that the machine trusts, the half of a start.
    private static bool IsIssuedBy(X509Certificate2 ca, X509Certificate2 leaf)
    {
        if (!leaf.IssuerName.RawData.AsSpan().SequenceEqual(ca.SubjectName.RawData)) return false;
        // RFC 5280, 4.1: SEQUENCE { tbsCertificate, signatureAlgorithm, signatureValue }
        var certificate = new AsnReader(leaf.RawDataMemory, AsnEncodingRules.DER).ReadSequence();
        var signed = certificate.ReadEncodedValue().Span;
        certificate.ReadEncodedValue();
        var signature = certificate.ReadBitString(out _);
        using var key = ca.GetECDsaPublicKey();
        return key is not null && key.VerifyData(signed, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    private static X509Certificate2 Join(X509Certificate2 certificate, ECDsa key)
    {
        var joined = certificate.CopyWithPrivateKey(key);
        if (!OperatingSystem.IsWindows()) return joined;
        // Windows' TLS does not take a key that lives in memory only.
        using (joined) return X509CertificateLoader.LoadPkcs12(joined.Export(X509ContentType.Pkcs12), password: null);
    }

    private CommandException Unusable(Exception e) => CommandException.Failed(
        $"The certificates in {directory} can't be read or written: {e.Message}",
        "Check its owner, its mode and the space on the disk, or name another data directory with --data DIR.");
}
