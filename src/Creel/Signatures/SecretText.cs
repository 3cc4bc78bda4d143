using System.Security.Cryptography;
using System.Text;

namespace Creel.Signatures;

/// <summary>A secret that somebody else must give. Only its hash is held, and hashes are compared in constant time, so that
/// neither the secret nor its length can be measured.</summary>
internal sealed class SecretText
{
    private readonly byte[] _hash = new byte[SHA256.HashSizeInBytes];

    public SecretText(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret), _hash);

    public bool Matches(string given)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(given), hash);
        return CryptographicOperations.FixedTimeEquals(hash, _hash);
    }

    public override string ToString() => "***";
}
