using Creel.Json;

namespace Creel.Signatures;

/// <summary>The secret itself in the body: at one place, or in each item of a list, and then in every one of them.</summary>
internal sealed class BodySecretScheme(string path) : SignatureScheme
{
    private readonly byte[][] _path = JsonPlace.Names(path.Replace("[]", "", StringComparison.Ordinal));

    public override string Description => $"the secret in the body, as {path}";

    /// <summary>Where it stands.</summary>
    public byte[][] Path => _path;

    /// <summary>The same as it is written.</summary>
    public string Place => path;

    public override bool SendsSecret => true;

    public override string? KeyProblem(string secret) => secret.Length == 0 ? "it is empty" : null;

    public override SignatureVerifier Bind(IReadOnlyList<string> secrets) => new Verifier(this, path, [.. secrets.Select(secret => new SecretText(secret))]);

    public override void Sign(OutgoingRequest request, string secret, DateTimeOffset now) => request.Body = JsonPlace.Set(request.Body, _path, secret);

    private sealed class Verifier(BodySecretScheme scheme, string path, SecretText[] secrets) : SignatureVerifier(scheme)
    {
        public override bool NeedsDecodedBody => true;

        // Of a sender that writes it into every body nothing else is expected.
        public override bool IsPresent(in SignedRequest request) => true;

        public override SignatureCheck Check(in SignedRequest request, DateTimeOffset now)
        {
            var found = new List<Range>(1);
            var body = request.DecodedBody.Span;
            if (!JsonPlace.TryFindAll(body, scheme.Path, found)) return new(SignatureFault.Missing, $"{path} in the body");
            foreach (var range in found)
            {
                var text = JsonPlace.Decode(body[range]);
                if (text.Length == 0) return new(SignatureFault.Missing, $"{path} in the body");
                if (!SecretText.AnyMatches(secrets, text)) return new(SignatureFault.Wrong, $"{path} in the body");
            }
            return SignatureCheck.Good;
        }
    }
}
