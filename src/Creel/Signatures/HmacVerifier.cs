using System.Security.Cryptography;

namespace Creel.Signatures;

/// <summary>An HMAC with its keys.</summary>
internal sealed class HmacVerifier(HmacScheme scheme, byte[][] keys) : SignedHeaderVerifier(scheme, scheme.Settings)
{
    // One that has taken in its key already costs half of what a new one does.
    private readonly SpareKey<IncrementalHash>[] _ready = [.. keys.Select(key => new SpareKey<IncrementalHash>(() => IncrementalHash.CreateHMAC(scheme.HashName, key)))];

    // Every key and every candidate is gone through: how long it takes tells nothing of which one fits.
    protected override bool Matches(ReadOnlySpan<byte> content, ReadOnlySpan<byte> candidates)
    {
        Span<byte> hash = stackalloc byte[HmacScheme.LongestHash];
        hash = hash[..scheme.HashLength];
        var matches = false;
        foreach (var spare in _ready)
        {
            var ready = spare.Take();
            ready.AppendData(content);
            ready.GetHashAndReset(hash);
            spare.Give(ready);
            for (var at = 0; at < candidates.Length; at += hash.Length) matches |= CryptographicOperations.FixedTimeEquals(hash, candidates.Slice(at, hash.Length));
        }
        return matches;
    }
}
