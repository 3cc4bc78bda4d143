namespace Creel.Signatures;

/// <summary>The secret itself as the last part of the URL's path. It is taken out of there before anything else sees the request.</summary>
internal sealed class PathSecretScheme : SignatureScheme
{
    private const string Unescaped = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_~.";
    private const string Place = "the secret at the end of the URL";

    public override string Description => "the secret as the last part of the URL's path";

    public override bool SendsSecret => true;

    public override string? KeyProblem(string secret) => secret switch
    {
        "" => "it is empty",
        "." or ".." => "senders leave it out of a path",
        _ when secret.AsSpan().ContainsAnyExcept(Unescaped) => "it has to stand in a URL; take letters, digits, hyphens, dots, underscores and tildes",
        _ => null,
    };

    public override SignatureVerifier Bind(IReadOnlyList<string> secrets) => new Verifier(this, [.. secrets.Select(secret => new SecretText(secret))]);

    public override void Sign(OutgoingRequest request, string secret, DateTimeOffset now)
    {
        var url = new UriBuilder(request.Url);
        url.Path = $"{url.Path.TrimEnd('/')}/{Uri.EscapeDataString(secret)}";
        request.Url = url.Uri;
    }

    private sealed class Verifier(SignatureScheme scheme, SecretText[] secrets) : SignatureVerifier(scheme)
    {
        public override bool NeedsBody => false;

        public override bool IsPresent(in SignedRequest request) => request.PathSecret is { Length: > 0 };

        public override SignatureCheck Check(in SignedRequest request, DateTimeOffset now)
        {
            if (!IsPresent(request)) return new(SignatureFault.Missing, Place);
            return SecretText.AnyMatches(secrets, request.PathSecret) ? SignatureCheck.Good : new(SignatureFault.Wrong, Place);
        }
    }
}
