using Creel.Senders;
using Creel.Signatures;

namespace Creel.Server.Sending;

/// <summary>Which sender to send as, and what to sign with. Never shows its secret.</summary>
/// <param name="Sender">The sender.</param>
/// <param name="Scheme">How it signs.</param>
/// <param name="Secret">One that the scheme can sign with.</param>
internal sealed record SendSigning(SenderProfile Sender, SignatureScheme Scheme, HiddenText Secret)
{
    /// <summary>A sender's scheme for a secret: the one that was asked for, else the first that the secret can be a key of.</summary>
    /// <param name="sender">The sender.</param>
    /// <param name="schemes">Its schemes, as the source it is for has adjusted them.</param>
    /// <param name="secrets">Any of them.</param>
    /// <param name="wanted">A number (from 1), a kind such as hmac, or the name of a header; null: none in particular.</param>
    /// <param name="configured">They are those that a source checks with.</param>
    /// <param name="taken">A header that carries something else.</param>
    /// <exception cref="CommandException">There is none.</exception>
    public static SendSigning Choose(
        SenderProfile sender, IReadOnlyList<SignatureScheme> schemes, IReadOnlyList<HiddenText> secrets, string? wanted, bool configured = false, string? taken = null)
    {
        if (schemes.Count == 0) throw CommandException.Usage($"The sender `{sender.Name}` signs nothing and sends no secret of this kind.", SendAuthText.Instead(sender));
        IReadOnlyList<SignatureScheme> among = wanted is null ? schemes : [Find(sender, schemes, wanted)];
        // A credential of the source's own that stands in the same header would be overwritten.
        if (wanted is null && taken is not null) among = [.. among.OrderBy(scheme => taken.Equals(scheme.Header, StringComparison.OrdinalIgnoreCase))];
        foreach (var scheme in among)
        {
            if (configured && scheme.SignsWithAnotherKey) continue;
            if (secrets.FirstOrDefault(secret => scheme.SigningProblem(secret.Reveal()) is null) is { } secret) return new(sender, scheme, secret);
        }
        throw Unusable(sender, among, secrets, configured);
    }

    public override string ToString() => $"{Sender.Name}, {Scheme.Description}";

    private static SignatureScheme Find(SenderProfile sender, IReadOnlyList<SignatureScheme> schemes, string wanted)
    {
        if (int.TryParse(wanted, out var number) && number >= 1 && number <= schemes.Count) return schemes[number - 1];
        var kinds = sender.Auth.Where(auth => auth.Scheme is not null).ToList();
        for (var i = 0; i < schemes.Count; i++)
        {
            if (wanted.Equals(schemes[i].Header, StringComparison.OrdinalIgnoreCase)) return schemes[i];
            // A source that adjusts its sender's signature has that one alone.
            if (kinds.Count == schemes.Count && kinds[i].Data.Scheme == wanted) return schemes[i];
        }
        throw CommandException.Usage($"The sender `{sender.Name}` has no scheme `{AnswerText.OneLine(wanted, 60)}`.",
            "Give its number, its kind or its header:\n" + string.Join("\n", schemes.Select((scheme, i) => $"  {i + 1}  {scheme.Description}")));
    }

    private static CommandException Unusable(SenderProfile sender, IReadOnlyList<SignatureScheme> schemes, IReadOnlyList<HiddenText> secrets, bool configured)
    {
        if (schemes.FirstOrDefault(scheme => scheme.SignsWithAnotherKey && secrets.Any(secret => scheme.KeyProblem(secret.Reveal()) is null)) is { } publicKey)
        {
            return CommandException.Usage($"{(configured ? "The source has" : "The secret is")} a public key: it checks what {sender.Title} signs, and can't sign.",
                $"To try a source out, make a pair of keys of your own, configure the public one, and give the private one as CREEL_SECRET or by --secret-stdin: `creel senders {sender.Name}` says how. ({publicKey.Description})");
        }
        return CommandException.Usage(
            $"The secret can't be one of the sender `{sender.Name}`: {string.Join("; ", schemes.Select(scheme => scheme.SigningProblem(secrets[0].Reveal())).OfType<string>().Distinct())}.",
            "Copy it whole from where the sender is set up.");
    }
}
