using Creel.Senders;

namespace Creel.Server.Manuals;

/// <summary>How to try a source of a sender out.</summary>
internal static class SenderTryingText
{
    /// <param name="sender">The sender.</param>
    /// <param name="url">The URL that it is given.</param>
    /// <param name="source">The source of that URL on this machine; null: there is none yet.</param>
    public static IEnumerable<ManualPart> Of(SenderProfile sender, string url, string? source)
    {
        var name = source ?? sender.Name;
        var signs = sender.Schemes.Any();
        if (sender.Auth.Any(auth => auth.Data.Scheme == "sns"))
        {
            yield return new ManualParagraph("Only Amazon can sign, so have a topic send something:");
            yield return new ManualCode("text", "aws sns publish --topic-arn arn:aws:sns:eu-west-1:123456789012:alarms --subject Test --message hello");
            yield break;
        }
        if (KeyPair(sender) is { } keys)
        {
            yield return new ManualParagraph("Only the sender has the key that signs. For trying make a pair of your own: the source gets the public one, `creel send` the private one.");
            yield return new ManualCode("text", $"{keys}\nCREEL_SECRET=PRIVATE creel send --source {name}");
            yield break;
        }
        yield return new ManualParagraph("On the receiver's machine its own sample, with what the source is configured with; and what goes wrong in life:");
        yield return new ManualCode("text", $"creel send --source {name}\ncreel send --source {name} --fault {(signs ? "bad-signature" : "duplicate")}");
        if (!signs) yield break;
        yield return new ManualParagraph("From elsewhere:");
        yield return new ManualCode("text", $"creel send {url} --sender {sender.Name} --secret-stdin");
    }

    /// <summary>The commands that make one; null: the sender's secret is a shared one.</summary>
    private static string? KeyPair(SenderProfile sender)
    {
        if (!SenderConfigBlock.TakesPublicKey(sender)) return null;
        var (make, write) = sender.Auth.First(auth => auth.Scheme is { SignsWithAnotherKey: true }).Data switch
        {
            { Scheme: "ecdsa" } => ("EC -pkeyopt ec_paramgen_curve:P-256", "base64 -w0"),
            { Key: null or "hex" } => ("ed25519", "tail -c 32 | xxd -p -c 32"),
            _ => ("ed25519", "tail -c 32 | base64"),
        };
        return $"""
            openssl genpkey -algorithm {make} -outform DER -out key.der
            cat key.der | {write}                                              # private
            openssl pkey -inform DER -in key.der -pubout -outform DER | {write}  # public
            """.ReplaceLineEndings("\n");
    }
}
