using System.Text;

namespace Creel.Signatures;

/// <summary>How a secret that is text becomes the bytes of a key.</summary>
internal enum SignatureKeyFormat
{
    /// <summary>Its UTF-8.</summary>
    Text,

    /// <summary>What it says in base64.</summary>
    Base64,

    /// <summary>What it says in base64 behind <c>whsec_</c>, which may be left out (Standard Webhooks).</summary>
    Whsec,
}

internal static class SignatureKeyFormats
{
    private const string Prefix = "whsec_";

    /// <summary>Null when the secret can't be such a key.</summary>
    public static byte[]? Read(this SignatureKeyFormat format, string secret) => format switch
    {
        _ when secret.Length == 0 => null,
        SignatureKeyFormat.Text => Encoding.UTF8.GetBytes(secret),
        SignatureKeyFormat.Base64 => SignatureEncoding.Base64.Decode(secret),
        _ when secret.StartsWith(Prefix, StringComparison.Ordinal) => SignatureEncoding.Base64.Decode(secret.AsSpan(Prefix.Length)),
        // Other kinds of key of the same specification: whpk_ is a public one, whsk_ a private one.
        _ when secret.StartsWith("whpk_", StringComparison.Ordinal) || secret.StartsWith("whsk_", StringComparison.Ordinal) => null,
        _ => SignatureEncoding.Base64.Decode(secret),
    } is { Length: > 0 } key ? key : null;

    public static string Problem(this SignatureKeyFormat format) => format switch
    {
        SignatureKeyFormat.Text => "it is empty",
        SignatureKeyFormat.Base64 => "it is not base64",
        _ => "it is not base64, with or without whsec_ before it",
    };
}
