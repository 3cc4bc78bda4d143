using System.Buffers;

namespace Creel.Signatures;

/// <summary>Reads the signatures out of their header, puts together what they cover, and looks at the time; what they are made with is left to others.</summary>
internal abstract class SignedHeaderVerifier(SignedHeaderScheme scheme, SignedHeaderSettings settings) : SignatureVerifier(scheme)
{
    // Rotation has two or three; more would only make us work.
    private const int MostCandidates = 8;

    private const int LongestSignature = 64;

    private readonly int _length = scheme.SignatureLength;

    public override bool IsPresent(in SignedRequest request) => settings.Header.IsPresent(request);

    public override SignatureCheck Check(in SignedRequest request, DateTimeOffset now)
    {
        Span<byte> candidates = stackalloc byte[MostCandidates * LongestSignature];
        var fault = settings.Header.Read(request, candidates[..(MostCandidates * _length)], _length, Decoder, out var found);
        if (fault != SignatureFault.None) return new(fault, settings.Header.Place);
        candidates = candidates[..(found * _length)];

        string? time = null;
        if (settings.Time is { } signedAt)
        {
            time = signedAt.Read(request, settings.Header);
            if (time is null) return new(SignatureFault.Missing, signedAt.Place);
        }
        if (settings.Signed.IsBodyAlone) return Matches(request.Body.Span, candidates) ? InTime(time, now) : Wrong;

        if (!settings.Signed.TryWrite(request, time, out var rented, out var size, out var missing)) return new(SignatureFault.Missing, $"the header {missing}");
        var matches = Matches(rented.AsSpan(0, size), candidates);
        ArrayPool<byte>.Shared.Return(rented);
        return matches ? InTime(time, now) : Wrong;
    }

    /// <summary>How a signature's text becomes bytes; null: as the header's encoding says.</summary>
    protected virtual SignatureDecoder? Decoder => null;

    /// <summary>Whether one of the signatures, which stand one behind the other, is that of the content with one of the keys.</summary>
    protected abstract bool Matches(ReadOnlySpan<byte> content, ReadOnlySpan<byte> candidates);

    private SignatureCheck Wrong => new(SignatureFault.Wrong, settings.Header.Place);

    private SignatureCheck InTime(string? time, DateTimeOffset now) => time is null ? SignatureCheck.Good : settings.Time!.Check(time, now);
}
