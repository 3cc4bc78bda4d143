using System.Security.Cryptography;

namespace Creel.Signatures;

/// <summary>A public key of RSA, for signatures as PKCS #1 v1.5 has them.</summary>
internal sealed class RsaKey
{
    private readonly SpareKey<RSA> _keys;

    /// <exception cref="CryptographicException">It is no key of RSA.</exception>
    public RsaKey(byte[] subjectPublicKeyInfo)
    {
        _keys = new SpareKey<RSA>(() => Read(subjectPublicKeyInfo));
        var key = _keys.Take();
        Bits = key.KeySize;
        _keys.Give(key);
    }

    public int Bits { get; }

    public bool Verifies(ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature, HashAlgorithmName hash)
    {
        var key = _keys.Take();
        try
        {
            return key.VerifyData(content, signature, hash, RSASignaturePadding.Pkcs1);
        }
        catch (CryptographicException)
        {
            // Some platforms are told not to take SHA-1 any more.
            return false;
        }
        finally
        {
            _keys.Give(key);
        }
    }

    private static RSA Read(byte[] subjectPublicKeyInfo)
    {
        var key = RSA.Create();
        key.ImportSubjectPublicKeyInfo(subjectPublicKeyInfo, out _);
        return key;
    }
}
