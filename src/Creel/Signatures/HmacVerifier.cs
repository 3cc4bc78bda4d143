using System.Security.Cryptography;

namespace Creel.Signatures;

/// <summary>An HMAC with its keys.</summary>
internal sealed class HmacVerifier(HmacScheme scheme, byte[][] keys) : SignedHeaderVerifier(scheme, scheme.Settings)
{
    // Every key and every candidate is gone through: how long it takes tells nothing of which one fits.
    protected override bool Matches(ReadOnlySpan<byte> content, ReadOnlySpan<byte> candidates)
    {
        Span<byte> hash = stackalloc byte[HmacScheme.LongestHash];
        hash = hash[..scheme.HashLength];
        var matches = false;
        foreach (var key in keys)
        {
            scheme.Hash(key, content, hash);
            for (var at = 0; at < candidates.Length; at += hash.Length) matches |= CryptographicOperations.FixedTimeEquals(hash, candidates.Slice(at, hash.Length));
        }
        return matches;
    }
}
