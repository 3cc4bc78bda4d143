using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Creel.Signatures;

/// <summary>A secret that somebody else must give. Only its hash is held, and hashes are compared in constant time, so that
/// neither the secret nor its length can be measured.</summary>
internal sealed class SecretText
{
    private const int OnStack = 512;

    private readonly byte[] _hash = new byte[SHA256.HashSizeInBytes];

    public SecretText(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret), _hash);

    /// <summary>
    /// Whether a header's value is this secret. Header values come as one character a byte, or decoded as UTF-8, depending on
    /// the server: beyond ASCII both readings are tried.
    /// </summary>
    public bool Matches(ReadOnlySpan<char> given) =>
        Matches(given, Encoding.UTF8) || (!Ascii.IsValid(given) && Matches(given, Encoding.Latin1));

    /// <summary>Whether it is one of several; all are gone through, so that the time tells nothing of which.</summary>
    public static bool AnyMatches(SecretText[] secrets, ReadOnlySpan<char> given)
    {
        var matches = false;
        foreach (var secret in secrets) matches |= secret.Matches(given);
        return matches;
    }

    private bool Matches(ReadOnlySpan<char> given, Encoding encoding)
    {
        var length = encoding.GetMaxByteCount(given.Length);
        var rented = length > OnStack ? ArrayPool<byte>.Shared.Rent(length) : null;
        var bytes = rented ?? stackalloc byte[OnStack];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..encoding.GetBytes(given, bytes)], hash);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        return CryptographicOperations.FixedTimeEquals(hash, _hash);
    }

    public override string ToString() => "***";
}
