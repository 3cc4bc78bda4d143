using Creel.Signatures;

namespace Creel.Senders;

/// <summary>
/// From a way to prove oneself, as it is written in a profile or adjusted by a source, to what checks it. A new primitive is a file in
/// Signatures and a line here.
/// </summary>
internal static class AuthCompiler
{
    /// <summary>Null for what is checked without a secret of this kind: HTTP Basic and client certificates.</summary>
    /// <exception cref="FormatException">Something in it makes no sense; the message says where and why.</exception>
    public static SignatureScheme? Compile(AuthData data)
    {
        try
        {
            return Scheme(data);
        }
        catch (FormatException e)
        {
            throw new FormatException($"auth {data.Scheme}: {e.Message}", e);
        }
    }

    private static SignatureScheme? Scheme(AuthData data) => data.Scheme switch
    {
        "hmac" => new HmacScheme(Hmac(data)),
        "header" => new HeaderSecretScheme(Name(data), data.Prefix ?? "", data.Encoding switch
        {
            null or "text" => false,
            "base64" => true,
            _ => throw new FormatException($"encoding: '{data.Encoding}' is not one of text, base64."),
        }),
        "bearer" => new HeaderSecretScheme("Authorization", "Bearer ", base64: false),
        "query" => new QuerySecretScheme(Name(data)),
        "body" => new BodySecretScheme(data.Path ?? throw new FormatException("path: where in the body the secret is.")),
        "basic" or "certificate" => null,
        _ => throw new FormatException("there is no such scheme: hmac, header, bearer, query, body, basic, certificate."),
    };

    private static HmacSettings Hmac(AuthData data) => new()
    {
        Algorithm = data.Algorithm switch
        {
            "sha1" => HmacAlgorithm.Sha1,
            "sha256" => HmacAlgorithm.Sha256,
            "sha512" => HmacAlgorithm.Sha512,
            _ => throw new FormatException($"algorithm: '{data.Algorithm}' is not one of sha1, sha256, sha512."),
        },
        Header = Header(data),
        Signed = Signed(data),
        Key = data.Key switch
        {
            null or "text" => SignatureKeyFormat.Text,
            "base64" => SignatureKeyFormat.Base64,
            "whsec" => SignatureKeyFormat.Whsec,
            _ => throw new FormatException($"key: '{data.Key}' is not one of text, base64, whsec."),
        },
        Time = Time(data),
    };

    private static SignatureHeader Header(AuthData data) => new(
        data.Header is { Length: > 0 } header ? header : throw new FormatException("header: its name is missing."),
        data.Prefix ?? "",
        data.Separator switch
        {
            null => null,
            { Length: 1 } one => one[0],
            _ => throw new FormatException("separator: one character."),
        },
        data.Encoding switch
        {
            null or "hex" => SignatureEncoding.Hex,
            "base64" => SignatureEncoding.Base64,
            _ => throw new FormatException($"encoding: '{data.Encoding}' is not one of hex, base64."),
        });

    private static SignedContent Signed(AuthData data)
    {
        var signed = new SignedContent(data.Signed ?? "{body}");
        // A time that nobody signed is one that anybody can write.
        if (signed.UsesTimestamp != (data.Timestamp is not null) && data.Timestamp?.From.StartsWith("body.", StringComparison.Ordinal) != true)
            throw new FormatException("timestamp: where there is one it must be signed, as {timestamp}, and where {timestamp} is signed it must be said where it stands.");
        return signed;
    }

    private static SignatureTime? Time(AuthData data)
    {
        if (data.Timestamp is not { } time) return null;
        if (!time.From.StartsWith("header.", StringComparison.Ordinal) && !time.From.StartsWith("parameter.", StringComparison.Ordinal) && !time.From.StartsWith("body.", StringComparison.Ordinal))
            throw new FormatException($"timestamp.from: '{time.From}' is not header.NAME, parameter.NAME or body.PATH.");
        return new SignatureTime(time.From, time.Unit switch
        {
            "s" => SignatureTimeUnit.Seconds,
            "ms" => SignatureTimeUnit.Milliseconds,
            "iso" => SignatureTimeUnit.Iso,
            _ => throw new FormatException($"timestamp.unit: '{time.Unit}' is not one of s, ms, iso."),
        }, ProfileCompiler.Time("timestamp.tolerance", time.Tolerance));
    }

    private static string Name(AuthData data) => data.Name is { Length: > 0 } name ? name : throw new FormatException("name: it is missing.");
}
