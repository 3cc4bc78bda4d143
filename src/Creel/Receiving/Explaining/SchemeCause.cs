using Creel.Signatures;

namespace Creel.Receiving.Explaining;

/// <summary>The right secret, and another way to sign: another hash, another encoding, the body alone.</summary>
internal static class SchemeCause
{
    private static readonly HmacAlgorithm[] Algorithms = [HmacAlgorithm.Sha256, HmacAlgorithm.Sha1, HmacAlgorithm.Sha512];
    private static readonly SignatureEncoding[] Encodings = [SignatureEncoding.Hex, SignatureEncoding.Base64];

    public static Finding? Find(SignatureCase about, SignatureVerifier? deciding, Trials trials)
    {
        foreach (var scheme in about.Source.Signatures.Verifiers.Select(verifier => verifier.Scheme).OfType<HmacScheme>())
        {
            if (about.Request.Header(scheme.Header!) is not { } value) continue;
            trials.Say("HMAC with SHA-1, SHA-256 and SHA-512, in hexadecimal and base64, of the body alone");
            foreach (var settings in Others(scheme.Settings, value))
            {
                if (trials.Fits(about.Bind(new HmacScheme(settings)), about.Request)) return new("other-scheme", Said(scheme.Settings, settings));
            }
        }
        return null;
    }

    private static IEnumerable<HmacSettings> Others(HmacSettings expected, string value)
    {
        SignedContent[] contents = expected.Signed.IsBodyAlone ? [expected.Signed] : [expected.Signed, new("{body}")];
        foreach (var signed in contents)
        {
            foreach (var prefix in Prefixes(expected.Header, value))
            {
                foreach (var algorithm in Algorithms)
                {
                    foreach (var encoding in Encodings)
                    {
                        yield return expected with
                        {
                            Algorithm = algorithm,
                            Header = expected.Header with { Prefix = prefix, Encoding = encoding },
                            Signed = signed,
                            Time = signed.UsesTimestamp ? expected.Time : null,
                        };
                    }
                }
            }
        }
    }

    private static IEnumerable<string> Prefixes(SignatureHeader header, string value)
    {
        yield return header.Prefix;
        if (header.Prefix.Length > 0) yield return "";
        var mark = value.IndexOf('=');
        const int longest = 16;
        if (mark is > 0 and < longest && !value.AsSpan(0, mark + 1).SequenceEqual(header.Prefix)) yield return value[..(mark + 1)];
    }

    private static string Said(HmacSettings expected, HmacSettings found)
    {
        var differences = new List<string>();
        if (found.Algorithm != expected.Algorithm) differences.Add($"algorithm: {Name(found.Algorithm)}");
        if (found.Header.Encoding != expected.Header.Encoding) differences.Add($"encoding: {Name(found.Header.Encoding)}");
        if (found.Header.Prefix != expected.Header.Prefix) differences.Add($"prefix: \"{found.Header.Prefix}\"");
        if (found.Signed.Template != expected.Signed.Template) differences.Add($"signed: \"{found.Signed.Template}\"");
        var adjusted = string.Join(", ", differences);
        return $"The secret is right, and the way to sign another one ({adjusted}). Set the sender to {Name(expected.Algorithm)} in {Name(expected.Header.Encoding)}"
            + $"{(expected.Header.Prefix.Length > 0 ? $" behind `{expected.Header.Prefix}`" : "")} of `{expected.Signed.Template}`; where that can't be, the source says `signature: {{ {adjusted} }}`.";
    }

    private static string Name(HmacAlgorithm algorithm) => algorithm.ToString().ToLowerInvariant();

    private static string Name(SignatureEncoding encoding) => encoding.ToString().ToLowerInvariant();
}
