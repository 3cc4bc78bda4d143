using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Creel.Signatures;

/// <summary>How a key of Ed25519 is written.</summary>
internal enum Ed25519KeyFormat
{
    /// <summary>64 digits.</summary>
    Hex,

    /// <summary>Its 32 bytes in base64.</summary>
    Base64,

    /// <summary>The same behind <c>whpk_</c>; private ones are seed and public key behind <c>whsk_</c> (Standard Webhooks).</summary>
    Whpk,
}

/// <summary>Reads keys of Ed25519 (RFC 8032).</summary>
internal static class Ed25519Keys
{
    private const int Length = 32;
    private const string Public = "whpk_", Private = "whsk_", Symmetric = "whsec_";

    /// <summary>
    /// Null when it is no public key: also for points of small order, with which one signature fits many texts, and for such as
    /// are written in a second way.
    /// </summary>
    public static Ed25519.PublicPoint? ReadPublic(this Ed25519KeyFormat format, string text) =>
        Bytes(format, text, Public) is { Length: Length } key ? Ed25519.ValidatePublicKeyFullExport(key) : null;

    /// <summary>Why a text is no public key; null when it is one.</summary>
    public static string? PublicProblem(this Ed25519KeyFormat format, string text)
    {
        if (format == Ed25519KeyFormat.Whpk && text.StartsWith(Private, StringComparison.Ordinal)) return "it is a private key (whsk_), which belongs to the sender alone; the public one begins with whpk_";
        if (format == Ed25519KeyFormat.Whpk && text.StartsWith(Symmetric, StringComparison.Ordinal)) return "it is a shared secret (whsec_); a public key begins with whpk_";
        if (Bytes(format, text, Public) is not { Length: Length }) return format switch
        {
            Ed25519KeyFormat.Hex => "it is not a public key of 64 hex digits",
            Ed25519KeyFormat.Base64 => "it is not a public key of 32 bytes in base64",
            _ => "it is not whpk_ and a public key of 32 bytes in base64",
        };
        return format.ReadPublic(text) is null ? "its 32 bytes are not a public key of Ed25519" : null;
    }

    /// <summary>The 32 bytes that all is derived from; null when it is no private key.</summary>
    public static byte[]? ReadPrivate(this Ed25519KeyFormat format, string text)
    {
        var bytes = Bytes(format, text, Private);
        if (format != Ed25519KeyFormat.Whpk) return bytes is { Length: Length } ? bytes : null;
        if (bytes is not { Length: 2 * Length }) return null;
        var publicKey = new byte[Length];
        Ed25519.GeneratePublicKey(bytes.AsSpan(0, Length), publicKey);
        return publicKey.AsSpan().SequenceEqual(bytes.AsSpan(Length)) ? bytes[..Length] : null;
    }

    public static string PrivateProblem(this Ed25519KeyFormat format) => format switch
    {
        Ed25519KeyFormat.Hex => "it is not a private key of 64 hex digits",
        Ed25519KeyFormat.Base64 => "it is not a private key of 32 bytes in base64",
        _ => "it is not whsk_ and the base64 of a private key of 32 bytes with its public key behind it",
    };

    private static byte[]? Bytes(Ed25519KeyFormat format, string text, string prefix)
    {
        if (format == Ed25519KeyFormat.Hex) return SignatureEncoding.Hex.Decode(text);
        if (format == Ed25519KeyFormat.Base64) return SignatureEncoding.Base64.Decode(text);
        return text.StartsWith(prefix, StringComparison.Ordinal) ? SignatureEncoding.Base64.Decode(text.AsSpan(prefix.Length)) : null;
    }
}
