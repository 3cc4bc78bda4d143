using System.Security.Cryptography;

namespace Creel.Signatures;

/// <summary>The hash of an HMAC.</summary>
internal enum HmacAlgorithm { Sha1, Sha256, Sha512 }

/// <summary>What an HMAC is made of.</summary>
internal sealed record HmacSettings : SignedHeaderSettings
{
    public required HmacAlgorithm Algorithm { get; init; }
    public SignatureKeyFormat Key { get; init; }
}

/// <summary>HMAC (RFC 2104) over the body, alone or with other parts of the request.</summary>
internal sealed class HmacScheme(HmacSettings settings) : SignedHeaderScheme(settings)
{
    public const int LongestHash = 64;

    public HmacSettings Settings => settings;

    public override string Description => Described($"HMAC-{settings.Algorithm.ToString().ToUpperInvariant().Replace("SHA", "SHA-")}");

    public override string? KeyProblem(string secret) => settings.Key.Read(secret) is null ? settings.Key.Problem() : null;

    public override SignatureVerifier Bind(IReadOnlyList<string> secrets) => new HmacVerifier(this, [.. secrets.Select(secret => settings.Key.Read(secret)!)]);

    public override int SignatureLength => HashLength;

    public int HashLength => settings.Algorithm switch
    {
        HmacAlgorithm.Sha1 => HMACSHA1.HashSizeInBytes,
        HmacAlgorithm.Sha256 => HMACSHA256.HashSizeInBytes,
        _ => HMACSHA512.HashSizeInBytes,
    };

    public HashAlgorithmName HashName => settings.Algorithm switch
    {
        HmacAlgorithm.Sha1 => HashAlgorithmName.SHA1,
        HmacAlgorithm.Sha256 => HashAlgorithmName.SHA256,
        _ => HashAlgorithmName.SHA512,
    };

    protected override byte[] Signature(ReadOnlySpan<byte> content, string secret)
    {
        var key = settings.Key.Read(secret) ?? throw new FormatException($"The secret can't sign: {settings.Key.Problem()}.");
        using var hash = IncrementalHash.CreateHMAC(HashName, key);
        hash.AppendData(content);
        return hash.GetHashAndReset();
    }
}
