using System.CommandLine;
using Creel.Senders;
using Creel.Server.Configuring;
using Creel.Signatures;

namespace Creel.Server.Sending;

/// <summary>The options of <c>creel send</c> that say which sender to be, and the secret.</summary>
internal sealed class SenderOptions
{
    private readonly Option<string?> sender = new("--sender") { HelpName = "NAME", Description = "Send as this product does, of `creel senders`: its sample, signed with --secret" };
    private readonly Option<string?> secret = new("--secret") { HelpName = "SECRET", Description = "What it signs with, or sends as its secret; better from $CREEL_SECRET or standard input, which others on the machine can't see. Without it: that of the source on this machine" };
    private readonly Option<bool> secretStdin = new("--secret-stdin") { Description = "Read the secret from standard input" };
    private readonly Option<string?> scheme = new("--scheme") { HelpName = "N|KIND|HEADER", Description = "Which of the sender's signatures, where there are several (default: the first that the secret fits)" };

    public IEnumerable<Option> All => [sender, secret, secretStdin, scheme];

    public bool ReadsInput(ParseResult given) => given.GetValue(secretStdin);

    /// <summary>Something to sign with is at hand.</summary>
    public bool HasSecret(ParseResult given) => given.GetValue(secret) is not null || given.GetValue(secretStdin) || Environment is not null;

    /// <summary>The sender that was named, else the one that the source expects.</summary>
    public SenderProfile? ReadSender(ParseResult given, SendTarget target)
    {
        if (given.GetValue(sender) is not { } name) return target.Source?.Sender;
        return target.Senders.Find(name) ?? SourceAccess.Senders(ConfigChoice.Find(null)).Find(name) ?? throw CommandException.Usage($"There is no sender `{AnswerText.OneLine(name, 60)}`.", "`creel senders` lists those that there are.");
    }

    /// <summary>Null: nothing is to be signed.</summary>
    public SendSigning? ReadSigning(ParseResult given, SendTarget target, SenderProfile? profile)
    {
        var wanted = given.GetValue(scheme);
        var secrets = target.Source?.Secrets ?? [];
        // A variable may be set for other uses: it counts where something is to be signed.
        var known = ReadSecret(given) ?? (given.GetValue(sender) is not null || secrets.Count > 0 ? Environment : null);
        if (profile is null)
        {
            if (known is null && wanted is null) return null;
            throw CommandException.Usage("There is a secret, and no sender that signs with it.", "Name it: --sender NAME, of `creel senders`.");
        }
        // A source may have adjusted what its sender does.
        var schemes = target.Source is { Sender: { } own } source && own.Name == profile.Name ? source.Schemes : [.. profile.Schemes];
        var taken = target.Credential?.Header;
        if (known is not null) return SendSigning.Choose(profile, schemes, [known], wanted, taken: taken);
        if (secrets.Count > 0) return SendSigning.Choose(profile, schemes, secrets, wanted, configured: true, taken);
        if (target.Source is { Topics.Count: > 0, Credentials: [] })
            throw CommandException.Usage($"{profile.Title} signs with a key that only Amazon has: a sample can't be signed.", "Have the topic send something: aws sns publish --topic-arn ARN --message hello");
        return wanted is null ? null : throw CommandException.Usage("--scheme says how to sign, and there is no secret.", "Give it with --secret-stdin, $CREEL_SECRET or --secret.");
    }

    private static HiddenText? Environment => System.Environment.GetEnvironmentVariable("CREEL_SECRET") is { Length: > 0 } set ? new(set) : null;

    private HiddenText? ReadSecret(ParseResult given)
    {
        var text = given.GetValue(secret);
        if (text is not null && given.GetValue(secretStdin)) throw CommandException.Usage("--secret and --secret-stdin both give the secret.", "Give one of them.");
        if (given.GetValue(secretStdin)) text = Terminal.ReadLine() ?? "";
        if (text is { Length: 0 }) throw CommandException.Usage("The secret is empty.", "Give it by --secret-stdin, $CREEL_SECRET or --secret.");
        return text is null ? null : new HiddenText(text);
    }
}
