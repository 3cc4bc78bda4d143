using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Creel.Signatures;

/// <summary>What a signature by ECDSA is made of.</summary>
internal sealed record EcdsaSettings : SignedHeaderSettings;

/// <summary>
/// ECDSA over P-256 with SHA-256. From every such signature anybody can make a second one of the same text: it says who wrote a
/// request, and is no name for it.
/// </summary>
internal sealed class EcdsaScheme(EcdsaSettings settings) : SignedHeaderScheme(settings)
{
    private const int NumberLength = 32;

    public EcdsaSettings Settings => settings;

    /// <summary>Two numbers one after the other; in the header they are of any length, in DER.</summary>
    public override int SignatureLength => 2 * NumberLength;

    public override string Description => Described("ECDSA (P-256, SHA-256)");

    public override bool SignsWithAnotherKey => true;

    public override string? KeyProblem(string secret) => EcdsaKey.ReadPublic(secret) is null ? "it is not a public key of the curve P-256, as PEM or base64" : null;

    public override string? SigningProblem(string secret)
    {
        using var key = EcdsaKey.ReadPrivate(secret);
        return key is null ? NotPrivate : null;
    }

    private const string NotPrivate = "it is not a private key of the curve P-256, as PEM or base64 (PKCS#8)";

    public override SignatureVerifier Bind(IReadOnlyList<string> secrets) => new Verifier(this, [.. secrets.Select(secret => new SpareKey<ECDsa>(() => Public(secret)))]);

    protected override byte[] Signature(ReadOnlySpan<byte> content, string secret)
    {
        using var key = EcdsaKey.ReadPrivate(secret) ?? throw new FormatException($"The key can't sign: {NotPrivate}.");
        return key.SignData(content.ToArray(), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    private static ECDsa Public(string secret)
    {
        var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(EcdsaKey.ReadPublic(secret)!, out _);
        return key;
    }

    // Read here and not by the platform: every platform is lenient in its own way.
    private static bool TryReadDer(SignatureEncoding encoding, ReadOnlySpan<char> text, Span<byte> to)
    {
        const int longest = 2 + 2 * (2 + 1 + NumberLength);
        if (text.Length > 2 * longest || encoding.Decode(text) is not { } der) return false;
        try
        {
            AsnDecoder.ReadSequence(der, AsnEncodingRules.DER, out var start, out var length, out var read);
            if (read != der.Length) return false;
            ReadOnlySpan<byte> numbers = der.AsSpan(start, length);
            var first = AsnDecoder.ReadIntegerBytes(numbers, AsnEncodingRules.DER, out read);
            var second = AsnDecoder.ReadIntegerBytes(numbers[read..], AsnEncodingRules.DER, out var rest);
            return read + rest == length && TryWrite(first, to[..NumberLength]) && TryWrite(second, to[NumberLength..]);
        }
        catch (AsnContentException)
        {
            return false;
        }
    }

    private static bool TryWrite(ReadOnlySpan<byte> number, Span<byte> to)
    {
        if ((number[0] & 0x80) != 0) return false;
        if (number[0] == 0) number = number[1..];
        if (number.Length > to.Length) return false;
        to.Clear();
        number.CopyTo(to[^number.Length..]);
        return true;
    }

    private sealed class Verifier(EcdsaScheme scheme, SpareKey<ECDsa>[] keys) : SignedHeaderVerifier(scheme, scheme.Settings)
    {
        private static readonly SignatureDecoder Der = TryReadDer;

        protected override SignatureDecoder? Decoder => Der;

        protected override bool Matches(ReadOnlySpan<byte> content, ReadOnlySpan<byte> candidates)
        {
            var matches = false;
            foreach (var spare in keys)
            {
                var key = spare.Take();
                for (var at = 0; at < candidates.Length && !matches; at += 2 * NumberLength)
                    matches = key.VerifyData(content, candidates.Slice(at, 2 * NumberLength), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
                spare.Give(key);
                if (matches) return true;
            }
            return false;
        }
    }
}
