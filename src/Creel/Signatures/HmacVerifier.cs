using System.Buffers;
using System.Security.Cryptography;

namespace Creel.Signatures;

/// <summary>An HMAC with its keys.</summary>
internal sealed class HmacVerifier(HmacScheme scheme, byte[][] keys) : SignatureVerifier(scheme)
{
    // Rotation has two or three; more would only make us work.
    private const int MostCandidates = 8;

    private readonly HmacSettings _settings = scheme.Settings;

    public override bool IsPresent(in SignedRequest request) => _settings.Header.IsPresent(request);

    public override SignatureCheck Check(in SignedRequest request, DateTimeOffset now)
    {
        var length = scheme.HashLength;
        Span<byte> candidates = stackalloc byte[MostCandidates * HmacScheme.LongestHash];
        var fault = _settings.Header.Read(request, candidates[..(MostCandidates * length)], length, out var found);
        if (fault != SignatureFault.None) return new(fault, _settings.Header.Place);

        string? time = null;
        if (_settings.Time is { } signedAt)
        {
            time = signedAt.Read(request, _settings.Header);
            if (time is null) return new(SignatureFault.Missing, signedAt.Place);
        }
        if (_settings.Signed.IsBodyAlone) return Matches(request.Body.Span, candidates[..(found * length)], length) ? InTime(time, now) : Wrong;

        if (!_settings.Signed.TryWrite(request, time, out var rented, out var size, out var missing)) return new(SignatureFault.Missing, $"the header {missing}");
        var matches = Matches(rented.AsSpan(0, size), candidates[..(found * length)], length);
        ArrayPool<byte>.Shared.Return(rented);
        return matches ? InTime(time, now) : Wrong;
    }

    private SignatureCheck Wrong => new(SignatureFault.Wrong, _settings.Header.Place);

    private SignatureCheck InTime(string? time, DateTimeOffset now) => time is null ? SignatureCheck.Good : _settings.Time!.Check(time, now);

    // Every key and every candidate is gone through: how long it takes tells nothing of which one fits.
    private bool Matches(ReadOnlySpan<byte> content, ReadOnlySpan<byte> candidates, int length)
    {
        Span<byte> hash = stackalloc byte[HmacScheme.LongestHash];
        hash = hash[..length];
        var matches = false;
        foreach (var key in keys)
        {
            scheme.Hash(key, content, hash);
            for (var at = 0; at < candidates.Length; at += length) matches |= CryptographicOperations.FixedTimeEquals(hash, candidates.Slice(at, length));
        }
        return matches;
    }
}
