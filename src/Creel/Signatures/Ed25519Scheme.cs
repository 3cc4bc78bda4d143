using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Creel.Signatures;

/// <summary>What a signature by Ed25519 is made of.</summary>
internal sealed record Ed25519Settings : SignedHeaderSettings
{
    public Ed25519KeyFormat Key { get; init; }
}

/// <summary>
/// Ed25519 (RFC 8032). The framework has none. Its signatures are strict: the one encoding of a point and of a number below the
/// order, so that nobody makes a second one out of a first; and without the cofactor, as most libraries verify.
/// </summary>
internal sealed class Ed25519Scheme(Ed25519Settings settings) : SignedHeaderScheme(settings)
{
    public Ed25519Settings Settings => settings;

    public override int SignatureLength => Ed25519.SignatureSize;

    public override string Description => Described("Ed25519");

    public override bool SignsWithAnotherKey => true;

    public override string? KeyProblem(string secret) => settings.Key.PublicProblem(secret);

    public override string? SigningProblem(string secret) => settings.Key.ReadPrivate(secret) is null ? settings.Key.PrivateProblem() : null;

    public override SignatureVerifier Bind(IReadOnlyList<string> secrets) => new Verifier(this, [.. secrets.Select(secret => settings.Key.ReadPublic(secret)!)]);

    protected override byte[] Signature(ReadOnlySpan<byte> content, string secret)
    {
        var signature = new byte[SignatureLength];
        Ed25519.Sign(settings.Key.ReadPrivate(secret) ?? throw new FormatException($"The key can't sign: {settings.Key.PrivateProblem()}."), content, signature);
        return signature;
    }

    private sealed class Verifier(Ed25519Scheme scheme, Ed25519.PublicPoint[] keys) : SignedHeaderVerifier(scheme, scheme.Settings)
    {
        // Nothing here is secret, so the first that fits is enough.
        protected override bool Matches(ReadOnlySpan<byte> content, ReadOnlySpan<byte> candidates)
        {
            foreach (var key in keys)
            {
                for (var at = 0; at < candidates.Length; at += Ed25519.SignatureSize)
                {
                    if (Ed25519.Verify(candidates.Slice(at, Ed25519.SignatureSize), key, content)) return true;
                }
            }
            return false;
        }
    }
}
