using System.Net;

namespace Creel.Signatures;

/// <summary>The secret itself as a parameter of the URL's query.</summary>
internal sealed class QuerySecretScheme(string name) : SignatureScheme
{
    public override string Description => $"the secret in the URL, as ?{name}=";

    public override string? SecretParameter => name;

    public override bool SendsSecret => true;

    public override string? KeyProblem(string secret) => secret.Length == 0 ? "it is empty" : null;

    public override SignatureVerifier Bind(IReadOnlyList<string> secrets) => new Verifier(this, name, [.. secrets.Select(secret => new SecretText(secret))]);

    public override void Sign(OutgoingRequest request, string secret, DateTimeOffset now)
    {
        var url = new UriBuilder(request.Url);
        url.Query = $"{url.Query.TrimStart('?')}{(url.Query.Length > 1 ? "&" : "")}{name}={Uri.EscapeDataString(secret)}";
        request.Url = url.Uri;
    }

    private sealed class Verifier(SignatureScheme scheme, string name, SecretText[] secrets) : SignatureVerifier(scheme)
    {
        public override bool NeedsBody => false;

        public override bool IsPresent(in SignedRequest request) => Values(request, out _) > 0;

        public override SignatureCheck Check(in SignedRequest request, DateTimeOffset now)
        {
            var place = $"{name}= in the URL";
            return Values(request, out var value) switch
            {
                0 => new(SignatureFault.Missing, place),
                1 => SecretText.AnyMatches(secrets, value) ? SignatureCheck.Good : new(SignatureFault.Wrong, place),
                _ => new(SignatureFault.Malformed, place),
            };
        }

        private int Values(in SignedRequest request, out string value)
        {
            var count = 0;
            value = "";
            var query = request.Query;
            if (query.IsEmpty) return 0;
            foreach (var range in query[1..].Split('&'))
            {
                var pair = query[1..][range];
                var equals = pair.IndexOf('=');
                if (equals < 0 || !Named(pair[..equals])) continue;
                value = WebUtility.UrlDecode(pair[(equals + 1)..].ToString());
                count++;
            }
            return count;
        }

        private bool Named(ReadOnlySpan<char> written) => written.Equals(name, StringComparison.OrdinalIgnoreCase)
            || (written.IndexOfAny('%', '+') >= 0 && WebUtility.UrlDecode(written.ToString()).Equals(name, StringComparison.OrdinalIgnoreCase));
    }
}
