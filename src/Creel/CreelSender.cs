using System.Text;
using Creel.Receiving;
using Creel.Search;
using Creel.Senders;
using Creel.Signatures;

namespace Creel;

/// <summary>
/// A product that sends webhooks, and the check that a request is its own. It works without the rest of Creel: nothing is received,
/// kept or configured by it, and it may be used from any thread.
/// </summary>
public sealed partial class CreelSender
{
    private readonly SenderProfile _profile;

    private CreelSender(SenderProfile profile) => _profile = profile;

    /// <summary>Every sender that Creel brings, by name; <c>creel senders</c> lists the same.</summary>
    public static IReadOnlyList<CreelSender> All { get; } = [.. SenderCatalog.Embedded.All.Select(profile => new CreelSender(profile))];

    /// <summary>Its name in configuration, such as <c>github</c>.</summary>
    public string Name => _profile.Name;

    /// <summary>The product's name.</summary>
    public string Title => _profile.Title;

    /// <summary>
    /// Whether there is anything to check with a secret. False for senders that only use HTTP Basic or a client certificate, which are
    /// for the server in front to check.
    /// </summary>
    public bool CanVerify => _profile.Schemes.Any();

    /// <summary>How its requests prove themselves, in words, strongest first.</summary>
    public IReadOnlyList<string> Schemes => [.. _profile.Schemes.Select(scheme => scheme.Description)];

    /// <summary>The sender of a name.</summary>
    /// <param name="name">As in configuration: <c>github</c>.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static CreelSender Named(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return All.FirstOrDefault(sender => sender.Name == name) ?? throw new ArgumentException(
            $"There is no sender of this name.{(NearestName.Of(name, [.. All.Select(sender => sender.Name)]) is { } nearest ? $" Did you mean {nearest}?" : "")}", nameof(name));
    }

    /// <summary>A sender of your own.</summary>
    /// <param name="json">Its profile; docs/own-senders.md has the format.</param>
    /// <exception cref="FormatException">It is not one; the message says where and why.</exception>
    public static CreelSender FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return new(ProfileCompiler.Compile(ProfileData.Parse(Encoding.UTF8.GetBytes(json))));
    }

    /// <summary>
    /// Whether a request is this sender's: signed with one of the secrets, over the body byte for byte, and within the sender's window of
    /// time. Compares in constant time. Never throws for what a request holds.
    /// </summary>
    /// <param name="request">The request, its body exactly as it came.</param>
    /// <param name="secret">What was agreed with the sender, as it is shown there (<c>whsec_…</c> whole).</param>
    /// <param name="now">The time at which it came.</param>
    /// <exception cref="ArgumentException">The secret can't be one of this sender: nothing could ever be verified with it.</exception>
    /// <exception cref="InvalidOperationException">There is nothing to check, see <see cref="CanVerify"/>.</exception>
    public WebhookVerification Verify(WebhookRequest request, string secret, DateTimeOffset now) => Verify(request, [secret], now);

    /// <summary>The same with several secrets, any of which is good: while one is replaced by another.</summary>
    /// <param name="request">The request, its body exactly as it came.</param>
    /// <param name="secrets">One at least.</param>
    /// <param name="now">The time at which it came.</param>
    /// <exception cref="ArgumentException">There is no secret, or one of them can't be one of this sender.</exception>
    /// <exception cref="InvalidOperationException">There is nothing to check, see <see cref="CanVerify"/>.</exception>
    public WebhookVerification Verify(WebhookRequest request, IReadOnlyCollection<string> secrets, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(request);
        var signatures = Bind(secrets);
        var signed = request.Signed() with { FetchedKeys = SigningCertificates.Shared.Find };
        if (signatures.Deciding(signed) is not { } deciding) return Answer(signatures.Missing, signatures.Verifiers[0].Scheme);
        return Answer(deciding.Check(signed, now), deciding.Scheme);
    }

    /// <summary>
    /// The same for senders that sign with a certificate of their own, which is fetched first, from their hosts alone, and kept for a day:
    /// <see cref="AmazonSns"/>. Where it can't be had the reason is <c>signing key not fetched</c>: answer with 503, so that the sender tries again.
    /// </summary>
    /// <param name="request">The request, its body exactly as it came.</param>
    /// <param name="secrets">One at least; of SNS the ARNs of the topics that may send.</param>
    /// <param name="now">The time at which it came.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <exception cref="ArgumentException">There is no secret, or one of them can't be one of this sender.</exception>
    /// <exception cref="InvalidOperationException">There is nothing to check, see <see cref="CanVerify"/>.</exception>
    public async ValueTask<WebhookVerification> VerifyAsync(WebhookRequest request, IReadOnlyCollection<string> secrets, DateTimeOffset now, CancellationToken cancel = default)
    {
        var first = Verify(request, secrets, now);
        if (first.Reason != SignatureAdvice.KeyNotFetched) return first;
        var fetched = await SigningCertificates.Shared.FetchAsync(first.Place, cancel);
        return fetched.IsThere ? Verify(request, secrets, now) : first with { Place = fetched.Problem! };
    }

    /// <summary>Its name.</summary>
    public override string ToString() => Name;

    private SourceSignatures Bind(IReadOnlyCollection<string> secrets)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        if (!CanVerify) throw new InvalidOperationException($"The sender {Name} signs nothing and sends no secret that could be checked here.");
        if (secrets.Count == 0) throw new ArgumentException("There is no secret, and without one nothing is ever verified.", nameof(secrets));
        var schemes = _profile.Schemes.ToList();
        // Not shown: it may well be a secret, of something else.
        if (secrets.Any(secret => secret is null || schemes.All(scheme => scheme.KeyProblem(secret) is not null)))
            throw new ArgumentException($"A secret can't be one of the sender {Name}: {schemes[0].KeyProblem(secrets.First(secret => secret is null || schemes.All(scheme => scheme.KeyProblem(secret) is not null)) ?? "")}.", nameof(secrets));
        return SourceSignatures.Bind(schemes, [.. secrets]);
    }

    private static WebhookVerification Answer(in SignatureCheck check, SignatureScheme scheme) =>
        check.IsGood ? WebhookVerification.Verified : new(false, SignatureAdvice.Reason(check.Fault, scheme), check.Place);
}
