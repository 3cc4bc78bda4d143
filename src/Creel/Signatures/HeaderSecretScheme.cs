using System.Text;

namespace Creel.Signatures;

/// <summary>The secret itself in a header: as it is, or in base64, after a prefix such as <c>Bearer</c>.</summary>
internal sealed class HeaderSecretScheme(string name, string prefix, bool base64) : SignatureScheme
{
    public override string Description => $"the secret in the header {name}{(prefix.Length > 0 ? $" after `{prefix}`" : "")}{(base64 ? ", in base64" : "")}";

    public override string? Header => name;

    public override bool HeaderIsSecret => true;

    public string Name => name;
    public string Prefix => prefix;

    public override bool SendsSecret => true;

    public override string? KeyProblem(string secret) => secret.Length == 0 ? "it is empty" : null;

    public override SignatureVerifier Bind(IReadOnlyList<string> secrets) => new Verifier(this, [.. secrets.Select(secret => new SecretText(Written(secret)))]);

    public override void Sign(OutgoingRequest request, string secret, DateTimeOffset now) => request.Headers[name] = prefix + Written(secret);

    private string Written(string secret) => base64 ? Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)) : secret;

    private sealed class Verifier(HeaderSecretScheme scheme, SecretText[] secrets) : SignatureVerifier(scheme)
    {
        public override bool NeedsBody => false;

        public override bool IsPresent(in SignedRequest request)
        {
            var values = request.Headers[scheme.Name];
            return values.Count > 0 && (scheme.Prefix.Length == 0 || values.Any(value => value?.StartsWith(scheme.Prefix, StringComparison.OrdinalIgnoreCase) == true));
        }

        public override SignatureCheck Check(in SignedRequest request, DateTimeOffset now)
        {
            if (request.Header(scheme.Name) is not { } value) return new(request.Headers[scheme.Name].Count > 0 ? SignatureFault.Malformed : SignatureFault.Missing, $"the header {scheme.Name}");
            if (!value.StartsWith(scheme.Prefix, StringComparison.OrdinalIgnoreCase)) return new(SignatureFault.Malformed, $"the header {scheme.Name}");
            return SecretText.AnyMatches(secrets, value.AsSpan(scheme.Prefix.Length).Trim(' ')) ? SignatureCheck.Good : new(SignatureFault.Wrong, $"the header {scheme.Name}");
        }
    }
}
