using System.Security.Cryptography;

namespace Creel.Signatures;

/// <summary>
/// Messages of Amazon SNS: RSA, with a certificate that Amazon publishes and the message names. The source says which topics it
/// takes: anybody's topic is signed by the same certificate. How old a message is does not matter: SNS keeps its time from the first
/// try on, and repeats are known by their MessageId.
/// </summary>
internal sealed class SnsScheme : SignatureScheme
{
    public const string CannotSign = "SNS signs with a certificate of Amazon's: a sample can't be signed";

    public override string Description => "RSA with a certificate of Amazon's, in the body";

    public override string? KeyProblem(string secret) =>
        SnsTopic.Parse(secret) is null ? "it is not the ARN of an SNS topic, such as arn:aws:sns:eu-west-1:123456789012:alarms (a star may end its name)" : null;

    public override string? SigningProblem(string secret) => CannotSign;

    /// <param name="secrets">The topics.</param>
    public override SignatureVerifier Bind(IReadOnlyList<string> secrets) => new Verifier(this, [.. secrets.Select(secret => SnsTopic.Parse(secret)!)]);

    /// <exception cref="NotSupportedException">Always: only Amazon can.</exception>
    public override void Sign(OutgoingRequest request, string secret, DateTimeOffset now) => throw new NotSupportedException($"{CannotSign}.");

    private sealed class Verifier(SignatureScheme scheme, SnsTopic[] topics) : SignatureVerifier(scheme)
    {
        private const int LongestSignature = 1024;

        public override bool NeedsDecodedBody => true;

        // Of a sender that signs every message in the body nothing else is expected.
        public override bool IsPresent(in SignedRequest request) => true;

        public override SignatureCheck Check(in SignedRequest request, DateTimeOffset now)
        {
            if (SnsMessage.Parse(request.DecodedBody.Span) is not { } message) return new(SignatureFault.Malformed, "the message in the body");
            if (message["Signature"] is not { Length: > 0 } text) return new(SignatureFault.Missing, "Signature in the body");
            HashAlgorithmName? hash = message["SignatureVersion"] switch
            {
                "1" => HashAlgorithmName.SHA1,
                "2" => HashAlgorithmName.SHA256,
                _ => null,
            };
            if (hash is null) return new(SignatureFault.UnknownVersion, "SignatureVersion in the body");
            if (message.Signed(out var missing) is not { } signed) return new(SignatureFault.Malformed, $"{missing} in the body");
            if (text.Length > LongestSignature || SignatureEncoding.Base64.Decode(text) is not { } signature) return new(SignatureFault.Malformed, "Signature in the body");
            // Before any key is fetched: who does not know a topic can't make us ask Amazon for anything.
            if (Array.Find(topics, topic => topic.Allows(message["TopicArn"]!)) is not { } topic) return new(SignatureFault.Unexpected, "TopicArn in the body");
            if (message["SigningCertURL"] is not { } url || !SnsCertificateUrl.IsAt(url, topic.Host)) return new(SignatureFault.Malformed, "SigningCertURL in the body");
            if (request.FetchedKeys?.Invoke(url) is not { } key) return new(SignatureFault.KeyNeeded, url);
            return key.Verifies(signed, signature, hash.Value) ? SignatureCheck.Good : new(SignatureFault.Wrong, "Signature in the body");
        }
    }
}
