using Creel.Signatures;

namespace Creel.Receiving.Explaining;

/// <summary>Another secret than the source's, or the same one read otherwise.</summary>
internal static class SecretCause
{
    public static Finding? Find(SignatureCase about, SignatureVerifier? deciding, Trials trials) =>
        deciding is null ? null : Previous(about, deciding.Scheme, trials) ?? Pasted(about, deciding.Scheme, trials) ?? Misread(about, deciding.Scheme, trials);

    private static Finding? Previous(SignatureCase about, SignatureScheme scheme, Trials trials)
    {
        var previous = about.Topology.PreviousSecrets.Of(about.Source.Name);
        if (previous.Count == 0) return null;
        trials.Say("the secrets that the source had before");
        return trials.Fits(SignatureCase.Bind(scheme, previous), about.Request)
            ? new("previous-secret", $"It fits a secret that source `{about.Source.Name}` had before the configuration was changed. Give the sender the new one; until then, list both under `secrets`.")
            : null;
    }

    /// <summary>A blank more or less: what copying and files do.</summary>
    private static Finding? Pasted(SignatureCase about, SignatureScheme scheme, Trials trials)
    {
        trials.Say("the secret with and without blanks, a newline or quotes around it");
        foreach (var secret in about.Source.Secrets.Select(secret => secret.Reveal()))
        {
            var bare = secret.Trim().Trim('"', '\'').Trim();
            if (bare.Length == 0) continue;
            foreach (var (written, what) in Pasted(bare))
            {
                if (written == secret || scheme.KeyProblem(written) is not null || !trials.Fits(scheme.Bind([written]), about.Request)) continue;
                return written == bare
                    ? new("secret-blank", $"It fits the secret without the blanks, newline or quotes that stand around it among {about.Secrets}. Remove them there.")
                    : new("secret-blank", $"It fits the secret with {what}: it was given to the sender like that. Enter it again there, without.");
            }
        }
        return null;
    }

    private static IEnumerable<(string Secret, string What)> Pasted(string bare) =>
    [
        (bare, ""), (bare + "\n", "a newline at its end"), (bare + "\r\n", "a newline at its end"), (bare + " ", "a blank at its end"),
        (" " + bare, "a blank before it"), ($"\"{bare}\"", "quotes around it"), ($"'{bare}'", "quotes around it"),
    ];

    private static Finding? Misread(SignatureCase about, SignatureScheme scheme, Trials trials)
    {
        if (scheme is not HmacScheme { Settings: var settings }) return null;
        trials.Say("the secret as text, as base64, as hexadecimal, with and without whsec_");
        foreach (var secret in about.Source.Secrets.Select(secret => secret.Reveal()))
        {
            foreach (var (format, written, what) in Readings(secret))
            {
                if (format == settings.Key && written == secret) continue;
                var other = new HmacScheme(settings with { Key = format });
                if (other.KeyProblem(written) is null && trials.Fits(other.Bind([written]), about.Request)) return new("secret-form", Said(settings.Key, format, what));
            }
        }
        return null;
    }

    private static IEnumerable<(SignatureKeyFormat Format, string Secret, string What)> Readings(string secret)
    {
        const string prefix = "whsec_";
        var bare = secret.StartsWith(prefix, StringComparison.Ordinal) ? secret[prefix.Length..] : secret;
        yield return (SignatureKeyFormat.Text, secret, "as the text that it is");
        yield return (SignatureKeyFormat.Base64, secret, "decoded from base64");
        if (bare.Length == 0) yield break;
        yield return bare == secret ? (SignatureKeyFormat.Text, prefix + bare, "as text, with `whsec_` before it") : (SignatureKeyFormat.Text, bare, "as text, without the `whsec_` before it");
        yield return (SignatureKeyFormat.Base64, bare, "decoded from base64, without the `whsec_` before it");
        if (SignatureEncoding.Hex.Decode(bare) is { } bytes) yield return (SignatureKeyFormat.Base64, Convert.ToBase64String(bytes), "decoded from hexadecimal");
    }

    private static string Said(SignatureKeyFormat expected, SignatureKeyFormat fitting, string what)
    {
        var said = $"It fits the secret used {what}; expected is the secret {Word(expected)}. ";
        // What has another text can't be said by `key`: only the sender can mend it.
        return said + (what is "as the text that it is" or "decoded from base64"
            ? $"Mend the code that signs; where that can't be, the source says `signature: {{ key: {(fitting == SignatureKeyFormat.Text ? "text" : "base64")} }}`."
            : "Mend the code that signs, or write the secret here as the sender uses it.");
    }

    private static string Word(SignatureKeyFormat format) => format switch
    {
        SignatureKeyFormat.Text => "as text",
        SignatureKeyFormat.Base64 => "decoded from base64",
        _ => "decoded from the base64 behind `whsec_`",
    };
}
