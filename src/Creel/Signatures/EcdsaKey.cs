using System.Security.Cryptography;

namespace Creel.Signatures;

/// <summary>Reads keys of the curve P-256, as PEM or as the base64 within.</summary>
internal static class EcdsaKey
{
    private const string P256 = "1.2.840.10045.3.1.7";

    /// <summary>The SubjectPublicKeyInfo (RFC 5480); null when it is no public key of this curve.</summary>
    public static byte[]? ReadPublic(string text)
    {
        using var key = ECDsa.Create();
        return TryImport(text, ["PUBLIC KEY"], bytes => Imports(key.ImportSubjectPublicKeyInfo, bytes)) && IsP256(key) ? key.ExportSubjectPublicKeyInfo() : null;
    }

    /// <summary>The private key (PKCS#8, or SEC 1 where PEM says so); null when it is none of this curve. To be disposed of.</summary>
    public static ECDsa? ReadPrivate(string text)
    {
        var key = ECDsa.Create();
        if (TryImport(text, ["PRIVATE KEY", "EC PRIVATE KEY"], bytes => Imports(key.ImportPkcs8PrivateKey, bytes) || Imports(key.ImportECPrivateKey, bytes)) && IsP256(key)) return key;
        key.Dispose();
        return null;
    }

    private delegate void Import(ReadOnlySpan<byte> bytes, out int read);

    private static bool TryImport(string text, string[] labels, Func<byte[], bool> import)
    {
        var bytes = SignatureEncoding.Base64.Decode(text.Trim());
        if (bytes is null && PemEncoding.TryFind(text, out var fields) && labels.Contains(text[fields.Label])) bytes = Convert.FromBase64String(text[fields.Base64Data]);
        return bytes is { Length: > 0 } && import(bytes);
    }

    private static bool Imports(Import import, byte[] bytes)
    {
        try
        {
            import(bytes, out var read);
            return read == bytes.Length;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static bool IsP256(ECDsa key) => key.ExportParameters(includePrivateParameters: false).Curve is { IsNamed: true, Oid.Value: P256 };
}
