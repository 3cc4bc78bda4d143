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

    // Each kind with the keys that it knows: one that means nothing here would be believed to do something.
    private static readonly Dictionary<string, (string[] Keys, Func<AuthData, SignatureScheme?> Compile)> Schemes = new()
    {
        ["hmac"] = (["algorithm", "header", "encoding", "prefix", "separator", "signed", "key", "timestamp"], data => new HmacScheme(Hmac(data))),
        ["ed25519"] = (["header", "encoding", "prefix", "separator", "signed", "key", "timestamp"], data => new Ed25519Scheme(Ed25519(data))),
        ["ecdsa"] = (["header", "encoding", "prefix", "separator", "signed", "timestamp"], data => new EcdsaScheme(Ecdsa(data))),
        ["url-form"] = (["header"], data => new UrlFormScheme(HeaderName(data))),
        ["sns"] = ([], _ => new SnsScheme()),
        ["header"] = (["name", "prefix", "encoding"], data => new HeaderSecretScheme(Name(data), data.Prefix ?? "", IsBase64(data))),
        ["bearer"] = ([], _ => new HeaderSecretScheme("Authorization", "Bearer ", base64: false)),
        ["query"] = (["name"], data => new QuerySecretScheme(Name(data))),
        ["body"] = (["path"], data => new BodySecretScheme(data.Path ?? throw new FormatException("path: where in the body the secret is."))),
        ["path"] = ([], _ => new PathSecretScheme()),
        ["basic"] = ([], _ => null),
        ["certificate"] = ([], _ => null),
    };

    private static SignatureScheme? Scheme(AuthData data)
    {
        if (!Schemes.TryGetValue(data.Scheme, out var scheme)) throw new FormatException($"there is no such scheme: {string.Join(", ", Schemes.Keys)}.");
        if (Given(data).Except(scheme.Keys).FirstOrDefault() is not { } unused) return scheme.Compile(data);
        throw new FormatException($"{unused}: means nothing here; {(scheme.Keys.Length > 0 ? $"there are {string.Join(", ", scheme.Keys)}" : "there are no keys")}.");
    }

    private static IEnumerable<string> Given(AuthData data)
    {
        if (data.Algorithm is not null) yield return "algorithm";
        if (data.Header is not null) yield return "header";
        if (data.Encoding is not null) yield return "encoding";
        if (data.Prefix is not null) yield return "prefix";
        if (data.Separator is not null) yield return "separator";
        if (data.Signed is not null) yield return "signed";
        if (data.Key is not null) yield return "key";
        if (data.Timestamp is not null) yield return "timestamp";
        if (data.Name is not null) yield return "name";
        if (data.Path is not null) yield return "path";
    }

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

    private static Ed25519Settings Ed25519(AuthData data) => new()
    {
        Header = Header(data),
        Signed = Signed(data),
        Key = data.Key switch
        {
            null or "hex" => Ed25519KeyFormat.Hex,
            "base64" => Ed25519KeyFormat.Base64,
            "whpk" => Ed25519KeyFormat.Whpk,
            _ => throw new FormatException($"key: '{data.Key}' is not one of hex, base64, whpk."),
        },
        Time = Time(data),
    };

    private static EcdsaSettings Ecdsa(AuthData data) => new() { Header = Header(data), Signed = Signed(data), Time = Time(data) };

    private static bool IsBase64(AuthData data) => data.Encoding switch
    {
        null or "text" => false,
        "base64" => true,
        _ => throw new FormatException($"encoding: '{data.Encoding}' is not one of text, base64."),
    };

    private static SignatureHeader Header(AuthData data) => new(
        HeaderName(data),
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

    private static string HeaderName(AuthData data) => data.Header is { Length: > 0 } header ? header : throw new FormatException("header: its name is missing.");

    private static string Name(AuthData data) => data.Name is { Length: > 0 } name ? name : throw new FormatException("name: it is missing.");
}
