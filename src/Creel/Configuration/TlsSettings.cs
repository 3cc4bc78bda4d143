using Creel.Signatures;

namespace Creel.Configuration;

/// <summary>What is served at https:// addresses, and which client certificates are asked for.</summary>
internal sealed record TlsSettings
{
    /// <summary>Names and addresses for Creel's own certificate, besides those of the machine.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>A PEM file (certificate, then its chain; the key may stand in it too) or a PKCS #12 file (.pfx, .p12); null: Creel's own.</summary>
    public string? Certificate { get; init; }

    /// <summary>The PEM file of the certificate's key; null: it stands in <see cref="Certificate"/>.</summary>
    public string? Key { get; init; }

    /// <summary>What the key or the PKCS #12 file is encrypted with.</summary>
    public HiddenText? Password { get; init; }

    /// <summary>A PEM file of the CAs whose client certificates are accepted; null: none is asked for.</summary>
    public string? ClientCa { get; init; }
}
