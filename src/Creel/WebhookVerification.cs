namespace Creel;

/// <summary>What checking a request came to.</summary>
/// <param name="IsVerified">It is the sender's.</param>
/// <param name="Reason">
/// One of a few phrases, for logs and metrics: <c>verified</c>, <c>no signature</c>, <c>malformed signature</c>, <c>unknown signature version</c>,
/// <c>wrong signature</c>, <c>stale signature</c>, <c>signature from the future</c>, <c>no credentials</c>, <c>wrong credentials</c>,
/// <c>unexpected sender</c>, <c>signing key not fetched</c>. Never tell it to who sent the request.
/// </param>
/// <param name="Place">Where the check failed, such as <c>the header X-Hub-Signature-256</c>; empty when it did not.</param>
public readonly record struct WebhookVerification(bool IsVerified, string Reason, string Place)
{
    internal static readonly WebhookVerification Verified = new(true, "verified", "");
}
